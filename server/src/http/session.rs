//! Sessions: a cookie with a random id, a row in the store under the id's hash. The row says
//! whose it is, which browser and since when; nothing else is kept in a session.

use super::{browser, client::Client};
use crate::{config::Config, state::AppState};
use async_trait::async_trait;
use axum::http::{HeaderMap, header};
use model::{UnixMillis, UserId};
use store::SessionRows;
use time::{Duration, OffsetDateTime};
use tower_sessions::{
    Expiry, Session, SessionManagerLayer, SessionStore,
    cookie::SameSite,
    session::{Error, Id, Record},
    session_store,
};

/// Milliseconds by which a session's end is put off at least: no write for every request.
const EXTENDED_EVERY: UnixMillis = 60 * 60 * 1000;
const DAY: UnixMillis = 24 * 60 * 60 * 1000;

/// The names in a session's row; the store knows them too.
mod name {
    pub const USER: &str = "user";
    pub const BROWSER: &str = "browser";
    pub const CLIENT: &str = "client";
    pub const CREATED: &str = "created";
    /// Not in the row: the time zone that the user had last.
    pub const ZONE: &str = "zone";
    /// Not in the row: what the row says of its end, put there when it is read.
    pub const END: &str = "end";
}

/// The rows, each read with its end beside its data: a [`Session`] does not tell it.
#[derive(Clone, Debug)]
pub struct Rows(SessionRows);

#[async_trait]
impl SessionStore for Rows {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        self.0.create(record).await
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        self.0.save(record).await
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let mut record = self.0.load(id).await?;
        if let Some(record) = &mut record {
            let end = record.expiry_date.unix_timestamp() * 1000;
            record.data.insert(name::END.to_owned(), end.into());
        }
        Ok(record)
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.0.delete(id).await
    }
}

/// The layer that reads the cookie and keeps the row.
pub fn layer(rows: SessionRows, config: &Config) -> SessionManagerLayer<Rows> {
    let secure = config.is_secure();
    SessionManagerLayer::new(Rows(rows))
        // The prefix makes browsers refuse the cookie from a sub-domain or without HTTPS.
        .with_name(if secure { "__Host-pillarbox" } else { "pillarbox" })
        .with_secure(secure)
        .with_http_only(true)
        // Strict would sign nobody in who follows a link in another program.
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::days(config.sessions.idle_days.into())))
}

/// Signs `user` in: a new id, whatever was there before.
pub async fn begin(
    session: &Session,
    state: &AppState,
    user: UserId,
    client: Client,
    headers: &HeaderMap,
) -> Result<(), Error> {
    let now = state.context.clock.now();
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    session.clear().await;
    session.cycle_id().await?;
    session.insert(name::USER, user).await?;
    session.insert(name::BROWSER, browser::name(agent.unwrap_or_default())).await?;
    session.insert(name::CLIENT, client.0.to_canonical().to_string()).await?;
    session.insert(name::CREATED, now).await
}

/// The time zone that its user had last, by its name.
pub async fn zone(session: &Session) -> Option<String> {
    session.get(name::ZONE).await.ok().flatten()
}

/// Whose session it is; none when nobody is signed in, or for longer than is allowed.
pub async fn user(session: &Session, state: &AppState) -> Result<Option<UserId>, Error> {
    let Some(user) = session.get(name::USER).await? else { return Ok(None) };
    let (now, limits) = (state.context.clock.now(), &state.context.config.sessions);
    let created: UnixMillis = session.get(name::CREATED).await?.unwrap_or(0);
    let end = created + DAY * UnixMillis::from(limits.absolute_days);
    if now >= end {
        session.flush().await?;
        return Ok(None);
    }
    let idle = (now + DAY * UnixMillis::from(limits.idle_days)).min(end);
    let written: UnixMillis = session.get(name::END).await?.unwrap_or(idle);
    if idle - written >= EXTENDED_EVERY {
        let expiry = OffsetDateTime::from_unix_timestamp(idle / 1000);
        session.set_expiry(expiry.ok().map(Expiry::AtDateTime));
    }
    Ok(Some(user))
}
