//! Stores that earlier versions wrote are opened, whole, by this one.

use super::support::*;
use model::*;
use sqlx::{Connection, PgConnection, Row, SqliteConnection};
use std::{collections::BTreeSet, path::PathBuf};
use store::*;

/// The schemas that were released.
const RELEASED: [&str; 2] = ["0003", "0017"];

fn fixture(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/schema");
    zstd::decode_all(std::fs::File::open(folder.join(name)).unwrap()).unwrap()
}

/// A world whose store is of this version, not yet opened by the present program.
async fn written_by(version: &str) -> World {
    let world = World::new().await;
    world.store.close().await;
    if let Some(url) = world.url() {
        let mut database = PgConnection::connect(url).await.unwrap();
        let dump = String::from_utf8(fixture(&format!("{version}.sql.zst"))).unwrap();
        let sql = format!("DROP SCHEMA public CASCADE; CREATE SCHEMA public; {dump}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut database).await.unwrap();
        database.close().await.unwrap();
    } else {
        for rest in ["pillarbox.db-wal", "pillarbox.db-shm"] {
            let _ = std::fs::remove_file(world.data.path().join(rest));
        }
        let file = world.data.path().join("pillarbox.db");
        std::fs::write(file, fixture(&format!("{version}.db.zst"))).unwrap();
    }
    world
}

/// Every column of every table, with its type and whether it can be missing.
async fn schema(world: &World) -> BTreeSet<String> {
    const SQLITE: &str = "
        SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || c.pk
        FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'
        UNION SELECT type || ' ' || name FROM sqlite_schema WHERE type <> 'table'";
    const POSTGRES: &str = "
        SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION SELECT tgname FROM pg_trigger WHERE NOT tgisinternal";
    if let Some(url) = world.url() {
        let mut database = PgConnection::connect(url).await.unwrap();
        let rows = sqlx::query(POSTGRES).fetch_all(&mut database).await.unwrap();
        rows.iter().map(|row| row.get::<String, _>(0)).collect()
    } else {
        let file = world.data.path().join("pillarbox.db");
        let url = format!("sqlite:{}", file.display());
        let mut database = SqliteConnection::connect(&url).await.unwrap();
        let rows = sqlx::query(SQLITE).fetch_all(&mut database).await.unwrap();
        rows.iter().map(|row| row.get::<String, _>(0)).collect()
    }
}

#[tokio::test]
async fn a_store_of_an_earlier_version_is_whole_in_this_one() {
    for version in RELEASED {
        let mut world = written_by(version).await;
        world.store = Store::open(world.options()).await.unwrap();
        world.check().await;
        let users = world.store.users().await.unwrap();
        assert_eq!(users.len(), 2, "{version}");
        world.ada = users.iter().find(|user| user.address.starts_with("ada")).unwrap().id;
        let accounts = world.store.accounts(world.ada).await.unwrap();
        assert_eq!(accounts[0].leave, LeavePolicy::Keep);

        for (query, subjects) in [
            ("in:inbox", vec!["Zürich café", "Re: Lighthouse"]),
            ("in:towers", vec!["Lighthouse"]),
            ("in:trash", vec!["Plans"]),
            ("in:sent", vec!["Outside"]),
            ("in:drafts", vec!["Unfinished"]),
            ("is:starred", vec!["Re: Lighthouse"]),
            ("is:unread", vec!["Zürich café"]),
            ("has:attachment", vec!["Plans"]),
            ("filename:tower", vec!["Plans"]),
            ("repair", vec!["Re: Lighthouse"]),
            ("東京", vec!["Zürich café"]),
            ("zurich", vec!["Zürich café"]),
            // Their dates and sizes are not in the index of words yet.
            ("repair before:2090", vec!["Re: Lighthouse"]),
            ("repair after:1980", vec!["Re: Lighthouse"]),
            ("before:1980", vec![]),
        ] {
            let parsed = search::parse(query, NOW).query;
            let found = world.store.search(world.ada, &parsed, None, 100).await.unwrap();
            let found: Vec<_> = found.rows.iter().map(MessageRow::subject_text).collect();
            assert_eq!(found, subjects, "{version}: {query}");
        }
        let lighthouse = world.found("in:towers").await[0];
        let source = world.store.source(world.ada, lighthouse).await.unwrap();
        assert!(source.ends_with(b"The lamp turns once in ten seconds.\r\n"));
        let draft = world.found("in:drafts").await[0];
        assert_eq!(
            world.store.draft(world.ada, draft).await.unwrap().fields.body.trim(),
            "Not yet"
        );
        let sent = world.found("in:sent").await[0];
        let deliveries = world.store.deliveries(world.ada, sent).await.unwrap();
        assert_eq!(deliveries[0].recipient, "bob@example.org");

        let thread = world.store.message_row(world.ada, lighthouse).await.unwrap().conversation;
        assert_eq!(world.store.conversation(world.ada, thread).await.unwrap().len(), 2);
        let answer = Mail::new("Re: Plans", "They are good.").id("5@pillarbox.test");
        world.deliver(answer.references(&["4@pillarbox.test"])).await;
        world.check().await;
    }
}

#[tokio::test]
async fn a_store_of_an_earlier_version_becomes_what_a_new_one_is() {
    for version in RELEASED {
        let new = World::new().await;
        let expected = schema(&new).await;
        assert!(expected.len() > 50, "{expected:?}");
        let old = written_by(version).await;
        assert_ne!(schema(&old).await, BTreeSet::new());
        Store::open(old.options()).await.unwrap().close().await;
        let found = schema(&old).await;
        let differing: Vec<_> = found.symmetric_difference(&expected).collect();
        assert!(differing.is_empty(), "{version}: {differing:#?}");
    }
}
