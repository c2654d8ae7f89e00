//! Messages that name each other; `conversations/` has the rest.

#[path = "conversations/copies.rs"]
mod copies;
#[path = "conversations/orders.rs"]
mod orders;
#[path = "conversations/subjects.rs"]
mod subjects;
#[path = "conversations/topics.rs"]
mod topics;

use super::support::*;
use model::*;

async fn conversation(world: &World, id: MessageId) -> Vec<MessageId> {
    let row = world.store.message_row(world.ada, id).await.unwrap();
    let rows = world.store.conversation(world.ada, row.conversation).await.unwrap();
    rows.iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn an_answer_joins_what_it_answers() {
    let world = World::new().await;
    let question = world.deliver(Mail::new("Lunch?", "").id("1@a.test")).await;
    let other = world.deliver(Mail::new("Lunch?", "").id("2@a.test")).await;
    let mut answer = Mail::new("Re: Lunch?", "").id("3@a.test");
    answer.extract.in_reply_to = vec!["1@a.test".into()];
    let answer = world.deliver(answer).await;
    assert_eq!(conversation(&world, question).await, [question, answer]);
    assert_eq!(conversation(&world, other).await, [other]);
}

#[tokio::test]
async fn an_answer_that_came_first_is_joined_by_its_question() {
    let world = World::new().await;
    let answer = Mail::new("Re: Lunch?", "").id("2@a.test").references(&["1@a.test"]);
    let answer = world.deliver(answer.date(NOW)).await;
    let question = world.deliver(Mail::new("Lunch?", "").id("1@a.test").date(NOW - MINUTE)).await;
    assert_eq!(conversation(&world, answer).await, [question, answer]);
}

#[tokio::test]
async fn a_late_message_merges_the_conversations_that_it_links() {
    let world = World::new().await;
    let one = world.deliver(Mail::new("Stairs", "").id("1@a.test")).await;
    let two = world.deliver(Mail::new("Re: Stairs", "").id("2@a.test")).await;
    let link = Mail::new("Re: Stairs", "").id("3@a.test").references(&["1@a.test", "2@a.test"]);
    let link = world.deliver(link).await;
    let later = Mail::new("AW: Stairs", "").id("4@a.test").references(&["2@a.test"]);
    let later = world.deliver(later).await;
    assert_eq!(conversation(&world, two).await, [one, two, link, later]);
    world.check().await;
}

#[tokio::test]
async fn merging_works_within_one_batch_as_well() {
    let world = World::new().await;
    let batch = vec![
        Mail::new("Stairs", "").id("1@a.test").to(world.ada),
        Mail::new("The stairs", "").id("2@a.test").to(world.ada),
        Mail::new("Re: Stairs", "")
            .id("3@a.test")
            .references(&["1@a.test", "2@a.test"])
            .to(world.ada),
    ];
    let arrived = world.store.deliver(batch, NOW).await.unwrap();
    let ids: Vec<MessageId> = arrived.iter().map(|one| one.id).collect();
    assert_eq!(conversation(&world, ids[1]).await, ids);
    world.check().await;
}

#[tokio::test]
async fn users_do_not_share_conversations() {
    let world = World::new().await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let hers = world.deliver(Mail::new("Stairs", "").id("1@a.test")).await;
    let answer = Mail::new("Re: Stairs", "").id("2@a.test").references(&["1@a.test"]).to(grace);
    world.store.deliver(vec![answer], NOW).await.unwrap();
    assert_eq!(conversation(&world, hers).await, [hers]);
    let id = world.store.message_row(world.ada, hers).await.unwrap().conversation;
    assert!(world.store.conversation(grace, id).await.is_err());
}

#[tokio::test]
async fn a_conversation_survives_the_loss_of_its_middle() {
    let world = World::new().await;
    let one = world.deliver(Mail::new("Stairs", "").id("1@a.test")).await;
    let middle = Mail::new("Re: Stairs", "").id("2@a.test").references(&["1@a.test"]).folder(TRASH);
    world.deliver(middle).await;
    world.empty_trash().await;
    let three =
        world.deliver(Mail::new("Re: Stairs", "").id("3@a.test").references(&["2@a.test"])).await;
    assert_eq!(conversation(&world, one).await, [one, three]);
    world.check().await;
}

#[tokio::test]
async fn ten_thousand_references_from_a_stranger_do_no_harm() {
    let world = World::new().await;
    let ids: Vec<String> = (0..10_000).map(|n| format!("{n}@a.test")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let one = world.deliver(Mail::new("Many", "").references(&ids)).await;
    let two = world.deliver(Mail::new("Re: Many", "").references(&["9999@a.test"])).await;
    let three = world.deliver(Mail::new("Re: Many", "").references(&["0@a.test"])).await;
    assert_eq!(conversation(&world, one).await, [one, two, three]);
}

#[tokio::test]
async fn references_in_the_wrong_order_or_with_gaps_lead_to_the_same() {
    let world = World::new().await;
    let one = world.deliver(Mail::new("Stairs", "").id("1@a.test")).await;
    let gap = Mail::new("Re: Stairs", "").id("4@a.test");
    let gap = world.deliver(gap.references(&["1@a.test", "2@a.test", "3@a.test"])).await;
    let turned = Mail::new("Re: Stairs", "").id("6@a.test");
    let turned = world.deliver(turned.references(&["5@a.test", "3@a.test", "9@a.test"])).await;
    let late = world.deliver(Mail::new("Re: Stairs", "").id("5@a.test")).await;
    assert_eq!(conversation(&world, one).await, [one, gap, turned, late]);
    world.check().await;
}

#[tokio::test]
async fn damaged_references_leave_what_is_answered_to_lead() {
    let world = World::new().await;
    let one = world.deliver(Mail::new("Stairs", "").id("1@a.test")).await;
    let mut answer = Mail::new("Re: Stairs", "").id("2@a.test");
    answer.extract.references = vec!["1@a.te".into(), "gibberish".into(), " ".into()];
    answer.extract.in_reply_to = vec!["1@a.test".into()];
    let answer = world.deliver(answer).await;
    assert_eq!(conversation(&world, one).await, [one, answer]);
}

#[tokio::test]
async fn what_was_sent_is_beside_what_was_received() {
    let world = World::new().await;
    let question = world.deliver(Mail::new("Stairs", "").id("1@a.test").date(NOW)).await;
    let mine = Mail::new("Re: Stairs", "").id("2@a.test").references(&["1@a.test"]);
    let mine = mine.folder(FolderKey::Role(Role::Sent)).date(NOW + MINUTE);
    let mine = world.deliver(mine.from("Ada", "ada@pillarbox.test")).await;
    let thanks = Mail::new("Re: Stairs", "").id("3@a.test").references(&["2@a.test"]);
    let thanks = world.deliver(thanks.date(NOW + 2 * MINUTE)).await;
    let archive = Operation::Move(FolderKey::Role(Role::Archive));
    world.store.change(world.ada, &[question], &archive, NOW).await.unwrap();
    assert_eq!(conversation(&world, thanks).await, [question, mine, thanks]);
}
