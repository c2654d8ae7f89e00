//! A row for each conversation in what a search finds.

use super::support::*;
use model::*;

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
        assert_eq!(pages(&world, query).await, expected(&world, query).await, "{query}");
    }
}
