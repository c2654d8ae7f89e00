use super::support::*;
use model::{Operation, UnixMillis};
use store::*;

async fn sentence(options: Options) -> String {
    match Store::open(options).await {
        Err(StoreError::Unusable(sentence)) => sentence,
        other => panic!("expected a store that cannot be used, got {other:?}"),
    }
}

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
async fn a_database_of_a_newer_version_is_left_alone() {
    let world = World::new().await;
    world.store.close().await;
    let file = world.data.path().join("pillarbox.db");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', 1, x'00', 0)",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    let sentence = sentence(Options::new(world.data.path())).await;
    assert!(sentence.contains("was written by a newer Pillarbox"), "{sentence}");
}

#[tokio::test]
async fn a_data_directory_that_cannot_be_made_is_named() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("not-a-directory");
    std::fs::write(&file, "").unwrap();
    let sentence = sentence(Options::new(file.join("data"))).await;
    assert!(sentence.contains("cannot be used"), "{sentence}");
    assert!(sentence.contains("--data"), "{sentence}");
}

#[tokio::test]
async fn check_finds_a_source_that_was_changed_and_a_lost_index_row() {
    let world = World::with(|options| options.inline_limit = 1000).await;
    let message = world.deliver(Mail::new("kept", "word")).await;
    world.deliver(Mail::new("large", "").source(noise(5000, 4))).await;
    world.check().await;

    let file = world.data.path().join("pillarbox.db");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    for sql in [
        "UPDATE sources SET content = x'28b52ffd' WHERE id = 1",
        "UPDATE folders SET unread = 7 WHERE role = 'inbox'",
    ] {
        sqlx::query(sql).execute(&pool).await.unwrap();
    }
    sqlx::query("DELETE FROM messages_fts WHERE rowid = $1")
        .bind(message.0)
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;

    let faults = world.store.check().await.unwrap().join("\n");
    for expected in [
        &format!("Message {message} is missing from the search index"),
        "counts its messages wrong",
        "Source 1 cannot be read as it arrived",
    ] {
        assert!(faults.contains(expected), "{expected} in {faults}");
    }
    assert_eq!(faults.lines().count(), 3, "{faults}");
}

#[tokio::test]
async fn a_backup_never_overwrites_a_store() {
    let world = World::new().await;
    let tried = world.store.backup(world.data.path()).await;
    assert!(matches!(tried, Err(StoreError::Refused(_))));
}

#[tokio::test]
async fn a_blob_that_a_crash_left_behind_is_swept_away_once_it_is_old() {
    let world = World::with(|options| options.inline_limit = 1000).await;
    let kept = world.deliver(Mail::new("large", "").source(noise(5000, 4))).await;
    let stray = world.data.path().join("blobs/aa");
    std::fs::create_dir_all(&stray).unwrap();
    let name = "aa".repeat(32);
    let file = stray.join(format!("{name}.zst"));
    std::fs::write(&file, "").unwrap();
    world.check().await;

    let long_ago = 0;
    assert_eq!(world.store.sweep_blobs(long_ago).await.unwrap(), 0, "it may be about to be used");
    let now = UnixMillis::MAX;
    assert_eq!(world.store.stray_blobs(now).await.unwrap(), [name]);
    assert_eq!(world.store.sweep_blobs(now).await.unwrap(), 1);
    assert!(!file.exists());
    assert_eq!(world.store.source(world.ada, kept).await.unwrap(), noise(5000, 4));
}

#[tokio::test]
async fn what_a_crash_left_half_written_beside_the_blobs_is_swept_away_once_it_is_old() {
    let world = World::with(|options| options.inline_limit = 1000).await;
    let kept = world.deliver(Mail::new("large", "").source(noise(5000, 4))).await;
    let folder = world.data.path().join("blobs/aa");
    std::fs::create_dir_all(&folder).unwrap();
    let half = folder.join(format!("{}.zst#1", "aa".repeat(32)));
    let another = folder.join("notes.txt#1");
    std::fs::write(&half, "half of it").unwrap();
    std::fs::write(&another, "nothing of ours").unwrap();
    let long_ago = 0;
    assert_eq!(world.store.sweep_blobs(long_ago).await.unwrap(), 0);
    assert!(half.exists(), "it may be written just now");
    assert_eq!(world.store.sweep_blobs(UnixMillis::MAX).await.unwrap(), 1);
    assert!(!half.exists() && another.exists());
    assert_eq!(world.store.source(world.ada, kept).await.unwrap(), noise(5000, 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_whole_while_large_messages_come_and_go() {
    let world = World::with(|options| options.inline_limit = 1000).await;
    if world.is_postgres() {
        return;
    }
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
    if world.is_postgres() {
        return;
    }
    let lost = world.deliver(Mail::new("lost", "").source(noise(5000, 4))).await;
    std::fs::remove_dir_all(world.data.path().join("blobs")).unwrap();
    let copy = tempfile::tempdir().unwrap();
    world.store.backup(copy.path()).await.unwrap();
    let store = Store::open(Options::new(copy.path())).await.unwrap();
    assert_eq!(store.message_row(world.ada, lost).await.unwrap().subject_text(), "lost");
    let read = store.source(world.ada, lost).await;
    assert!(matches!(read, Err(StoreError::Damaged(..))), "{read:?}");
}
