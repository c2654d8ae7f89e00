use super::TABLES;
use crate::{Options, Store, sql};
use std::collections::BTreeSet;

/// Kept by the engine, counted anew by it, or true of an index that is written anew.
const LEFT_OUT: [&str; 5] =
    ["_sqlx_migrations", "folders.total", "folders.unread", "folders.bytes", "users.properties"];

#[tokio::test]
async fn no_table_and_no_column_is_forgotten_when_a_store_is_copied() {
    let data = tempfile::tempdir().expect("a directory");
    let store = Store::open(Options::new(data.path())).await.expect("a store");
    let columns: Vec<(String, String)> = sql::query_as(
        "SELECT /* all */ t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'messages_fts%' AND t.name NOT LIKE 'sqlite_%'",
    )
    .fetch_all(store.pools.read())
    .await
    .expect("columns");
    let there: BTreeSet<String> = columns
        .into_iter()
        .map(|(table, column)| (format!("{table}.{column}"), table))
        .filter(|(column, table)| {
            !LEFT_OUT.contains(&column.as_str()) && !LEFT_OUT.contains(&table.as_str())
        })
        .map(|(column, _)| column)
        .collect();
    let copied: BTreeSet<String> = TABLES
        .iter()
        .flat_map(|table| table.columns.iter().map(move |name| format!("{}.{name}", table.name)))
        .collect();
    assert_eq!(copied, there);
}
