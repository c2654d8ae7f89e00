//! What is damaged, and the same message once more.

use super::{checking::broken, support::*};
use model::*;
use std::fs;
use store::StoreError;

/// Sources of more bytes than this are files.
const INLINE: usize = 1000;

async fn world() -> World {
    World::with(|options| options.inline_limit = INLINE).await
}

fn small() -> Mail {
    Mail::new("small", "kept in the database").id("small@x.test").unless_duplicate()
}

fn large() -> Mail {
    Mail::new("large", "").id("large@x.test").source(noise(5000, 4)).unless_duplicate()
}

async fn is_damaged(world: &World, id: MessageId) -> bool {
    match world.store.source(world.ada, id).await {
        Err(StoreError::Damaged(..)) => true,
        read => read.map(|_| false).unwrap(),
    }
}

/// Calls `change` with the file of every large message.
fn each_blob(world: &World, change: impl Fn(&std::path::Path)) {
    for folder in fs::read_dir(world.data.path().join("blobs")).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            change(&file.unwrap().path());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_arrives_again_puts_the_bytes_right_that_the_database_has_lost() {
    for damage in ["content = ", "size = 7, content = "] {
        let world = world().await;
        let id = world.deliver(small()).await;
        let source = world.store.source(world.ada, id).await.unwrap();
        let other = world.deliver(Mail::new("other", "untouched")).await;
        let bytes = world.bytes("28b52ffd");
        let at = "(SELECT MIN(id) FROM sources)";
        let sql = format!("UPDATE sources SET {damage}{bytes} WHERE id = {at}");
        broken(&world, &sql).await;
        assert!(is_damaged(&world, id).await);
        assert_eq!(world.deliver(small()).await, id);
        assert_eq!(world.store.source(world.ada, id).await.unwrap(), source);
        assert!(!is_damaged(&world, other).await);
        world.check().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_copy_of_it_does_as_well() {
    let world = world().await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let id = world.deliver(small()).await;
    let bytes = world.bytes("");
    broken(&world, &format!("UPDATE sources SET content = {bytes}")).await;
    assert!(is_damaged(&world, id).await);
    world.store.deliver(vec![small().to(grace)], NOW).await.unwrap();
    assert!(!is_damaged(&world, id).await);
    world.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_message_that_is_gone_comes_back_with_the_next_copy() {
    let world = world().await;
    let id = world.deliver(large()).await;
    each_blob(&world, |file| fs::remove_file(file).unwrap());
    assert!(is_damaged(&world, id).await);
    assert_eq!(world.deliver(large()).await, id);
    assert_eq!(world.store.source(world.ada, id).await.unwrap(), noise(5000, 4));
    world.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_message_that_is_damaged_is_put_aside_by_a_repair_and_then_comes_back() {
    let world = world().await;
    let id = world.deliver(large()).await;
    each_blob(&world, |file| fs::write(file, "nothing of use").unwrap());
    world.store.repair().await.unwrap();
    assert!(is_damaged(&world, id).await);
    assert_eq!(world.store.stray_blobs(UnixMillis::MAX).await.unwrap(), [] as [String; 0]);
    let faults = world.store.check().await.unwrap();
    assert!(faults.len() == 1 && faults[0].contains("cannot be read as it arrived"), "{faults:?}");

    assert_eq!(world.deliver(large()).await, id);
    assert_eq!(world.store.source(world.ada, id).await.unwrap(), noise(5000, 4));
    world.check().await;
    // It is as little lost as before.
    let mut left = Vec::new();
    let folders = fs::read_dir(world.data.path().join("blobs")).unwrap();
    for file in folders.flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap()) {
        left.push(fs::read(file.unwrap().path()).unwrap());
    }
    assert!(left.contains(&b"nothing of use".to_vec()));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_bytes_go_may_have_changed_since() {
    let world = world().await;
    let id = world.deliver(large()).await;
    each_blob(&world, |file| fs::remove_file(file).unwrap());
    world.store.close().await;
    let store = store::Store::open(world.options()).await.unwrap();
    let again = store.deliver(vec![large().to(world.ada)], NOW).await.unwrap()[0];
    assert_eq!((again.id, again.duplicate), (id, true));
    assert_eq!(store.source(world.ada, id).await.unwrap(), noise(5000, 4));
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
}
