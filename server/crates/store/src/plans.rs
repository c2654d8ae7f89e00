//! No query that runs on every page reads a whole table, nor sorts what an index has in order.

use crate::{NewUser, Options, Store, list, numbers, saved, search, snooze, sql};
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

fn reads_everything(plan: &str) -> bool {
    plan.lines().any(|line| line.starts_with("SCAN") && !line.contains("VIRTUAL TABLE INDEX"))
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
async fn what_runs_often_seeks_too() {
    let (store, _data) = store().await;
    for sql in [
        snooze::NEXT,
        snooze::DUE,
        saved::DUE,
        "SELECT due FROM queue WHERE due IS NOT NULL ORDER BY due LIMIT 1",
        "SELECT message_id FROM queue WHERE due <= 1 AND state IN ('held', 'queued')",
        "SELECT id FROM accounts WHERE next_pass <= 1 AND leased_until <= 1 ORDER BY next_pass LIMIT 1",
        "SELECT last_message FROM users WHERE id = 1",
        "SELECT COUNT(*) FILTER (WHERE source_id <> 0 AND delivery = ''), MAX(id)
         FROM messages WHERE id > 1 AND id <= 2",
        "SELECT user_id FROM sessions WHERE hash = x'00' AND expiry > 1",
        "SELECT source_id, id FROM messages WHERE source_id IN (1, 2) AND source_id <> 0 AND id BETWEEN 1 AND 2",
        "SELECT r.reference, m.subject FROM message_references r LEFT JOIN messages m ON m.id = r.message_id
         WHERE r.user_id = 1 AND r.reference IN (1, 2)",
        "SELECT DISTINCT strand_id, conversation_id FROM messages WHERE strand_id <> 0 AND strand_id IN (1, 2)",
        "SELECT id FROM messages WHERE subject_key <> 0 AND subject_key = 1 AND orphan = 1 ORDER BY date DESC LIMIT 20",
        "SELECT id FROM messages WHERE subject_key <> 0 AND subject_key = 1 AND date BETWEEN 1 AND 2
         ORDER BY date DESC LIMIT 20",
        "SELECT uid, message_id FROM account_uids WHERE account_id = 1 AND uid IN ('a', 'b')",
        "SELECT hash, id FROM sources WHERE hash IN (x'00', x'01')",
        "SELECT name FROM contacts WHERE user_id = 1 AND words LIKE '% a%'",
        "SELECT id FROM undos WHERE created < 1 ORDER BY created LIMIT 1",
        "DELETE FROM undo_messages WHERE undo_id = 1 AND message_id IN
         (SELECT message_id FROM undo_messages WHERE undo_id = 1 LIMIT 10)",
        "SELECT user_id, id FROM jobs WHERE finished = 0 ORDER BY id",
        "SELECT id FROM jobs WHERE user_id = 1 AND (finished = 0 OR finished > 1) ORDER BY id",
        "DELETE FROM jobs WHERE undo_id = 1 AND undo_id <> 0",
        "DELETE FROM jobs WHERE finished > 0 AND finished < 1",
        "SELECT id FROM messages WHERE folder_id = 1 AND id <= 9 ORDER BY id DESC LIMIT 10",
        "SELECT x.id, f.role FROM filters x LEFT JOIN folders f ON f.id = x.folder_id
         WHERE x.user_id = 1 ORDER BY x.place, x.id",
        "SELECT 1 FROM muted_conversations WHERE user_id = 1",
        "UPDATE messages SET unread = 0, folder_id = 1 WHERE folder_id = 2 AND conversation_id IN
         (SELECT conversation_id FROM muted_conversations WHERE user_id = 1) AND id IN (1, 2)",
        "DELETE FROM sources WHERE id = 1
         AND NOT EXISTS (SELECT 1 FROM messages WHERE source_id = 1 AND source_id <> 0)
         AND NOT EXISTS (SELECT 1 FROM uploads WHERE source_id = 1)",
        "SELECT id, role FROM folders WHERE user_id = 1 AND role = 'inbox' AND role <> 'own'",
    ] {
        let plan = plan(&store, sql.to_owned()).await;
        assert!(!reads_everything(&plan), "{sql}\n{plan}");
    }
}
