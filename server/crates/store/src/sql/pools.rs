use super::{Connection, Pool, Transaction, connection::Held};
use crate::{Options, Result, StoreError, postgres, sqlite};

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
        if let Some(url) = &options.database_url {
            let (writer, readers) = Box::pin(postgres::open(url.expose(), options)).await?;
            return Ok(Self { writer: Pool::Postgres(writer), readers: Pool::Postgres(readers) });
        }
        let (writer, readers) = Box::pin(sqlite::open(options)).await?;
        Ok(Self { writer: Pool::Sqlite(writer), readers: Pool::Sqlite(readers) })
    }

    /// For what the engines say differently.
    pub(crate) fn engine(&self) -> Engine {
        match self.writer {
            Pool::Sqlite(_) => Engine::Sqlite,
            Pool::Postgres(_) => Engine::Postgres,
        }
    }

    /// For queries that change nothing.
    pub(crate) fn read(&self) -> &Pool {
        &self.readers
    }

    /// Takes the write lock, of all processes that have the store open; rolled back unless
    /// committed.
    pub(crate) async fn write(&self) -> Result<Transaction> {
        Ok(Transaction(match &self.writer {
            Pool::Sqlite(pool) => {
                Connection::Sqlite(Held::Begun(Box::pin(sqlite::write(pool)).await?))
            }
            Pool::Postgres(pool) => {
                Connection::Postgres(Held::Begun(Box::pin(postgres::write(pool)).await?))
            }
        }))
    }

    /// The same beside others that write, where the engine can: for changes of single rows that no
    /// other transaction looks at to decide what it does.
    pub(crate) async fn write_beside(&self) -> Result<Transaction> {
        match &self.writer {
            Pool::Sqlite(_) => self.write().await,
            Pool::Postgres(pool) => {
                let begun = pool.begin().await.map_err(postgres::failed)?;
                Ok(Transaction(Connection::Postgres(Held::Begun(begun))))
            }
        }
    }

    /// Changes when another process commits, and not when this one does. `PostgreSQL` counts only
    /// what brings messages.
    pub(crate) async fn foreign_version(&self) -> Result<i64> {
        match (&self.writer, &self.readers) {
            (Pool::Sqlite(writer), _) => sqlite::foreign_version(writer).await,
            (_, Pool::Postgres(readers)) => postgres::foreign_version(readers).await,
            (_, Pool::Sqlite(_)) => Ok(0),
        }
    }

    /// Bytes of the database.
    pub(crate) async fn bytes(&self) -> Result<i64> {
        match &self.readers {
            Pool::Sqlite(pool) => sqlite::bytes(pool).await,
            Pool::Postgres(pool) => postgres::bytes(pool).await,
        }
    }

    /// Whether [`Pools::copy_to`] is possible.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where the engine has a program of its own for that.
    pub(crate) fn check_copies(&self) -> Result<()> {
        match self.engine() {
            Engine::Sqlite => Ok(()),
            Engine::Postgres => Err(StoreError::Refused(
                "This mail store is in PostgreSQL: copy the database with `pg_dump`, and then the \
                 folder `blobs` and the key file of the data directory."
                    .into(),
            )),
        }
    }

    /// Copies the database to a file.
    pub(crate) async fn copy_to(&self, file: &str) -> Result<()> {
        match &self.writer {
            Pool::Sqlite(pool) => sqlite::copy_to(pool, file).await,
            Pool::Postgres(_) => self.check_copies(),
        }
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
