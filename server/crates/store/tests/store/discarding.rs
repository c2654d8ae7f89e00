//! What lies in Trash and Spam is erased after some days, for who wants that.

use super::support::*;
use model::*;
use store::StoreError;

const SPAM: FolderKey = FolderKey::Role(Role::Spam);

/// What happens once a day.
async fn look(world: &World, now: UnixMillis) -> usize {
    let mut erased = 0;
    for (user, days) in world.store.due_erasures(now).await.unwrap() {
        erased += world.store.erase_discarded(user, days, now, 100).await.unwrap();
    }
    erased
}

async fn put(world: &World, id: MessageId, folder: FolderKey, now: UnixMillis) {
    world.store.change(world.ada, &[id], &Operation::Move(folder), now).await.unwrap();
}

#[tokio::test]
async fn nothing_is_erased_unless_somebody_asked_for_it() {
    let world = World::new().await;
    let id = world.deliver(Mail::new("old", "x")).await;
    put(&world, id, TRASH, NOW).await;
    assert_eq!(look(&world, NOW + 900 * DAY).await, 0);
    assert_eq!(world.store.erase_after(world.ada).await.unwrap(), 0);
    for days in [-1, 1, 31] {
        let refused = world.store.set_erase_after(world.ada, days, NOW).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{days}");
    }
}

#[tokio::test]
async fn what_lies_in_trash_and_spam_is_erased_after_the_days() {
    let world = World::new().await;
    let kept = world.deliver(Mail::new("kept", "x").date(NOW - 900 * DAY)).await;
    let old = world.deliver(Mail::new("in Trash before", "x").date(NOW - 900 * DAY)).await;
    let spam = world.deliver(Mail::new("spam", "x")).await;
    put(&world, old, TRASH, NOW - 50 * DAY).await;
    put(&world, spam, SPAM, NOW - 50 * DAY).await;
    world.store.set_erase_after(world.ada, 30, NOW).await.unwrap();
    assert_eq!(look(&world, NOW).await, 0, "what is there already counts from now");
    let later = world.deliver(Mail::new("later", "x")).await;
    put(&world, later, TRASH, NOW + DAY).await;
    assert_eq!(look(&world, NOW + DAY).await, 0);
    assert_eq!(look(&world, NOW + 30 * DAY - 1).await, 0);
    assert_eq!(look(&world, NOW + 31 * DAY).await, 3, "a look was due a day after the last");
    assert_eq!(world.listed(&TRASH).await, []);
    assert_eq!(world.listed(&INBOX).await, [kept]);
    world.check().await;
}

#[tokio::test]
async fn what_was_taken_out_meanwhile_counts_anew() {
    let world = World::new().await;
    let id = world.deliver(Mail::new("back and forth", "x")).await;
    put(&world, id, TRASH, NOW).await;
    world.store.set_erase_after(world.ada, 7, NOW).await.unwrap();
    look(&world, NOW).await;
    put(&world, id, INBOX, NOW + 6 * DAY).await;
    put(&world, id, TRASH, NOW + 6 * DAY + 1).await;
    assert_eq!(look(&world, NOW + 7 * DAY).await, 0);
    assert_eq!(look(&world, NOW + 14 * DAY).await, 1);
}

#[tokio::test]
async fn many_are_erased_a_few_at_a_time_and_another_choice_counts_from_then() {
    let world = World::new().await;
    for n in 0..5 {
        world.deliver(Mail::new(&n.to_string(), "x").folder(TRASH)).await;
    }
    world.store.set_erase_after(world.ada, 90, NOW).await.unwrap();
    look(&world, NOW).await;
    world.store.set_erase_after(world.ada, 7, NOW + 80 * DAY).await.unwrap();
    assert_eq!(look(&world, NOW + 80 * DAY).await, 0);
    let now = NOW + 87 * DAY;
    let mut erased = Vec::new();
    for _ in 0..4 {
        for (user, days) in world.store.due_erasures(now).await.unwrap() {
            erased.push(world.store.erase_discarded(user, days, now, 2).await.unwrap());
        }
    }
    assert_eq!(erased, [2, 2, 1], "then not before the next day");
    world.store.set_erase_after(world.ada, 0, now).await.unwrap();
    assert!(world.store.due_erasures(now + 9 * DAY).await.unwrap().is_empty());
    world.check().await;
}
