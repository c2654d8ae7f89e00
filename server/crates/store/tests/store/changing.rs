use super::support::*;
use model::*;
use store::StoreError;

#[tokio::test]
async fn every_change_says_what_it_did() {
    let world = World::new().await;
    let own = world.store.add_folder(world.ada, None, "Projects").await.unwrap();
    let one = world.deliver(Mail::new("1", "")).await;
    let two = world.deliver(Mail::new("2", "")).await;
    let role = |role| Operation::Move(FolderKey::Role(role));
    for (ids, operation, sentence) in [
        (vec![one], Operation::Unread(false), "Message marked as read."),
        (vec![one, two], Operation::Unread(true), "2 messages marked as unread."),
        (vec![one], Operation::Starred(true), "Message starred."),
        (vec![one], Operation::Starred(false), "Message no longer starred."),
        (vec![one, two], role(Role::Archive), "2 messages archived."),
        (vec![one], role(Role::Trash), "Message moved to Trash."),
        (vec![one], Operation::Move(FolderKey::Own(own)), "Message moved to Projects."),
        (vec![one, two], role(Role::Spam), "2 messages moved to Spam."),
        (vec![one, two], Operation::Erase, "2 messages deleted for ever."),
    ] {
        let done = world.store.change(world.ada, &ids, &operation, NOW).await.unwrap();
        assert_eq!(done.sentence, sentence);
        assert_eq!(done.ids, ids);
        assert_eq!(done.undo.is_none(), operation == Operation::Erase);
        world.check().await;
    }
}

#[tokio::test]
async fn undo_puts_each_message_back_once() {
    let world = World::new().await;
    let one = world.deliver(Mail::new("1", "").starred()).await;
    let two = world.deliver(Mail::new("2", "").folder(FolderKey::Role(Role::Archive)).read()).await;
    let to_trash = Operation::Move(TRASH);
    let done = world.store.change(world.ada, &[one, two], &to_trash, NOW).await.unwrap();
    world.store.change(world.ada, &[one], &Operation::Starred(false), NOW).await.unwrap();
    let undo = done.undo.unwrap();
    let undone = world.store.undo(world.ada, undo, NOW + DAY).await.unwrap();
    assert_eq!(undone.sentence, "2 messages put back.");
    let row = world.store.message_row(world.ada, one).await.unwrap();
    // The star was taken off since.
    assert_eq!((row.role, row.unread, row.starred), (Role::Inbox, true, false));
    let row = world.store.message_row(world.ada, two).await.unwrap();
    assert_eq!((row.role, row.unread), (Role::Archive, false));
    assert!(matches!(world.store.undo(world.ada, undo, NOW).await, Err(StoreError::NotFound(_))));
    world.check().await;
}

/// Changes Ada's message; answers how to undo it.
async fn change(world: &World, id: MessageId, operation: Operation) -> UndoId {
    world.store.change(world.ada, &[id], &operation, NOW).await.unwrap().undo.unwrap()
}

#[tokio::test]
async fn undo_takes_back_what_was_done_and_leaves_what_was_done_since() {
    let world = World::new().await;
    let id = world.deliver(Mail::new("One", "")).await;
    let change = async |operation| change(&world, id, operation).await;
    let read = change(Operation::Unread(false)).await;
    let star = change(Operation::Starred(true)).await;
    change(Operation::Move(FolderKey::Role(Role::Archive))).await;
    let now = async || {
        let row = world.store.message_row(world.ada, id).await.unwrap();
        (row.role, row.unread, row.starred)
    };
    world.store.undo(world.ada, read, NOW).await.unwrap();
    assert_eq!(now().await, (Role::Archive, true, true));
    world.store.undo(world.ada, star, NOW).await.unwrap();
    assert_eq!(now().await, (Role::Archive, true, false));
    world.check().await;
}

#[tokio::test]
async fn what_an_undo_puts_into_snoozed_after_its_time_is_in_the_inbox() {
    let world = World::new().await;
    let id = world.deliver(Mail::new("One", "")).await;
    let change = async |operation| change(&world, id, operation).await;
    change(Operation::Snooze(Until::At(NOW + 1000))).await;
    let archived = change(Operation::Move(FolderKey::Role(Role::Archive))).await;
    world.store.return_snoozed(NOW + 2000).await.unwrap();
    world.store.undo(world.ada, archived, NOW + 3000).await.unwrap();
    let row = world.store.message_row(world.ada, id).await.unwrap();
    assert_eq!(row.role, Role::Inbox);
    world.check().await;
}

#[tokio::test]
async fn undo_is_over_after_a_day_and_for_everybody_else() {
    let world = World::new().await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let one = world.deliver(Mail::new("1", "")).await;
    let done = world.store.change(world.ada, &[one], &Operation::Move(TRASH), NOW).await.unwrap();
    let undo = done.undo.unwrap();
    assert!(matches!(world.store.undo(grace, undo, NOW).await, Err(StoreError::NotFound(_))));
    let late = world.store.undo(world.ada, undo, NOW + DAY + 1).await;
    assert!(matches!(late, Err(StoreError::NotFound(_))));
}

#[tokio::test]
async fn somebody_elses_message_is_not_found_and_nothing_changes() {
    let world = World::new().await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let hers = world.deliver(Mail::new("1", "")).await;
    let graces = world.store.deliver(vec![Mail::new("2", "").to(grace)], NOW).await.unwrap()[0].id;
    let store = &world.store;
    for operation in [Operation::Unread(false), Operation::Move(TRASH), Operation::Erase] {
        let tried = store.change(world.ada, &[hers, graces], &operation, NOW).await;
        assert!(matches!(tried, Err(StoreError::NotFound("message"))), "{operation:?}");
    }
    assert!(store.message_row(world.ada, hers).await.unwrap().unread);
    assert!(matches!(store.source(world.ada, graces).await, Err(StoreError::NotFound(_))));
    assert!(matches!(store.message_row(world.ada, graces).await, Err(StoreError::NotFound(_))));
    assert!(matches!(store.deliveries(world.ada, graces).await, Err(StoreError::NotFound(_))));
    assert!(matches!(store.draft(world.ada, graces).await, Err(StoreError::NotFound(_))));
    let folder = FolderKey::Own(store.add_folder(grace, None, "Private").await.unwrap());
    assert!(store.list_messages(world.ada, &folder, None, 10).await.is_err());
    let moved = store.change(world.ada, &[hers], &Operation::Move(folder), NOW).await;
    assert!(matches!(moved, Err(StoreError::NotFound("folder"))));
}

#[tokio::test]
async fn a_message_that_is_gone_does_not_hold_up_the_others() {
    let world = World::new().await;
    let one = world.deliver(Mail::new("1", "")).await;
    let gone = MessageId::new(world.ada, 77);
    let read = Operation::Unread(false);
    let done = world.store.change(world.ada, &[gone, one], &read, NOW).await.unwrap();
    assert_eq!(done.ids, [one]);
    let none = world.store.change(world.ada, &[gone], &read, NOW).await;
    assert!(matches!(none, Err(StoreError::NotFound("message"))));
}

#[tokio::test]
async fn only_trash_spam_and_drafts_can_be_erased() {
    let world = World::new().await;
    let one = world.deliver(Mail::new("1", "")).await;
    let tried = world.store.change(world.ada, &[one], &Operation::Erase, NOW).await.unwrap_err();
    assert_eq!(
        tried.to_string(),
        "Only what is in Trash, Spam or Drafts can be deleted for ever. Move it to Trash first."
    );
    let inbox = Scope::Folder(INBOX);
    let tried = world.store.begin_job(world.ada, &inbox, &[Operation::Erase], NOW).await;
    assert!(matches!(tried, Err(StoreError::Refused(_))));
    let to_drafts = Operation::Move(FolderKey::Role(Role::Drafts));
    assert!(world.store.change(world.ada, &[one], &to_drafts, NOW).await.is_err());
    assert_eq!(world.listed(&INBOX).await, [one]);
}
