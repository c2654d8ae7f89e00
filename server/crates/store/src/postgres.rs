//! What is `PostgreSQL`'s own: the pools, how a database is opened, and the words of its failures.
//!
//! A transaction that writes first takes a lock that all processes at the database share, so that
//! writers follow each other as they do over a file of `SQLite`: what is looked up before a change
//! is still so when it is made. It is an advisory lock; whoever reads waits for nobody. What
//! writes one row that no other transaction looks at does without (`Pools::write_beside`).
//!
//! `READ COMMITTED`: every statement sees what was committed before it began, so those after the
//! lock see all that was written before it was had.

mod failure;
pub(crate) mod fts;

use crate::{Options, Result, StoreError, migrations, sql::Value};
use rand::RngExt as _;
use sqlx::{
    Arguments as _, ConnectOptions as _, Connection as _, PgPool, Postgres, Transaction,
    postgres::{PgArguments, PgConnectOptions, PgPoolOptions},
};
use std::time::Duration;

/// Names the lock of those who write; any number that nothing else at the database uses.
const WRITE_LOCK: &str = "SELECT pg_advisory_xact_lock(8025110143)";
/// Connections that write, of which one does and others wait for the lock.
const WRITERS: u32 = 4;
/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pool of those that write, and that of those that read.
pub(crate) async fn open(url: &str, options: &Options) -> Result<(PgPool, PgPool)> {
    let connect: PgConnectOptions = url.parse().map_err(|error| failure::on_url(&error))?;
    // Distinguishes this process's deliveries from those of others (see `foreign_version`).
    let process: i64 = rand::rng().random_range(1..i64::MAX);
    let connect = connect.application_name("pillarbox").statement_cache_capacity(256).options([
        ("pillarbox.process", process.to_string().as_str()),
        // What is answered for is on the disk, whatever the cluster's default.
        ("synchronous_commit", "on"),
        // How common a word is differs from word to word.
        ("plan_cache_mode", "force_custom_plan"),
        ("jit", "off"),
    ]);
    let named = failure::named(&connect);
    // One by itself first: a pool would go on trying where nobody answers.
    let unusable = |error: sqlx::Error| failure::on_open(&named, &error);
    let mut first = connect.connect().await.map_err(unusable)?;
    let encoding: String =
        sqlx::query_scalar("SHOW server_encoding").fetch_one(&mut first).await.map_err(unusable)?;
    if encoding != "UTF8" {
        return Err(StoreError::Unusable(format!(
            "{named} is encoded in {encoding}, which cannot hold every message. Make one with \
             ENCODING 'UTF8' and TEMPLATE template0."
        )));
    }
    migrations::postgres()
        .run(&mut first)
        .await
        .map_err(|error| failure::on_migrate(&named, error))?;
    first.close().await.map_err(unusable)?;
    let pool =
        |connections| PgPoolOptions::new().max_connections(connections).acquire_timeout(PATIENCE);
    let writer = pool(WRITERS).connect_lazy_with(connect.clone());
    let readers = pool(options.readers.max(1))
        .connect_lazy_with(connect.options([("default_transaction_read_only", "on")]));
    Ok((writer, readers))
}

/// Takes the write lock.
pub(crate) async fn write(writer: &PgPool) -> Result<Transaction<'static, Postgres>> {
    let mut transaction = writer.begin().await.map_err(failed)?;
    sqlx::query(WRITE_LOCK).execute(&mut *transaction).await.map_err(failed)?;
    Ok(transaction)
}

/// Changes when another process has given out ids to messages; those that this process gives out
/// are counted under its own number.
pub(crate) async fn foreign_version(readers: &PgPool) -> Result<i64> {
    let version = sqlx::query_scalar(
        "SELECT COALESCE(SUM(count), 0)::BIGINT FROM deliveries
         WHERE process <> current_setting('pillarbox.process')::BIGINT",
    );
    version.fetch_one(readers).await.map_err(failed)
}

/// Bytes of the database.
pub(crate) async fn bytes(readers: &PgPool) -> Result<i64> {
    let size = sqlx::query_scalar("SELECT pg_database_size(current_database())");
    size.fetch_one(readers).await.map_err(failed)
}

/// The values as the driver takes them. A text of `PostgreSQL` has no NUL; the sign for what
/// cannot be shown takes its place.
pub(crate) fn arguments(values: Vec<Value>) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    arguments.reserve(values.len(), 0);
    for value in values {
        match value {
            Value::Integer(value) => arguments.add(value),
            Value::Text(value) if value.contains('\0') => {
                arguments.add(value.replace('\0', "\u{FFFD}"))
            }
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
