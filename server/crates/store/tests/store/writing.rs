use super::support::*;
use model::*;
use store::*;

const DRAFTS: FolderKey = FolderKey::Role(Role::Drafts);

fn typed(id: Option<MessageId>, subject: &str, body: &str) -> SaveDraft {
    let fields = DraftFields {
        to: "gra".into(),
        subject: subject.into(),
        body: body.into(),
        ..DraftFields::default()
    };
    SaveDraft { id, kind: ComposeKind::New, regarding: None, fields }
}

#[tokio::test]
async fn a_draft_is_a_message_in_drafts_that_changes_as_it_is_saved() {
    let world = World::new().await;
    let id = world.store.save_draft(world.ada, typed(None, "Hello", "first"), NOW).await.unwrap();
    let again = typed(Some(id), "Hello there", "second");
    assert_eq!(world.store.save_draft(world.ada, again, NOW + 1).await.unwrap(), id);
    assert_eq!(world.listed(&DRAFTS).await, [id]);
    let row = world.store.message_row(world.ada, id).await.unwrap();
    assert_eq!((row.subject_text().as_str(), row.date), ("Hello there", NOW + 1));
    assert_eq!(row.to[0].label(), "gra");
    assert_eq!(world.found("second").await, [id]);
    assert!(world.found("first").await.is_empty());
    assert!(matches!(world.store.source(world.ada, id).await, Err(StoreError::NotFound(_))));
    world.check().await;
}

#[tokio::test]
async fn files_come_and_go_with_a_draft() {
    let world = World::with(|options| options.inline_limit = 1000).await;
    let id = world.store.save_draft(world.ada, typed(None, "", ""), NOW).await.unwrap();
    let mut uploads = Vec::new();
    for (name, bytes) in [("small.txt", b"abc".to_vec()), ("large.bin", noise(50_000, 1))] {
        let upload =
            world.store.add_upload(world.ada, id, name, "text/plain", bytes).await.unwrap();
        uploads.push(upload);
    }
    assert_eq!(world.store.draft(world.ada, id).await.unwrap().uploads, uploads);
    assert_eq!(world.store.message_row(world.ada, id).await.unwrap().attachments, 2);
    assert_eq!(world.found("filename:large").await, [id]);
    let contents = world.store.upload_contents(world.ada, id).await.unwrap();
    assert_eq!(contents[1].bytes, noise(50_000, 1));
    world.store.remove_upload(world.ada, id, uploads[1].id).await.unwrap();
    assert_eq!(world.store.message_row(world.ada, id).await.unwrap().attachments, 1);
    assert!(world.found("filename:large").await.is_empty());
    // Saving text leaves the files alone.
    world.store.save_draft(world.ada, typed(Some(id), "x", "y"), NOW).await.unwrap();
    assert_eq!(world.store.draft(world.ada, id).await.unwrap().uploads.len(), 1);
    world.check().await;

    world.store.discard_draft(world.ada, id).await.unwrap();
    assert!(world.listed(&DRAFTS).await.is_empty());
    world.check().await;
}

#[tokio::test]
async fn somebody_elses_draft_cannot_be_read_saved_or_discarded() {
    let world = World::new().await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let id = world.store.save_draft(world.ada, typed(None, "", ""), NOW).await.unwrap();
    let store = &world.store;
    let upload = store.add_upload(world.ada, id, "a", "b/c", vec![1]).await.unwrap();
    assert!(matches!(store.draft(grace, id).await, Err(StoreError::NotFound(_))));
    let saved = store.save_draft(grace, typed(Some(id), "", ""), NOW).await;
    assert!(matches!(saved, Err(StoreError::NotFound(_))));
    assert!(store.add_upload(grace, id, "a", "b/c", vec![1]).await.is_err());
    assert!(store.remove_upload(grace, id, upload.id).await.is_err());
    assert!(store.upload_contents(grace, id).await.is_err());
    assert!(store.discard_draft(grace, id).await.is_err());
}

#[tokio::test]
async fn a_discarded_draft_moved_to_trash_comes_back_by_undo() {
    let world = World::new().await;
    let id = world.store.save_draft(world.ada, typed(None, "s", "b"), NOW).await.unwrap();
    let to_trash = Operation::Move(TRASH);
    let done = world.store.change(world.ada, &[id], &to_trash, NOW).await.unwrap();
    world.store.undo(world.ada, done.undo.unwrap(), NOW).await.unwrap();
    assert_eq!(world.store.draft(world.ada, id).await.unwrap().fields.body, "b");
    world.store.change(world.ada, &[id], &Operation::Erase, NOW).await.unwrap();
    assert!(world.store.draft(world.ada, id).await.is_err());
    world.check().await;
}
