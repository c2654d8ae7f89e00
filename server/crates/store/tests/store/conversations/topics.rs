//! New topics begun by answering.

use super::super::support::*;
use super::conversation;

#[tokio::test]
async fn an_answer_with_quite_another_subject_begins_a_conversation() {
    let world = World::new().await;
    let old = world.deliver(Mail::new("Stairs", "").id("1@a.test")).await;
    let new = Mail::new("Invoice 4711", "").id("2@a.test").references(&["1@a.test"]);
    let new = world.deliver(new).await;
    let answer = Mail::new("Re: Invoice 4711", "").id("3@a.test");
    let answer = world.deliver(answer.references(&["1@a.test", "2@a.test"])).await;
    let other = Mail::new("Re: Stairs", "").id("4@a.test").references(&["1@a.test"]);
    let other = world.deliver(other).await;
    assert_eq!(conversation(&world, new).await, [new, answer]);
    assert_eq!(conversation(&world, old).await, [old, other]);
    world.check().await;
}

#[tokio::test]
async fn both_find_theirs_when_what_they_answer_comes_last() {
    let world = World::new().await;
    let new = Mail::new("Re: Invoice 4711", "").id("3@a.test").references(&["1@a.test"]);
    let new = world.deliver(new).await;
    let old = Mail::new("Re: Stairs", "").id("4@a.test").references(&["1@a.test"]);
    let old = world.deliver(old.date(NOW + MINUTE)).await;
    let first = world.deliver(Mail::new("Stairs", "").id("1@a.test").date(NOW)).await;
    assert_eq!(conversation(&world, new).await, [new]);
    assert_eq!(conversation(&world, old).await, [first, old]);
    world.check().await;
}

#[tokio::test]
async fn what_a_program_answers_belongs_to_what_it_names() {
    let world = World::new().await;
    let mine = world.deliver(Mail::new("Stairs", "").id("1@a.test")).await;
    let mut notice = Mail::new("Undelivered Mail Returned to Sender", "").id("2@a.test");
    notice.extract.automatic = true;
    let notice = world.deliver(notice.references(&["1@a.test"])).await;
    assert_eq!(conversation(&world, mine).await, [mine, notice]);
}

#[tokio::test]
async fn answers_to_a_digest_belong_to_their_topics() {
    let world = World::new().await;
    let list = |subject: &str| {
        let mut mail = Mail::new(subject, "").from("Tom", "tom@example.org").date(NOW);
        mail.extract.to = vec![mailbox("", "cooks@lists.example.org")];
        mail
    };
    let oven = world.deliver(list("How hot is the oven?").id("1@a.test")).await;
    let digest = world.deliver(list("Cooks, volume 12, issue 3").id("2@a.test")).await;
    let answer = list("Re: How hot is the oven?").id("3@a.test").date(NOW + DAY);
    let answer = world.deliver(answer.references(&["2@a.test"])).await;
    assert_eq!(conversation(&world, oven).await, [oven, answer]);
    assert_eq!(conversation(&world, digest).await, [digest]);
}

#[tokio::test]
async fn a_message_without_a_subject_joins_only_what_it_answers() {
    let world = World::new().await;
    let one = world.deliver(Mail::new("Stairs", "").id("1@a.test")).await;
    let two = world.deliver(Mail::new("Invoice 4711", "").id("2@a.test")).await;
    let link = Mail::new("", "").id("3@a.test").references(&["1@a.test", "2@a.test"]);
    let link = world.deliver(link).await;
    assert_eq!(conversation(&world, one).await, [one]);
    assert_eq!(conversation(&world, two).await, [two, link]);
}
