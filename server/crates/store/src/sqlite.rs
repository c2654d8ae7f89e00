//! What is `SQLite`'s own: the pools, how the file is opened, and the words of its failures.
//!
//! One connection writes; every transaction begins IMMEDIATE, so that it never finds half-way
//! that somebody else has written. Several connections read beside it (WAL). `pillarbox collect`
//! may write to the same file from its own process, hence the busy time-out.
//!
//! `synchronous = FULL`: a commit is on the disk when it returns. WAL with `NORMAL`, the usual
//! advice, syncs only at checkpoints; a power cut would then take back transactions that were
//! already answered for. The provider has deleted that mail by then.

mod failure;
pub(crate) mod fts;
#[cfg(debug_assertions)]
pub(crate) mod plans;

use crate::{Options, Result, StoreError, migrations, sql::Value};
use sqlx::{
    Arguments as _, Connection as _, Sqlite, SqliteConnection, SqlitePool, Transaction,
    sqlite::{
        SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions,
        SqliteSynchronous,
    },
};
use std::time::Duration;

/// How long a writer waits for the other process's transaction. Batches take well under a second.
const BUSY: Duration = Duration::from_secs(30);

/// The pool of the one connection that writes, and that of those that read.
pub(crate) async fn open(options: &Options) -> Result<(SqlitePool, SqlitePool)> {
    let file = options.data.join("pillarbox.db");
    let unusable = |error: sqlx::Error| failure::on_open(&file, &error);
    let connect = SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY)
        .foreign_keys(true)
        // A WAL that an import has made long shrinks to this again. Bytes.
        .pragma("journal_size_limit", "67108864")
        .statement_cache_capacity(256)
        // Rows come from a thread of the connection's own: a page of them without its waiting.
        .row_buffer_size(512);
    // A file does not hang up: no question at every turn whether it is still there.
    let pool = |connections| {
        SqlitePoolOptions::new().max_connections(connections).test_before_acquire(false)
    };
    let writer = pool(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .before_acquire(|writer, _| Box::pin(has_ended(writer)))
        .connect_with(
            // Statements that change many rows note how they were: no file for that.
            connect.clone().pragma("cache_size", "-16384").pragma("temp_store", "MEMORY"),
        )
        .await
        .map_err(unusable)?;
    migrations::sqlite().run(&writer).await.map_err(|error| failure::on_migrate(&file, error))?;
    let readers = pool(options.readers.max(1))
        .connect_with(connect.create_if_missing(false).pragma("query_only", "ON"))
        .await
        .map_err(unusable)?;
    Ok((writer, readers))
}

/// Whether no transaction is under way as far as the driver knows. When `SQLite` takes one back by
/// itself, as where the disk is full, the driver's own attempt to do so fails; from then on it takes
/// every transaction for one within that, and refuses to begin it. Such a connection is replaced.
async fn has_ended(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // What was let go of is perhaps about to be taken back.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// Takes the write lock.
pub(crate) async fn write(writer: &SqlitePool) -> Result<Transaction<'static, Sqlite>> {
    writer.begin_with("BEGIN IMMEDIATE").await.map_err(failed)
}

/// Changes when another process commits, and not when the writing connection does: of one
/// connection, `data_version` tells what all others did, and the readers do nothing.
pub(crate) async fn foreign_version(writer: &SqlitePool) -> Result<i64> {
    sqlx::query_scalar("PRAGMA data_version").fetch_one(writer).await.map_err(failed)
}

/// Bytes of the database file.
pub(crate) async fn bytes(readers: &SqlitePool) -> Result<i64> {
    let number = async |sql| -> Result<i64> {
        sqlx::query_scalar(sql).fetch_one(readers).await.map_err(failed)
    };
    Ok(number("PRAGMA page_count").await? * number("PRAGMA page_size").await?)
}

/// Copies the database as it is at this moment to a file that is not there yet.
pub(crate) async fn copy_to(writer: &SqlitePool, file: &str) -> Result<()> {
    sqlx::query("VACUUM INTO $1").bind(file).execute(writer).await.map_err(failed)?;
    Ok(())
}

/// The values as the driver takes them: handed over, not copied.
pub(crate) fn arguments(values: Vec<Value>) -> Result<SqliteArguments> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(values.len(), 0);
    for value in values {
        match value {
            Value::Integer(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
        }
        .map_err(|error| StoreError::Database(error.to_string()))?;
    }
    Ok(arguments)
}

/// What to say of an error of this engine.
#[expect(clippy::needless_pass_by_value, reason = "as `map_err` calls it")]
pub(crate) fn failed(error: sqlx::Error) -> StoreError {
    failure::while_open(&error)
}
