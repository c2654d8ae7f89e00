//! Who is signed in where. Ids are stored hashed; of a session's data only what is named here,
//! each with its own type and column: nothing is decoded that could be more than it says.

use crate::{
    Result, Store, StoreError,
    sql::Pools,
    sql::{self, row},
};
use async_trait::async_trait;
use model::{SessionView, UnixMillis, UserId};
use serde_json::Value;
use std::{
    collections::HashMap,
    fmt::Write as _,
    time::{SystemTime, UNIX_EPOCH},
};
use time::OffsetDateTime;
use tower_sessions_core::{
    SessionStore,
    session::{Id, Record},
    session_store,
};

/// Bytes of the hash that name a session in settings.
const KEY: usize = 16;
/// "Seen" is written at most this often.
const SEEN_EVERY: i64 = 60_000;
/// Characters kept of what a browser calls itself, and of a client's address.
const LONGEST: usize = 200;

/// A `tower_sessions::SessionStore` over the sessions table.
///
/// Of a session's data it keeps the keys `user` (a number), `browser`, `client` (texts) and
/// `created` (Unix milliseconds); others are dropped. It adds `zone`, the one that the user had
/// last, so that a request need not ask for it.
#[derive(Clone, Debug)]
pub struct SessionRows {
    pools: Pools,
    clock: fn() -> UnixMillis,
}

/// The session layer asks without saying when, so this is the one place that reads the clock.
#[expect(clippy::disallowed_methods, reason = "`SessionStore` has no argument for it")]
fn system_clock() -> UnixMillis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn hash(id: &Id) -> Vec<u8> {
    blake3::hash(&id.0.to_le_bytes()).as_bytes().to_vec()
}

fn key(hash: &[u8]) -> String {
    hash.iter().take(KEY).fold(String::new(), |mut key, byte| {
        let _ = write!(key, "{byte:02x}");
        key
    })
}

fn millis(date: OffsetDateTime) -> UnixMillis {
    i64::try_from(date.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

fn date(millis: UnixMillis) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

row! {
    struct SessionRow {
        user_id: i64,
        browser: String,
        client: String,
        created: i64,
        seen: i64,
        expiry: i64,
        zone: String,
    }
}

impl SessionRow {
    fn into_record(self, id: Id) -> Record {
        let mut data: HashMap<String, Value> = HashMap::new();
        if self.user_id != 0 {
            data.insert("user".into(), self.user_id.into());
        }
        let texts = [("browser", self.browser), ("client", self.client), ("zone", self.zone)];
        for (name, text) in texts {
            if !text.is_empty() {
                data.insert(name.into(), text.into());
            }
        }
        data.insert("created".into(), self.created.into());
        Record { id, data, expiry_date: date(self.expiry) }
    }
}

impl SessionRows {
    /// The same with another clock, for tests.
    #[must_use]
    pub fn with_clock(self, clock: fn() -> UnixMillis) -> Self {
        Self { clock, ..self }
    }

    /// Deletes what has expired; answers how many.
    pub async fn sweep(&self, now: UnixMillis) -> Result<u64> {
        let mut tx = self.pools.write_beside().await?;
        let done = sql::query("DELETE FROM sessions WHERE expiry <= $1")
            .bind(now)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }

    /// Writes a record; false when it must be new and is not.
    async fn write(&self, record: &Record, new: bool) -> Result<bool> {
        let now = (self.clock)();
        let text = |name: &str| -> String {
            let text = record.data.get(name).and_then(Value::as_str).unwrap_or_default();
            text.chars().take(LONGEST).collect()
        };
        let number = |name: &str| record.data.get(name).and_then(Value::as_i64);
        let sql = if new {
            "INSERT INTO sessions (hash, user_id, browser, client, created, seen, expiry)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"
        } else {
            "INSERT INTO sessions (hash, user_id, browser, client, created, seen, expiry)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (hash) DO UPDATE SET user_id = $2,
             browser = $3, client = $4, created = $5, seen = $6, expiry = $7"
        };
        let mut tx = self.pools.write_beside().await?;
        let done = sql::query(sql)
            .bind(hash(&record.id))
            .bind(number("user").unwrap_or_default())
            .bind(text("browser"))
            .bind(text("client"))
            .bind(number("created").unwrap_or(now))
            .bind(now)
            .bind(millis(record.expiry_date))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    async fn read(&self, id: &Id) -> Result<Option<Record>> {
        let now = (self.clock)();
        let row: Option<SessionRow> = sql::query_as(
            "SELECT s.user_id, s.browser, s.client, s.created, s.seen, s.expiry,
             COALESCE(u.zone, '') AS zone FROM sessions s LEFT JOIN users u ON u.id = s.user_id
             WHERE s.hash = $1 AND s.expiry > $2",
        )
        .bind(hash(id))
        .bind(now)
        .fetch_optional(self.pools.read())
        .await?;
        let Some(row) = row else { return Ok(None) };
        if now - row.seen >= SEEN_EVERY {
            let mut tx = self.pools.write_beside().await?;
            sql::query("UPDATE sessions SET seen = $2 WHERE hash = $1")
                .bind(hash(id))
                .bind(now)
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
        }
        Ok(Some(row.into_record(*id)))
    }
}

fn backend(error: &StoreError) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for SessionRows {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        while !self.write(record, true).await.map_err(|error| backend(&error))? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        self.write(record, false).await.map_err(|error| backend(&error)).map(|_| ())
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        self.read(id).await.map_err(|error| backend(&error))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        let delete = async {
            let mut tx = self.pools.write_beside().await?;
            sql::query("DELETE FROM sessions WHERE hash = $1")
                .bind(hash(id))
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            Ok(())
        };
        delete.await.map_err(|error| backend(&error))
    }
}

impl Store {
    /// The sessions, for the session layer.
    pub fn sessions(&self) -> SessionRows {
        SessionRows { pools: self.pools.clone(), clock: system_clock }
    }

    /// The key of the session with this id, as [`SessionView::key`] has it.
    pub fn session_key(id: &Id) -> String {
        key(&hash(id))
    }

    /// Where the user is signed in, last seen first, each with its expiry. None is marked as
    /// the current one.
    pub async fn list_sessions(&self, user: UserId) -> Result<Vec<(SessionView, UnixMillis)>> {
        let rows: Vec<(Vec<u8>, String, String, i64, i64, i64)> = sql::query_as(
            "SELECT hash, browser, client, created, seen, expiry FROM sessions
             WHERE user_id = $1 ORDER BY seen DESC",
        )
        .bind(user.0)
        .fetch_all(self.pools.read())
        .await?;
        let view = |(hash, browser, client, created, seen, expiry): (Vec<u8>, _, _, _, _, _)| {
            (
                SessionView { key: key(&hash), browser, client, created, seen, current: false },
                expiry,
            )
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// Ends one session of the user.
    pub async fn end_session(&self, user: UserId, session: &str) -> Result<()> {
        match self.end(user, |key| key == session).await? {
            0 => Err(StoreError::NotFound("session")),
            _ => Ok(()),
        }
    }

    /// Ends all sessions of the user, except one; answers how many.
    pub async fn end_sessions(&self, user: UserId, except_key: Option<&str>) -> Result<u64> {
        self.end(user, |key| Some(key) != except_key).await
    }

    async fn end(&self, user: UserId, which: impl Fn(&str) -> bool) -> Result<u64> {
        let mut tx = self.pools.write_beside().await?;
        let hashes: Vec<Vec<u8>> =
            sql::query_scalar("SELECT hash FROM sessions WHERE user_id = $1")
                .bind(user.0)
                .fetch_all(&mut *tx)
                .await?;
        let mut ended = 0;
        for hash in hashes.iter().filter(|hash| which(&key(hash))) {
            sql::query("DELETE FROM sessions WHERE hash = $1")
                .bind(hash.as_slice())
                .execute(&mut *tx)
                .await?;
            ended += 1;
        }
        tx.commit().await?;
        Ok(ended)
    }
}
