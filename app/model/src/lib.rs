//! The words that Pillarbox's parts share: ids, what pages show, what a parsed message says,
//! and the search syntax. Plain data and its validation; no I/O, no framework, so that it
//! compiles for the browser and for the server alike.
//!
//! Times are Unix milliseconds in UTC ([`UnixMillis`]), sizes are bytes, ids are `i64`.

mod account;
mod address;
mod change;
mod compose;
mod daily;
mod extract;
mod filter;
mod folder;
mod ids;
mod import;
mod job;
mod label;
mod mention;
mod navigation;
mod number;
mod page;
mod reader;
mod row;
mod session;
mod snooze;
mod space;
mod tree;

pub use account::*;
pub use address::*;
pub use change::*;
pub use compose::*;
pub use daily::*;
pub use extract::*;
pub use filter::*;
pub use folder::*;
pub use ids::*;
pub use import::*;
pub use job::*;
pub use label::*;
pub use navigation::*;
pub use number::*;
pub use page::*;
pub use reader::*;
pub use row::*;
pub use session::*;
pub use snooze::*;
pub use space::*;
pub use tree::*;
pub mod search;
pub mod subject;

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type UnixMillis = i64;
