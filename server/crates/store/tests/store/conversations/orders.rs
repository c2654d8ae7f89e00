//! Conversations are the same, in whatever order and in whatever batches mail arrives, and after
//! they were made anew.

use super::super::support::*;
use model::*;
use proptest::{collection::vec, prelude::*};
use std::collections::{BTreeMap, BTreeSet};

/// Messages, and by number which belong together.
fn mail() -> Vec<(i64, Mail)> {
    let tom = |subject: &str, hour: i64| {
        let mail = Mail::new(subject, "").from("Tom", "tom@example.org");
        mail.date(NOW + hour * 60 * MINUTE)
    };
    let eve = |subject: &str, hour: i64| tom(subject, hour).from("Eve", "eve@example.net");
    vec![
        (0, tom("Stairs", 0).id("a1")),
        (0, tom("Re: Stairs", 1).id("a2").references(&["a1"])),
        (0, tom("Re: Stairs", 2).id("a3").references(&["a1", "a2"])),
        (0, tom("Re: Stairs", 30).id("lost-references")),
        (1, tom("Invoice 4711", 3).id("n1").references(&["a1", "a2"])),
        (1, tom("Re: Invoice 4711", 4).id("n2").references(&["a1", "n1"])),
        (2, eve("Stairs", 5).id("e1")),
        (2, eve("Re: Stairs", 6).id("e2").references(&["gone", "e1"])),
        (2, eve("Re: Stairs", 7).id("e3").references(&["gone"])),
        (3, eve("Stairs", 8).id("e4")),
        (0, tom("Stairs", 0).id("a1").file("by the list")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_order_and_the_batches(
        order in Just((0..mail().len()).collect::<Vec<_>>()).prop_shuffle(),
        batches in vec(1..5_usize, 11),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(arrive(&order, &batches));
    }
}

async fn arrive(order: &[usize], batches: &[usize]) {
    let world = World::new().await;
    let mail = mail();
    let mut ids = BTreeMap::new();
    let mut rest = order;
    for batch in batches {
        let (now, later) = rest.split_at(rest.len().min(*batch));
        rest = later;
        let arrivals = now.iter().map(|n| {
            let source = format!("Message {n}").into_bytes();
            mail[*n].1.clone().source(source).to(world.ada)
        });
        let delivered = world.store.deliver(arrivals.collect(), NOW).await.unwrap();
        ids.extend(now.iter().copied().zip(delivered.into_iter().map(|one| one.id)));
    }
    let expected = groups(mail.iter().enumerate().map(|(n, (group, _))| (*group, n)));
    assert_eq!(found(&world, &ids).await, expected, "as it arrived: {order:?}");
    world.check().await;

    let extracts: BTreeMap<MessageId, Extract> =
        ids.iter().map(|(n, id)| (*id, mail[*n].1.extract.clone())).collect();
    world.store.forget_conversations(world.ada, &[]).await.unwrap();
    world.store.reindex(world.ada, extracts.into_iter().collect()).await.unwrap();
    world.store.place_drafts(world.ada).await.unwrap();
    assert_eq!(found(&world, &ids).await, expected, "made anew: {order:?}");
    world.check().await;
}

async fn found(world: &World, ids: &BTreeMap<usize, MessageId>) -> BTreeSet<Vec<usize>> {
    let mut pairs = Vec::new();
    for (n, id) in ids {
        let row = world.store.message_row(world.ada, *id).await.unwrap();
        pairs.push((row.conversation.0, *n));
    }
    groups(pairs.into_iter())
}

fn groups(pairs: impl Iterator<Item = (i64, usize)>) -> BTreeSet<Vec<usize>> {
    let mut groups: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (group, n) in pairs {
        groups.entry(group).or_default().push(n);
    }
    groups.into_values().collect()
}
