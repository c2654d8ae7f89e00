use super::{checking::broken, support::*};
use model::UnixMillis;
use store::*;

pub async fn sentence(options: Options) -> String {
    match Store::open(options).await {
        Err(StoreError::Unusable(sentence)) => sentence,
        other => panic!("expected a store that cannot be used, got {other:?}"),
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let world = World::new().await;
    world.store.close().await;
    let nothing = world.bytes("00");
    let sql = format!(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', TRUE, {nothing}, 0)"
    );
    broken(&world, &sql).await;
    let opened = Store::open(world.options()).await;
    // The tables are the next test's, too.
    broken(&world, "DELETE FROM _sqlx_migrations WHERE version = 9999").await;
    let sentence = opened.unwrap_err().to_string();
    assert!(sentence.contains("was written by a newer Pillarbox"), "{sentence}");
}

#[tokio::test]
async fn a_data_directory_that_cannot_be_made_is_named() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("not-a-directory");
    std::fs::write(&file, "").unwrap();
    let database = database();
    let database_url = database.as_ref().map(|database| database.url.clone().into());
    let sentence = sentence(Options { database_url, ..Options::new(file.join("data")) }).await;
    assert!(sentence.contains("cannot be used"), "{sentence}");
    assert!(sentence.contains("--data"), "{sentence}");
}

#[tokio::test]
async fn check_finds_a_source_that_was_changed_and_a_lost_index_row() {
    let world = World::with(|options| options.inline_limit = 1000).await;
    let message = world.deliver(Mail::new("kept", "word")).await;
    world.deliver(Mail::new("large", "").source(noise(5000, 4))).await;
    world.check().await;

    let bytes = world.bytes("28b52ffd");
    let lost = if world.is_postgres() { "id" } else { "rowid" };
    let sql = format!(
        "UPDATE sources SET content = {bytes} WHERE id = 1;
         UPDATE folders SET unread = 7 WHERE role = 'inbox';
         DELETE FROM messages_fts WHERE {lost} = {message}"
    );
    broken(&world, &sql).await;

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
