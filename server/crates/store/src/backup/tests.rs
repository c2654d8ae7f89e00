use crate::{Arrival, NewUser, Options, Store};
use model::{Extract, FolderKey, Operation, Role};

#[tokio::test]
async fn what_was_erased_before_its_blob_was_copied_is_erased_in_the_copy() {
    let (data, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = Store::open(Options { inline_limit: 100, ..Options::new(data.path()) }).await;
    let store = store.unwrap();
    let user = NewUser {
        address: "ada@pillarbox.test".into(),
        name: "Ada".into(),
        password_hash: String::new(),
        admin: false,
    };
    let user = store.add_user(user, 1).await.unwrap();
    let arrival = |seed: u8| {
        let mut source = vec![0; 5000];
        blake3::Hasher::new().update(&[seed]).finalize_xof().fill(&mut source);
        Arrival {
            user,
            folder: FolderKey::Role(Role::Trash),
            source: source.into(),
            extract: Extract::default(),
            received: 1,
            unread: true,
            starred: false,
            labels: Vec::new(),
            judged: false,
            skip_duplicate: false,
            filtered: false,
            trail: None,
            collected: None,
        }
    };
    let delivered = store.deliver(vec![arrival(1), arrival(2)], 1).await.unwrap();
    let (kept, erased) = (delivered[0].id, delivered[1].id);
    store.backup(copy.path()).await.unwrap();
    // As if the blobs had not been copied yet when one of them was deleted.
    std::fs::remove_dir_all(copy.path().join("blobs")).unwrap();
    store.change(user, &[erased], &Operation::Erase, 1).await.unwrap();

    let there = Store::open(Options::new(copy.path())).await.unwrap();
    store.agree(&there).await.unwrap();
    assert_eq!(there.check().await.unwrap(), Vec::<String>::new());
    assert_eq!(there.message_ids(user, None, 9).await.unwrap(), [kept]);
    assert_eq!(there.source(user, kept).await.unwrap(), store.source(user, kept).await.unwrap());
}
