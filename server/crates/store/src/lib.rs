//! Everything SQL. Callers see [`Store`], plain structs and [`StoreError`]; which engine holds
//! the data, and how, stays in here.
//!
//! # How it is arranged
//!
//! One file an area, and in each the `impl Store` of that area beside its structs: who signs in
//! ([`User`], sessions), what is collected ([`Account`]), how mail comes in ([`Arrival`]), how it
//! is listed and searched, changed and undone, written and sent ([`Submission`], [`QueueJob`]).
//! Queries go through `sql/`, whichever engine answers them; `sqlite/` and `postgres/` hold what is
//! one engine's own: pools, failures, full-text search.
//!
//! Three promises hold everywhere:
//!
//! - What a method answers `Ok` for is on the disk.
//! - What belongs together is in one transaction; a crash leaves all of it or nothing.
//! - Every query is bound to the user. Somebody else's id is [`StoreError::NotFound`].
//!
//! # How to add a query
//!
//! 1. Write the SQL as a constant at the head of the area's file (or in the method, if it is
//!    used once and short), in what `SQLite` and `PostgreSQL` both accept: `$1`, `RETURNING`,
//!    `ON CONFLICT`, columns listed. Values are bound, never written into the text; a boolean is
//!    the integer 0 or 1.
//! 2. Let it answer a private struct in `row!` (a boolean of it is a `Flag`), turned into the
//!    public one by `From`.
//! 3. Give the method a doc comment, bind the user, and read through `self.pools.read()` or
//!    change within `self.pools.write().await?` … `commit()`.
//! 4. Show it in `tests/`: one that reads a whole table ends the test that runs it. What shows a
//!    page also goes into `plans.rs`, if an index should have it in order.
//!
//! # How to add a table
//!
//! A new file in `migrations/sqlite/` and one of the same number in `migrations/postgres/` (BIGINT,
//! SMALLINT for 0 or 1, BYTEA, `COLLATE "C"` for what is sorted), both listed in `migrations.rs`;
//! applied ones are never changed. `STRICT`, `NOT NULL`, an index for each way it is read. Say in `users.rs` how it goes when its user goes, and in
//! `check/rules.rs` what must be true of it.

mod accounts;
mod arrival;
mod backup;
mod blobs;
mod change;
mod check;
mod compression;
mod contacts;
mod conversations;
mod daily;
mod database_url;
mod discarded;
mod documents;
mod drafts;
mod erase;
mod error;
mod filters;
mod folders;
mod fts;
mod healing;
mod held;
mod jobs;
mod labels;
mod list;
mod marks;
mod migrations;
mod mute;
mod numbers;
mod passes;
#[cfg(test)]
mod plans;
mod postgres;
mod queue;
mod reindex;
mod repair;
mod repeats;
mod rows;
mod saved;
mod search;
mod sessions;
mod snooze;
mod sources;
mod space;
mod spam;
mod sql;
mod sqlite;
mod stray;
mod stubs;
mod submit;
mod transfer;
mod uids;
mod undo;
mod uploads;
mod users;
mod watch;
mod words;
mod zones;

pub use accounts::{Account, AccountChange, NewAccount, Places, REFUSALS, Reached, Visit};
pub use arrival::{Arrival, Copies, Delivered, Origin, Prepared, Source};
pub use blobs::{BlobPlace, S3Place};
pub use database_url::DatabaseUrl;
pub use documents::{DocumentText, UnreadDocuments};
pub use drafts::SaveDraft;
pub use error::{Result, StoreError};
pub use jobs::Stepped;
pub use marks::Marks;
pub use numbers::Numbers;
pub use queue::{Attempt, QueueJob, QueuedRecipient};
pub use sessions::SessionRows;
pub use space::Quota;
pub use spam::{Kind, Lesson, Trained};
pub use stubs::{Oversized, Rest, Stub};
pub use submit::Submission;
pub use uids::{Recorded, UidState};
pub use uploads::UploadContent;
pub use users::{NewUser, User};
pub use watch::Arrivals;
pub use zones::Zone;

use blobs::Blobs;
use sql::Pools;
use std::path::{Path, PathBuf};

/// All mail of all users, in one data directory. Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub struct Store {
    pools: Pools,
    blobs: Blobs,
    inline_limit: usize,
}

/// How to open a [`Store`].
#[derive(Clone, Debug)]
pub struct Options {
    /// The directory that holds everything but a database that is elsewhere; made when it is
    /// missing.
    pub data: PathBuf,
    /// A `PostgreSQL` database in place of the `SQLite` file in `data`.
    pub database_url: Option<DatabaseUrl>,
    /// Sources larger than this when compressed go to the blob store. Bytes.
    pub inline_limit: usize,
    /// Connections that read at the same time.
    pub readers: u32,
    /// Where larger sources go.
    pub blobs: BlobPlace,
}

impl Options {
    /// The usual settings over the directory `data`.
    pub fn new(data: impl AsRef<Path>) -> Self {
        Self {
            data: data.as_ref().to_owned(),
            database_url: None,
            inline_limit: 256 * 1024,
            readers: 4,
            blobs: BlobPlace::Directory,
        }
    }
}

impl Store {
    /// Opens the store in `options.data`, makes it or brings it up to date. Several processes
    /// may have it open: `pillarbox collect` runs beside `serve`.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] when directory or database cannot be used; its sentence says
    /// what to do.
    pub async fn open(options: Options) -> Result<Self> {
        let blobs = Blobs::open(&options.blobs, &options.data).await?;
        let pools = Pools::open(&options).await?;
        Ok(Self { pools, blobs, inline_limit: options.inline_limit })
    }

    /// Waits for what is under way, then closes every connection. Idempotent.
    pub async fn close(&self) {
        self.pools.close().await;
    }
}
