use super::{Connection, On, Value};
use crate::{Result, postgres, sqlite};
use sqlx::{AssertSqlSafe, FromRow, SqlSafeStr as _, SqlStr, postgres::PgRow, sqlite::SqliteRow};
use std::{fmt::Write as _, marker::PhantomData};

/// What a query answers a row of, from either engine.
pub(crate) trait Row:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{}

/// The text of a query.
#[derive(Clone, Debug)]
pub(super) enum Text {
    /// Written here.
    Fixed(&'static str),
    /// Put together, with a `?` at each of these places.
    Built { text: String, places: Vec<usize> },
}

impl Text {
    #[cfg(debug_assertions)]
    fn as_str(&self) -> &str {
        match self {
            Self::Fixed(text) => text,
            Self::Built { text, .. } => text,
        }
    }

    /// `SQLite` counts the `?` by itself, and searches long lists for the names of others.
    fn for_sqlite(self) -> SqlStr {
        match self {
            Self::Fixed(text) => text.into_sql_str(),
            Self::Built { text, .. } => AssertSqlSafe(text).into_sql_str(),
        }
    }

    fn for_postgres(self) -> SqlStr {
        let (text, places) = match self {
            Self::Fixed(text) => return text.into_sql_str(),
            Self::Built { text, places } => (text, places),
        };
        let mut numbered = String::with_capacity(text.len() + 4 * places.len());
        let mut done = 0;
        for (n, place) in places.into_iter().enumerate() {
            numbered.push_str(&text[done..place]);
            let _ = write!(numbered, "${}", n + 1);
            done = place + 1;
        }
        numbered.push_str(&text[done..]);
        AssertSqlSafe(numbered).into_sql_str()
    }
}

/// How a statement went.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Done(u64);

impl Done {
    pub(crate) fn rows_affected(self) -> u64 {
        self.0
    }
}

/// A query that answers nothing but how many rows it changed.
#[must_use = "a query does nothing until it is executed"]
pub(crate) struct Query {
    text: Text,
    values: Vec<Value>,
}

/// A query that answers rows.
#[must_use = "a query does nothing until it is executed"]
pub(crate) struct QueryAs<T>(Query, PhantomData<fn() -> T>);

/// A query that answers one value a row.
#[must_use = "a query does nothing until it is executed"]
pub(crate) struct QueryScalar<T>(QueryAs<(T,)>);

/// A statement.
pub(crate) fn query(sql: &'static str) -> Query {
    Query { text: Text::Fixed(sql), values: Vec::new() }
}

/// A query whose rows are read as `T`.
pub(crate) fn query_as<T: Row>(sql: &'static str) -> QueryAs<T> {
    query(sql).rows()
}

/// A query of one column, read as `T`.
pub(crate) fn query_scalar<T>(sql: &'static str) -> QueryScalar<T>
where
    (T,): Row,
{
    QueryScalar(query_as(sql))
}

impl Query {
    pub(super) fn built(text: String, places: Vec<usize>, values: Vec<Value>) -> Self {
        Self { text: Text::Built { text, places }, values }
    }

    pub(super) fn rows<T: Row>(self) -> QueryAs<T> {
        QueryAs(self, PhantomData)
    }

    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    pub(crate) async fn execute(self, on: impl Into<On<'_>>) -> Result<Done> {
        // In a box, as all of these: what a query holds while it waits would be part of every
        // method around it, once for each of its queries and once for each engine.
        let on = on.into();
        Box::pin(async move {
            match on {
                On::Pool(pool) => self.run(&mut pool.acquire().await?).await,
                On::Connection(connection) => self.run(connection).await,
            }
        })
        .await
    }

    async fn run(self, connection: &mut Connection) -> Result<Done> {
        let Self { text, values } = self;
        Ok(Done(match connection {
            Connection::Sqlite(held) => {
                #[cfg(debug_assertions)]
                sqlite::plans::check(held.get(), text.as_str()).await;
                let query = sqlx::query_with(text.for_sqlite(), sqlite::arguments(values)?);
                query.execute(held.get()).await.map_err(sqlite::failed)?.rows_affected()
            }
            Connection::Postgres(held) => {
                let query = sqlx::query_with(text.for_postgres(), postgres::arguments(values)?);
                query.execute(held.get()).await.map_err(postgres::failed)?.rows_affected()
            }
        }))
    }
}

/// Calls the driver's method of the same name.
macro_rules! fetch {
    ($method:ident -> $answer:ty, $run:ident) => {
        pub(crate) async fn $method(self, on: impl Into<On<'_>>) -> Result<$answer> {
            let on = on.into();
            Box::pin(async move {
                match on {
                    On::Pool(pool) => self.$run(&mut pool.acquire().await?).await,
                    On::Connection(connection) => self.$run(connection).await,
                }
            })
            .await
        }

        async fn $run(self, connection: &mut Connection) -> Result<$answer> {
            let Query { text, values } = self.0;
            Ok(match connection {
                Connection::Sqlite(held) => {
                    #[cfg(debug_assertions)]
                    sqlite::plans::check(held.get(), text.as_str()).await;
                    let arguments = sqlite::arguments(values)?;
                    let query = sqlx::query_as_with(text.for_sqlite(), arguments);
                    query.$method(held.get()).await.map_err(sqlite::failed)?
                }
                Connection::Postgres(held) => {
                    let arguments = postgres::arguments(values)?;
                    let query = sqlx::query_as_with(text.for_postgres(), arguments);
                    query.$method(held.get()).await.map_err(postgres::failed)?
                }
            })
        }
    };
}

impl<T: Row> QueryAs<T> {
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.0 = self.0.bind(value);
        self
    }

    fetch!(fetch_all -> Vec<T>, all);
    fetch!(fetch_one -> T, one);
    fetch!(fetch_optional -> Option<T>, optional);
}

impl<T> QueryScalar<T>
where
    (T,): Row,
{
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.0 = self.0.bind(value);
        self
    }

    pub(crate) async fn fetch_all(self, on: impl Into<On<'_>>) -> Result<Vec<T>> {
        Ok(self.0.fetch_all(on).await?.into_iter().map(|(value,)| value).collect())
    }

    pub(crate) async fn fetch_one(self, on: impl Into<On<'_>>) -> Result<T> {
        Ok(self.0.fetch_one(on).await?.0)
    }

    pub(crate) async fn fetch_optional(self, on: impl Into<On<'_>>) -> Result<Option<T>> {
        Ok(self.0.fetch_optional(on).await?.map(|(value,)| value))
    }
}
