//! What `check` finds: each rule, broken by hand; and what is put right.

use super::support::*;
use model::*;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};

/// A statement that breaks a store, and what is said of it.
const BROKEN: [(&str, &str); 18] = [
    ("DELETE FROM message_texts", "has no text kept for search results"),
    ("DELETE FROM sources", "has lost its source"),
    ("UPDATE messages SET source_id = 0", "has lost what was typed"),
    ("INSERT INTO unread_documents (message_id) VALUES (7)", "its files are to be read"),
    (
        "INSERT INTO document_texts (message_id, place, name, text) VALUES (7, 0, 'a', '')",
        "The files of message 7 are known",
    ),
    ("UPDATE messages SET folder_id = 99", "is in a folder that is not there"),
    ("UPDATE folders SET total = total + 1 WHERE role = 'inbox'", "counts its messages wrong"),
    ("UPDATE folders SET unread = 0 WHERE role = 'inbox'", "counts its messages wrong"),
    ("UPDATE folders SET bytes = 1 WHERE role = 'inbox'", "counts its messages wrong"),
    ("UPDATE folders SET parent_id = 99 WHERE role = 'own'", "lies in a folder that is not there"),
    ("UPDATE folders SET parent_id = id WHERE role = 'own'", "lies in itself"),
    (
        "INSERT INTO message_labels (label_id, message_id) SELECT 99, id FROM messages",
        "has a label",
    ),
    (
        "INSERT INTO message_labels (label_id, message_id) SELECT id, 7 FROM labels",
        "A label is on message 7",
    ),
    ("UPDATE message_references SET conversation_id = 7", "is known by a message's reference"),
    ("UPDATE messages SET conversation_id = id, strand_id = 0", "in another conversation than"),
    (
        "INSERT INTO spam_messages (message_id, trained, wanted, judged) VALUES (7, 0, 0, 0)",
        "What was noted as spam, message 7",
    ),
    ("DELETE FROM messages_fts", "is missing from the search index"),
    ("DELETE FROM messages", "is used by nothing"),
];

pub async fn broken(world: &World, sql: &str) {
    if let Some(url) = world.url() {
        let mut database = PgConnection::connect(url).await.unwrap();
        // Without triggers and references.
        let sql =
            format!("SET session_replication_role = replica; {sql}").replace(", '')", ", '\\x')");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut database).await.unwrap();
    } else {
        let file = world.data.path().join("pillarbox.db");
        let options = SqliteConnectOptions::new().filename(file).foreign_keys(false);
        let mut database = options.connect().await.unwrap();
        let sql = sql.replace(", '')", ", x'')");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut database).await.unwrap();
    }
}

#[tokio::test]
async fn whatever_does_not_agree_is_named() {
    for (sql, sentence) in BROKEN {
        let world = World::new().await;
        world.store.add_folder(world.ada, None, "Own").await.unwrap();
        world.store.add_label(world.ada, "Work", Colour::ALL[0]).await.unwrap();
        world.deliver(Mail::new("One", "").id("one@example.org")).await;
        world
            .deliver(
                Mail::new("Re: One", "").id("two@example.org").references(&["one@example.org"]),
            )
            .await;
        world.check().await;
        broken(&world, sql).await;
        let faults = world.store.check().await.unwrap();
        assert!(faults.iter().any(|fault| fault.contains(sentence)), "{sql}: {faults:?}");
        world.store.repair().await.unwrap();
        let left = world.store.check().await.unwrap();
        // What is lost, and what only the messages themselves tell.
        let stays = ["has lost", "no text kept", "missing from the search index", "reindex"];
        let stays = |fault: &String| stays.iter().any(|words| fault.contains(words));
        assert!(left.iter().all(stays), "{sql}: {left:?}");
    }
}
