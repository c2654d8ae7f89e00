use super::Engine;
use crate::{Result, postgres, sqlite};
use sqlx::{
    Database, PgPool, Postgres, Sqlite, SqlitePool, pool::PoolConnection, postgres::PgConnection,
    sqlite::SqliteConnection,
};
use std::ops::{Deref, DerefMut};

/// Connections of one kind to one engine. Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Pool {
    /// A connection, until it is dropped.
    pub(crate) async fn acquire(&self) -> Result<Connection> {
        Ok(match self {
            Self::Sqlite(pool) => {
                Connection::Sqlite(Held::Lent(pool.acquire().await.map_err(sqlite::failed)?))
            }
            Self::Postgres(pool) => {
                Connection::Postgres(Held::Lent(pool.acquire().await.map_err(postgres::failed)?))
            }
        })
    }

    /// A transaction that reads: all of its queries see the same moment.
    pub(crate) async fn begin(&self) -> Result<Transaction> {
        Ok(Transaction(match self {
            Self::Sqlite(pool) => {
                Connection::Sqlite(Held::Begun(pool.begin().await.map_err(sqlite::failed)?))
            }
            Self::Postgres(pool) => {
                let reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                let begun = pool.begin_with(reading).await.map_err(postgres::failed)?;
                Connection::Postgres(Held::Begun(begun))
            }
        }))
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// One connection, inside or outside a transaction.
pub(crate) enum Connection {
    Sqlite(Held<Sqlite>),
    Postgres(Held<Postgres>),
}

/// A connection of a pool, by itself or with the transaction that was begun on it.
pub(crate) enum Held<D: Database> {
    Lent(PoolConnection<D>),
    Begun(sqlx::Transaction<'static, D>),
}

impl Held<Sqlite> {
    pub(super) fn get(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Lent(connection) => connection,
            Self::Begun(transaction) => transaction,
        }
    }
}

impl Held<Postgres> {
    pub(super) fn get(&mut self) -> &mut PgConnection {
        match self {
            Self::Lent(connection) => connection,
            Self::Begun(transaction) => transaction,
        }
    }
}

impl Connection {
    /// Whose connection it is, for what the engines say differently.
    pub(crate) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }
}

/// A transaction; rolled back unless committed.
pub(crate) struct Transaction(pub(super) Connection);

impl Transaction {
    pub(crate) async fn commit(self) -> Result<()> {
        match self.0 {
            Connection::Sqlite(Held::Begun(transaction)) => {
                transaction.commit().await.map_err(sqlite::failed)
            }
            Connection::Postgres(Held::Begun(transaction)) => {
                transaction.commit().await.map_err(postgres::failed)
            }
            Connection::Sqlite(Held::Lent(_)) | Connection::Postgres(Held::Lent(_)) => Ok(()),
        }
    }

    pub(crate) async fn rollback(self) -> Result<()> {
        match self.0 {
            Connection::Sqlite(Held::Begun(transaction)) => {
                transaction.rollback().await.map_err(sqlite::failed)
            }
            Connection::Postgres(Held::Begun(transaction)) => {
                transaction.rollback().await.map_err(postgres::failed)
            }
            Connection::Sqlite(Held::Lent(_)) | Connection::Postgres(Held::Lent(_)) => Ok(()),
        }
    }
}

impl Deref for Transaction {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0
    }
}

/// What a query runs on.
pub(crate) enum On<'c> {
    Pool(&'c Pool),
    Connection(&'c mut Connection),
}

impl<'c> From<&'c Pool> for On<'c> {
    fn from(pool: &'c Pool) -> Self {
        Self::Pool(pool)
    }
}

impl<'c> From<&'c mut Connection> for On<'c> {
    fn from(connection: &'c mut Connection) -> Self {
        Self::Connection(connection)
    }
}

impl<'c> From<&'c mut Transaction> for On<'c> {
    fn from(transaction: &'c mut Transaction) -> Self {
        Self::Connection(transaction)
    }
}
