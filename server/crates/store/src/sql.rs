//! SQL that is written once, for whichever engine holds the data: a thin layer whose functions
//! look like those of `sqlx`, over its drivers of the engines (not over its `Any` driver).
//!
//! A query is text with values. The text is in what both engines accept; where they differ, a
//! fragment is chosen by [`Engine`]. A boolean is an integer, 0 or 1, in a column as in a value
//! (so `unread = 1` and not `unread`), and is read as a [`Flag`].
//!
//! ```ignore
//! let row: Option<FolderRow> = sql::query_as("SELECT … FROM folders WHERE id = $1")
//!     .bind(id.0)
//!     .fetch_optional(self.pools.read())
//!     .await?;
//! ```

mod builder;
mod cells;
mod connection;
mod flag;
mod pools;
mod query;
mod row;
mod value;

pub(crate) use builder::QueryBuilder;
pub(crate) use cells::Cells;
pub(crate) use connection::{Connection, On, Pool, Transaction};
pub(crate) use flag::Flag;
pub(crate) use pools::{Engine, Pools};
pub(crate) use query::{Query, QueryAs, Row, query, query_as, query_scalar};
pub(crate) use row::row;
pub(crate) use value::Value;
