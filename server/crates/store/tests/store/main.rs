//! What the store promises, shown through its public face, and all of it over either engine. One
//! binary, so that it links once.
//!
//! A new file goes into both `sqlite.rs` and `postgres.rs`, and takes [`World`] from
//! `super::support`.
//!
//! [`World`]: sqlite::support::World
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![expect(clippy::duplicate_mod, reason = "each file is there once an engine")]

mod postgres;
mod sqlite;
