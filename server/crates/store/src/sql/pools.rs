use super::{Connection, Pool, Transaction, connection::Held};
use crate::{Options, Result, sqlite};

/// What holds the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// Connections that write, and others that read beside them.
#[derive(Clone, Debug)]
pub(crate) struct Pools {
    writer: Pool,
    readers: Pool,
}

impl Pools {
    pub(crate) async fn open(options: &Options) -> Result<Self> {
        let (writer, readers) = sqlite::open(options).await?;
        Ok(Self { writer: Pool::Sqlite(writer), readers: Pool::Sqlite(readers) })
    }

    /// For queries that change nothing.
    pub(crate) fn read(&self) -> &Pool {
        &self.readers
    }

    /// Takes the write lock; rolled back unless committed.
    pub(crate) async fn write(&self) -> Result<Transaction> {
        Ok(Transaction(match &self.writer {
            Pool::Sqlite(pool) => Connection::Sqlite(Held::Begun(sqlite::write(pool).await?)),
            Pool::Postgres(pool) => Connection::Postgres(Held::Begun(pool.begin().await?)),
        }))
    }

    /// The writing connection outside a transaction.
    pub(crate) fn writer(&self) -> &Pool {
        &self.writer
    }

    /// Changes when another process commits, and not when this one does.
    pub(crate) async fn foreign_version(&self) -> Result<i64> {
        match &self.writer {
            Pool::Sqlite(pool) => sqlite::foreign_version(pool).await,
            Pool::Postgres(_) => Ok(0),
        }
    }

    /// Bytes of the database.
    pub(crate) async fn bytes(&self) -> Result<i64> {
        match &self.readers {
            Pool::Sqlite(pool) => sqlite::bytes(pool).await,
            Pool::Postgres(_) => Ok(0),
        }
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
