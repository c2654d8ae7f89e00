//! Message-IDs that come again.

use super::super::support::*;
use super::conversation;

#[tokio::test]
async fn copies_of_one_message_are_together() {
    let world = World::new().await;
    let direct = world.deliver(Mail::new("Stairs", "").id("1@a.test").date(NOW)).await;
    let copy = Mail::new("[house] Stairs", "by the list").id("1@a.test").date(NOW);
    let copy = world.deliver(copy).await;
    assert_eq!(conversation(&world, direct).await, [direct, copy]);
    world.check().await;
}

#[tokio::test]
async fn a_program_that_uses_an_id_twice_does_not_join_its_mail() {
    let world = World::new().await;
    let report = |day| Mail::new("Backup report", "").id("constant@host").date(NOW + day * DAY);
    let one = world.deliver(report(-2)).await;
    let two = world.deliver(report(-1)).await;
    let other = Mail::new("Disk full", "").id("constant@host").date(NOW - DAY);
    let other = world.deliver(other).await;
    let last = world.deliver(report(0)).await;
    for alone in [one, two, other] {
        assert_eq!(conversation(&world, alone).await, [alone]);
    }
    // An answer means the latest.
    let answer = Mail::new("Re: Backup report", "").id("1@a.test").references(&["constant@host"]);
    let answer = world.deliver(answer.date(NOW + MINUTE)).await;
    assert_eq!(conversation(&world, last).await, [last, answer]);
    world.check().await;
}

#[tokio::test]
async fn an_erased_message_that_comes_again_is_where_it_was() {
    let world = World::new().await;
    let one = world.deliver(Mail::new("Stairs", "").id("1@a.test").folder(TRASH)).await;
    let answer = Mail::new("Re: Stairs", "").id("2@a.test").references(&["1@a.test"]);
    let answer = world.deliver(answer.date(NOW + MINUTE)).await;
    world.empty_trash().await;
    let again = world.deliver(Mail::new("Stairs", "").id("1@a.test").date(NOW)).await;
    assert_ne!(again, one);
    assert_eq!(conversation(&world, answer).await, [again, answer]);
    world.check().await;
}
