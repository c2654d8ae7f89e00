//! What pages show comes from indexes in order, and counts from indexes that hold no more than what
//! they count. That no statement reads a whole table is seen wherever one is run:
//! `sqlite/plans.rs`.

use crate::{NewUser, Options, Store, list, numbers, search, sql, sqlite::plans::reads_everything};
use model::{Cursor, Direction, MessageId, search::parse};

async fn plan(store: &Store, sql: String) -> String {
    let mut explain = sql::QueryBuilder::new("EXPLAIN QUERY PLAN ");
    let rows: Vec<(i64, i64, i64, String)> =
        explain.push(sql).build_query_as().fetch_all(store.pools.read()).await.expect("a plan");
    rows.into_iter().map(|row| row.3).collect::<Vec<_>>().join("\n")
}

async fn store() -> (Store, tempfile::TempDir) {
    let data = tempfile::tempdir().expect("a directory");
    (Store::open(Options::new(data.path())).await.expect("a store"), data)
}

#[tokio::test]
async fn pages_of_a_folder_come_from_the_index_in_order() {
    let (store, _data) = store().await;
    for sql in list::HOT {
        let plan = plan(&store, (*sql).to_owned()).await;
        assert!(!reads_everything(&plan), "{sql}\n{plan}");
        assert!(
            !plan.contains("TEMP B-TREE") || sql.contains("conversation_id ="),
            "{sql}\n{plan}"
        );
    }
}

#[tokio::test]
async fn searches_seek_in_the_users_range() {
    let (store, _data) = store().await;
    let ada = NewUser {
        address: "ada@pillarbox.test".into(),
        name: String::new(),
        password_hash: String::new(),
        admin: false,
    };
    let user = store.add_user(ada, 0).await.expect("a user");
    let id = MessageId::new(user, 7);
    let older = Cursor { direction: Direction::Older, date: 0, id };
    let newer = Cursor { direction: Direction::Newer, date: 0, id };
    for text in [
        "word",
        "\"two words\" -not",
        "pre* from:ada is:unread in:inbox after:2024",
        "is:unread",
        "is:starred",
        "in:archive",
        "before:2020",
        "label:work",
        "label:work label:\"to do\" is:unread -in:spam",
        "word label:work -label:later",
        "word is:starred",
        "word is:unread before:2020",
        "word is:answered",
        "word in:archive after:2020",
        "before:2020 label:work",
        "has:attachment",
        "is:labelled",
        "larger:5M",
        "a OR is:starred",
        "-word",
        "",
    ] {
        for at in [None, Some(older), Some(newer)] {
            let query = parse(text, 0).query;
            let many = search::sql_of(&store, user, &query, at, true).await;
            let [by_message, matches, counts, beside] = many;
            let [few, few_matches, few_counts, few_beside] =
                search::sql_of(&store, user, &query, at, false).await;
            for sql in [by_message, matches, few, few_matches] {
                let plan = plan(&store, sql.clone()).await;
                assert!(!reads_everything(&plan), "{text}\n{sql}\n{plan}");
                // Either of two indexes: their union is sorted.
                let union = text.contains(" OR ");
                assert!(union || !plan.contains("TEMP B-TREE"), "{text}\n{sql}\n{plan}");
                let index = match text {
                    "is:unread" => "messages_unread",
                    "is:starred" => "messages_starred",
                    "in:archive" => "messages_folder",
                    label if label.starts_with("label:") => {
                        "SEARCH x USING PRIMARY KEY (label_id=? AND message_id>? AND message_id<?)"
                    }
                    "word label:work -label:later" => {
                        "SEARCH y USING PRIMARY KEY (label_id=? AND message_id=?)"
                    }
                    _ => "",
                };
                assert!(plan.contains(index), "{text}\n{sql}\n{plan}");
            }
            for sql in [counts, beside, few_counts, few_beside] {
                let plan = plan(&store, sql.clone()).await;
                assert!(!reads_everything(&plan), "{text}\n{sql}\n{plan}");
                assert!(
                    plan.contains("messages_conversation (conversation_id=?)"),
                    "{sql}\n{plan}"
                );
            }
        }
    }
}

#[tokio::test]
async fn numbers_come_from_indexes_that_hold_what_they_count_and_no_more() {
    let (store, _data) = store().await;
    for (sql, index) in [(numbers::QUEUE, "queue_unsent"), (numbers::FAILING, "accounts_failing")] {
        let plan = plan(&store, sql.to_owned()).await;
        assert!(plan.contains(&format!("COVERING INDEX {index}")), "{sql}\n{plan}");
    }
}

#[tokio::test]
#[should_panic(expected = "this reads all of a table")]
async fn a_statement_that_reads_a_whole_table_ends_the_test_that_ran_it() {
    let (store, _data) = store().await;
    let everywhere = "SELECT id FROM messages WHERE size = 1";
    let _ = sql::query_scalar::<i64>(everywhere).fetch_all(store.pools.read()).await;
}
