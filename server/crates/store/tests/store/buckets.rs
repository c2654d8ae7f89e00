//! Large messages in a bucket, of a server that speaks S3.

use super::support::*;
use std::fs;
use store::*;
use testpeers::{S3, S3_KEY};

fn place(s3: &S3) -> S3Place {
    S3Place {
        bucket: "mail".into(),
        prefix: "house/one".into(),
        endpoint: Some(s3.endpoint()),
        region: "us-east-1".into(),
        access_key: S3_KEY.0.into(),
        secret_key: S3_KEY.1.into(),
    }
}

async fn world(s3: &S3) -> World {
    let place = place(s3);
    World::with(|options| options.blobs = BlobPlace::S3(place)).await
}

fn objects(s3: &S3) -> usize {
    let folders = fs::read_dir(s3.bucket().join("house/one")).into_iter().flatten();
    folders.map(|folder| fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn large_messages_are_kept_in_the_bucket_byte_for_byte_and_go_with_their_message() {
    let s3 = S3::start().await.unwrap();
    let world = world(&s3).await;
    // In one request, in one part of many, and in several parts.
    let sources = [noise(400_000, 1), noise(3_000_000, 2), noise(12_000_000, 3)];
    let mut ids = Vec::new();
    for source in &sources {
        ids.push(world.deliver(Mail::new("large", "x").source(source.clone())).await);
    }
    let small = world.deliver(Mail::new("small", "x")).await;
    assert_eq!(objects(&s3), 3);
    for (id, source) in ids.iter().zip(&sources) {
        assert!(world.store.source(world.ada, *id).await.unwrap() == *source);
    }
    world.store.source(world.ada, small).await.unwrap();
    world.check().await;

    let erase = [model::Operation::Move(TRASH), model::Operation::Erase];
    for operation in erase {
        world.store.change(world.ada, &ids[..2], &operation, NOW).await.unwrap();
    }
    assert_eq!(objects(&s3), 1);
    world.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_holds_what_is_in_the_bucket_and_another_bucket_takes_it_in() {
    let s3 = S3::start().await.unwrap();
    let first = world(&s3).await;
    if first.is_postgres() {
        // It has a program of its own for that.
        return;
    }
    let source = noise(2_000_000, 4);
    let id = first.deliver(Mail::new("large", "x").source(source.clone())).await;
    let copy = tempfile::tempdir().unwrap();
    first.store.backup(copy.path()).await.unwrap();
    first.store.close().await;

    let other = S3::start().await.unwrap();
    let options = || Options { blobs: BlobPlace::S3(place(&other)), ..Options::new(copy.path()) };
    let restored = Store::open(options()).await.unwrap();
    assert_eq!(restored.take_in_blobs(copy.path()).await.unwrap(), 1);
    assert!(restored.source(first.ada, id).await.unwrap() == source);
    assert_eq!(restored.check().await.unwrap(), Vec::<String>::new());
    assert_eq!(restored.take_in_blobs(copy.path()).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_is_not_there_or_lets_nobody_in_is_said_to_at_the_beginning() {
    let s3 = S3::start().await.unwrap();
    let elsewhere = S3Place { bucket: "letters".into(), ..place(&s3) };
    let stranger = S3Place { secret_key: "guessed".into(), ..place(&s3) };
    for place in [elsewhere, stranger] {
        let data = tempfile::tempdir().unwrap();
        let database = database();
        let database_url = database.as_ref().map(|database| database.url.clone().into());
        let blobs = BlobPlace::S3(place);
        let options = Options { blobs, database_url, ..Options::new(data.path()) };
        let error = Store::open(options).await.unwrap_err().to_string();
        assert!(error.contains("cannot be used") && error.contains("[blobs]"), "{error}");
        assert!(!error.contains("guessed"), "{error}");
    }
}
