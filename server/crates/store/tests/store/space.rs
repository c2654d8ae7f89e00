//! How much space mail fills.

use super::support::*;
use model::*;
use store::Quota;

#[tokio::test]
async fn what_mail_fills_follows_all_that_happens_to_it() {
    let world = World::new().await;
    let used = async || world.store.space(world.ada, 0).await.unwrap().used;
    assert_eq!(used().await, 0);
    let one = world.deliver(Mail::new("one", "a few words")).await;
    let two = world.deliver(Mail::new("two", "a few more words")).await;
    let size = async |id| world.store.message_row(world.ada, id).await.unwrap().size;
    let both = size(one).await + size(two).await;
    assert_eq!((used().await, world.folder(&INBOX).await.bytes), (both, both));
    let change = async |operation| {
        world.store.change(world.ada, &[one], &operation, NOW).await.unwrap();
    };
    change(Operation::Unread(false)).await;
    let second = size(two).await;
    change(Operation::Move(TRASH)).await;
    assert_eq!((used().await, world.folder(&INBOX).await.bytes), (both, second));
    change(Operation::Erase).await;
    assert_eq!((used().await, world.folder(&TRASH).await.bytes), (second, 0));
    world.check().await;
}

#[tokio::test]
async fn a_quota_of_ones_own_goes_before_that_of_the_settings() {
    let world = World::new().await;
    let quota = async |set| world.store.space(world.ada, set).await.unwrap().quota;
    assert_eq!((quota(0).await, quota(500).await), (0, 500));
    world.store.set_quota(world.ada, Quota::Bytes(7)).await.unwrap();
    assert_eq!((quota(0).await, quota(500).await), (7, 7));
    world.store.set_quota(world.ada, Quota::Unlimited).await.unwrap();
    assert_eq!(quota(500).await, 0);
    world.store.set_quota(world.ada, Quota::AsSet).await.unwrap();
    assert_eq!(quota(500).await, 500);
}
