use super::{sql, terms, up_to};
use crate::{
    Options, Store,
    fts::{self, Words},
};
use std::collections::BTreeSet;
use tempfile::TempDir;

/// A store with the words of many messages, in as many segments as that comes to: one word in each,
/// a few in many, and one of its own.
async fn store() -> (TempDir, Store) {
    let data = TempDir::new().expect("a directory");
    let store = Store::open(Options::new(data.path())).await.expect("a store");
    for batch in 0..30_i64 {
        let messages = (0..200).map(|n| {
            let id = batch * 200 + n + 1;
            let body = format!("openbmc sens{} word{id} été 東京 zz", id % 70);
            (id, Words { body, subject: format!("opened{}", id % 3), ..Words::default() })
        });
        let mut tx = store.pools.write().await.expect("a transaction");
        fts::insert(&mut tx, messages.collect()).await.expect("indexed");
        tx.commit().await.expect("committed");
    }
    (data, store)
}

/// As `fts5vocab` tells them.
async fn told(store: &Store, beginning: &str) -> BTreeSet<String> {
    let mut reader = store.pools.read().acquire().await.expect("a connection");
    let all: Vec<String> =
        sql::query_scalar("SELECT DISTINCT term /* all */ FROM messages_fts_words")
            .fetch_all(&mut reader)
            .await
            .expect("the words");
    all.into_iter().filter(|word| word.starts_with(beginning)).collect()
}

#[tokio::test]
async fn the_words_that_begin_so_are_those_that_the_index_tells_before_and_after_merging() {
    let (_data, store) = store().await;
    loop {
        let mut reader = store.pools.read().acquire().await.expect("a connection");
        for beginning in [
            "", "o", "op", "openbmc", "sens", "sens6", "word", "word59", "é", "東", "zz", "zzz",
            "a",
        ] {
            let told = told(&store, beginning).await;
            let found = up_to(&mut reader, beginning, (10_000, 10_000)).await.expect("read");
            assert_eq!(found, Some(told), "{beginning}");
        }
        drop(reader);
        if !store.merge_index().await.expect("merged") {
            break;
        }
    }
}

#[tokio::test]
async fn more_words_than_are_worth_while_are_none() {
    let (_data, store) = store().await;
    let mut reader = store.pools.read().acquire().await.expect("a connection");
    let mut count = async |beginning, most| {
        let words = up_to(&mut reader, beginning, (most, most)).await.expect("read");
        words.map(|words| words.len())
    };
    assert_eq!(count("sens", 70).await, Some(70));
    assert_eq!(count("sens", 69).await, None);
    assert_eq!(count("", 200).await, None);
}

#[test]
fn a_leaf_that_is_damaged_has_no_words() {
    let leaf = [0, 4, 0, 9, 2, b'0', b'a', 1, 1, 4];
    assert_eq!(terms(&leaf), Some(vec![b"0a".to_vec()]));
    for end in 0..leaf.len() - 1 {
        assert_eq!(terms(&leaf[..end]).unwrap_or_default(), Vec::<Vec<u8>>::new(), "{end}");
    }
    assert_eq!(terms(&[0, 4, 0, 9, 200, b'0', b'a', 1, 1, 4]), None);
    assert_eq!(terms(&[0, 4, 0, 9, 2, b'0', b'a', 1, 1, 0x84, 0x84, 0x84, 0x84, 4]), None);
}
