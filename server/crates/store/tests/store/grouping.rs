//! A row for each conversation in what a search finds.

use super::support::*;
use model::*;
use store::StoreError;

/// All pages of two rows, forwards and then backwards, which must be the same: each row's id and
/// how many messages it stands for.
async fn pages(world: &World, query: &str) -> Vec<(MessageId, i64)> {
    let query = search::parse(query, NOW).query;
    let ask = async |at| world.store.search_conversations(world.ada, &query, at, 2).await.unwrap();
    let (mut there, mut back) = (Vec::new(), Vec::new());
    let mut at = None;
    loop {
        let page = ask(at).await;
        assert!(page.rows.len() <= 2);
        assert_eq!(page.newer.is_some(), at.is_some());
        there.push(page.clone());
        at = page.older;
        if at.is_none() {
            break;
        }
    }
    let mut at = there.last().and_then(|page| page.newer);
    while at.is_some() {
        let page = ask(at).await;
        back.push(page.clone());
        at = page.newer;
    }
    let rows =
        |page: &MessagePage| page.rows.iter().map(|row| (row.id, row.matches)).collect::<Vec<_>>();
    let last = there.len() - 1;
    let back: Vec<_> = back.iter().rev().flat_map(rows).collect();
    assert_eq!(back, there.iter().take(last).flat_map(rows).collect::<Vec<_>>());
    there.iter().flat_map(rows).collect()
}

/// What these stand for, by text of the query.
async fn stand_for(world: &World, query: &str, ids: &[MessageId]) -> Vec<MessageId> {
    let query = search::parse(query, NOW).query;
    world.store.with_matches(world.ada, &query, ids, 1000).await.unwrap()
}

/// What the pages must be, from all that is found.
async fn expected(world: &World, query: &str) -> Vec<(MessageId, i64)> {
    let query = search::parse(query, NOW).query;
    let all = world.store.search(world.ada, &query, None, 1000).await.unwrap().rows;
    let mut rows: Vec<(ConversationId, MessageId, i64)> = Vec::new();
    for row in all {
        match rows.iter_mut().find(|one| one.0 == row.conversation) {
            Some(one) => one.2 += 1,
            None => rows.push((row.conversation, row.id, 1)),
        }
    }
    rows.into_iter().map(|(_, id, matches)| (id, matches)).collect()
}

fn answer(thread: usize, n: usize, text: &str) -> Mail {
    let mail = Mail::new(&format!("Thread {thread}"), text).id(&format!("{n}.{thread}@x.test"));
    if n == 0 { mail } else { mail.references(&[&format!("0.{thread}@x.test")]) }
}

#[tokio::test]
async fn the_newest_match_of_a_conversation_stands_for_it_and_counts_the_others() {
    let world = World::new().await;
    let one = world.deliver(answer(1, 0, "red")).await;
    let two = world.deliver(answer(2, 0, "red")).await;
    let three = world.deliver(answer(1, 1, "red paint").read()).await;
    world.deliver(answer(1, 2, "green")).await;
    assert_eq!(pages(&world, "red").await, [(three, 2), (two, 1)]);
    assert_eq!(pages(&world, "red is:unread").await, [(two, 1), (one, 1)]);
    assert_eq!(pages(&world, "nothing").await, []);
    let query = search::parse("paint", NOW).query;
    let page = world.store.search_conversations(world.ada, &query, None, 50).await.unwrap();
    assert!(page.rows[0].snippet.iter().any(|span| span.mark && span.text == "paint"));
    assert!((page.older, page.newer) == (None, None));
}

#[tokio::test]
async fn pages_show_each_conversation_once_however_they_lie() {
    let world = World::new().await;
    let work = world.store.add_label(world.ada, "Work", Colour::Red).await.unwrap();
    // A long conversation over all, one that is only old, one that is only new, many of one.
    let order = [1, 1, 2, 1, 3, 2, 4, 1, 1, 1, 1, 1, 1, 5, 6, 1, 7, 6, 5, 8, 1, 9, 9, 9, 3, 1, 10];
    let mut sent = [0; 11];
    for (at, thread) in order.into_iter().enumerate() {
        let text = if at % 4 == 3 { "green" } else { "red paint" };
        let mut mail = answer(thread, sent[thread], text);
        if at % 3 == 0 {
            mail = mail.read().labels(&[work]);
        }
        world.deliver(mail).await;
        sent[thread] += 1;
    }
    for query in [
        "",
        "red",
        "pai*",
        "\"red paint\" -green",
        "red OR green",
        "green",
        "is:unread",
        "label:work",
        "red label:work",
        "label:work OR is:unread",
        "-red",
        "in:inbox",
        "from:grace",
    ] {
        let rows = pages(&world, query).await;
        assert_eq!(rows, expected(&world, query).await, "{query}");
        let mut all = Vec::new();
        for (id, matches) in &rows {
            let some = stand_for(&world, query, &[*id]).await;
            assert_eq!(i64::try_from(some.len()).unwrap(), *matches, "{query}");
            all.extend(some);
        }
        all.sort_unstable();
        let mut found = world.found(query).await;
        found.sort_unstable();
        assert_eq!(all, found, "{query}");
        let ids: Vec<MessageId> = rows.iter().map(|row| row.0).collect();
        assert_eq!(stand_for(&world, query, &ids).await, found, "{query}");
    }
}

#[tokio::test]
async fn a_row_stands_for_what_was_found_of_its_conversation_and_for_nothing_else() {
    let world = World::new().await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let one = world.deliver(answer(1, 0, "red")).await;
    let other = world.deliver(answer(2, 0, "red")).await;
    let two = world.deliver(answer(1, 1, "red paint").read()).await;
    let green = world.deliver(answer(1, 2, "green")).await;
    let graces = world.store.deliver(vec![answer(1, 3, "red").to(grace)], NOW).await.unwrap()[0].id;
    assert_eq!(stand_for(&world, "red", &[two]).await, [one, two]);
    assert_eq!(stand_for(&world, "red", &[two, other]).await, [one, other, two]);
    assert_eq!(stand_for(&world, "red", &[two, two, one]).await, [one, two]);
    assert_eq!(stand_for(&world, "", &[two]).await, [one, two, green]);
    // What was read meanwhile is still meant, and so is what nothing is found with.
    assert_eq!(stand_for(&world, "red is:unread", &[two]).await, [one, two]);
    assert_eq!(stand_for(&world, "nothing", &[two]).await, [two]);
    assert_eq!(stand_for(&world, "red", &[]).await, []);
    let query = search::parse("red", NOW).query;
    let few = world.store.with_matches(world.ada, &query, &[one, other], 2).await.unwrap();
    assert_eq!(few.len(), 2);
    let strange = world.store.with_matches(world.ada, &query, &[two, graces], 9).await;
    assert!(matches!(strange, Err(StoreError::NotFound("message"))));
}
