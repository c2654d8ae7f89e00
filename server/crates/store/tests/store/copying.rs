//! The file of the database, damaged and copied: `PostgreSQL` has none, and copies by itself.

use super::{failing::sentence, support::*};
use model::Operation;
use store::*;

#[tokio::test]
async fn a_file_that_is_no_database_is_named_with_what_to_do() {
    let data = tempfile::tempdir().unwrap();
    std::fs::write(data.path().join("pillarbox.db"), noise(10_000, 1)).unwrap();
    let sentence = sentence(Options::new(data.path())).await;
    assert!(
        sentence.contains("pillarbox.db: it is damaged or is not a Pillarbox database"),
        "{sentence}"
    );
    assert!(sentence.contains("pillarbox restore"), "{sentence}");
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_named_with_what_to_do() {
    let data = tempfile::tempdir().unwrap();
    std::fs::create_dir(data.path().join("pillarbox.db")).unwrap();
    let sentence = sentence(Options::new(data.path())).await;
    assert!(sentence.contains("pillarbox.db for writing"), "{sentence}");
    assert!(sentence.contains("write access"), "{sentence}");
}

#[tokio::test]
async fn a_damaged_page_is_reported_by_check_or_refused() {
    let world = World::new().await;
    let batch =
        (0..200).map(|n| Mail::new(&n.to_string(), "some words to fill pages").to(world.ada));
    world.store.deliver(batch.collect(), NOW).await.unwrap();
    world.store.close().await;
    let file = world.data.path().join("pillarbox.db");
    let mut bytes = std::fs::read(&file).unwrap();
    for byte in &mut bytes[8192..] {
        *byte = byte.wrapping_add(1);
    }
    std::fs::write(&file, bytes).unwrap();
    let noticed = match Store::open(world.options()).await {
        Err(StoreError::Unusable(_)) => true,
        Err(other) => panic!("{other}"),
        Ok(store) => match store.check().await {
            Err(StoreError::Damaged(..)) => true,
            Err(other) => panic!("{other}"),
            Ok(faults) => !faults.is_empty(),
        },
    };
    assert!(noticed);
}

#[tokio::test]
async fn a_backup_never_overwrites_a_store() {
    let world = World::new().await;
    let tried = world.store.backup(world.data.path()).await;
    assert!(matches!(tried, Err(StoreError::Refused(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_whole_while_large_messages_come_and_go() {
    let world = World::with(|options| options.inline_limit = 1000).await;
    let mail = |n: u8| Mail::new(&n.to_string(), "").source(noise(5000, n));
    for round in 0..4 {
        let batch = (0..60).map(|n| mail(n).folder(TRASH).to(world.ada)).collect();
        world.store.deliver(batch, NOW).await.unwrap();
        let copy = tempfile::tempdir().unwrap();
        let come_and_go = async {
            for n in 0..20 {
                let n = 100 + n + round * 20;
                let id = world.deliver(mail(n)).await;
                // At another moment of the backup each time.
                if n % 4 == round {
                    world
                        .store
                        .change(world.ada, &[id], &Operation::Move(TRASH), NOW)
                        .await
                        .unwrap();
                    world.empty_trash().await;
                }
            }
        };
        let (backup, ()) = tokio::join!(world.store.backup(copy.path()), come_and_go);
        backup.unwrap();
        let store = Store::open(Options::new(copy.path())).await.unwrap();
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
        store.close().await;
        world.empty_trash().await;
    }
}

#[tokio::test]
async fn a_backup_of_a_store_that_has_lost_a_large_message_keeps_what_is_known_of_it() {
    let world = World::with(|options| options.inline_limit = 1000).await;
    let lost = world.deliver(Mail::new("lost", "").source(noise(5000, 4))).await;
    std::fs::remove_dir_all(world.data.path().join("blobs")).unwrap();
    let copy = tempfile::tempdir().unwrap();
    world.store.backup(copy.path()).await.unwrap();
    let store = Store::open(Options::new(copy.path())).await.unwrap();
    assert_eq!(store.message_row(world.ada, lost).await.unwrap().subject_text(), "lost");
    let read = store.source(world.ada, lost).await;
    assert!(matches!(read, Err(StoreError::Damaged(..))), "{read:?}");
}
