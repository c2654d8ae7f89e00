//! Muted conversations.

use super::support::*;
use model::*;
use store::StoreError;

const ARCHIVE: FolderKey = FolderKey::Role(Role::Archive);

async fn conversation(world: &World, id: MessageId) -> ConversationId {
    world.store.message_row(world.ada, id).await.unwrap().conversation
}

#[tokio::test]
async fn what_comes_later_in_a_muted_conversation_skips_the_inbox_and_counts_as_read() {
    let world = World::new().await;
    let first = world.deliver(Mail::new("one", "").id("1@a.test")).await;
    let muted = conversation(&world, first).await;
    world.store.mute(world.ada, muted, true).await.unwrap();
    assert!(world.store.is_muted(world.ada, muted).await.unwrap());
    let answer = Mail::new("Re: one", "").id("2@a.test").references(&["1@a.test"]);
    let second = world.deliver(answer).await;
    let other = world.deliver(Mail::new("other", "")).await;
    assert_eq!(world.listed(&INBOX).await, [other, first], "what was there stays");
    assert_eq!(world.listed(&ARCHIVE).await, [second]);
    assert_eq!(world.folder(&ARCHIVE).await.unread, 0);
    assert_eq!(world.found("is:muted").await, [second, first]);
    assert_eq!(world.found("-is:muted").await, [other]);
    world.store.mute(world.ada, muted, false).await.unwrap();
    let answer = Mail::new("Re: one", "").id("3@a.test").references(&["2@a.test"]);
    let third = world.deliver(answer).await;
    assert_eq!(world.listed(&INBOX).await, [third, other, first]);
    world.check().await;
}

#[tokio::test]
async fn conversations_that_become_one_are_muted_if_either_was() {
    let world = World::new().await;
    let one = world.deliver(Mail::new("one", "").id("1@a.test")).await;
    let two = world.deliver(Mail::new("one", "").id("2@a.test")).await;
    let muted = conversation(&world, two).await;
    world.store.mute(world.ada, muted, true).await.unwrap();
    let both = Mail::new("Re: one", "").id("3@a.test").references(&["1@a.test", "2@a.test"]);
    let joining = world.deliver(both).await;
    assert_eq!(world.listed(&ARCHIVE).await, [joining]);
    let whole = conversation(&world, one).await;
    assert!(world.store.is_muted(world.ada, whole).await.unwrap());
    world.check().await;
}

#[tokio::test]
async fn a_filter_has_the_first_word_on_where_a_message_goes() {
    let world = World::new().await;
    let first = world.deliver(Mail::new("one", "").id("1@a.test")).await;
    world.store.mute(world.ada, conversation(&world, first).await, true).await.unwrap();
    let to_trash = FilterActions { folder: Some(TRASH), ..FilterActions::default() };
    world.store.save_filter(world.ada, None, "subject:re", &to_trash).await.unwrap();
    let answer = Mail::new("Re: one", "").id("2@a.test").references(&["1@a.test"]);
    let second = world.deliver(answer).await;
    assert_eq!(world.listed(&TRASH).await, [second]);
}

#[tokio::test]
async fn nobody_mutes_anothers_conversation_and_an_empty_one_is_forgotten() {
    let world = World::new().await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let one = world.deliver(Mail::new("one", "").id("1@a.test").folder(TRASH)).await;
    let id = conversation(&world, one).await;
    let tried = world.store.mute(grace, id, true).await;
    assert!(matches!(tried, Err(StoreError::NotFound("conversation"))));
    world.store.mute(world.ada, id, true).await.unwrap();
    assert!(!world.store.is_muted(grace, id).await.unwrap());
    world.empty_trash().await;
    assert!(!world.store.is_muted(world.ada, id).await.unwrap());
}
