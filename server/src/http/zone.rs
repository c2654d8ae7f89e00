//! Where somebody is: their browser says its time zone in a cookie, and their searches mean the
//! days there. It is kept with the user, and so the same for all that reads their queries: pages,
//! what is done to all that match, filters and what is done once a day.

use super::session;
use crate::state::AppState;
use axum::http::{HeaderMap, header};
use model::UserId;
use store::Zone;
use tower_sessions::Session;

/// Keeps what the browser says, if it is a zone, and another than before.
pub async fn note(state: &AppState, session: &Session, user: UserId, headers: &HeaderMap) {
    let Some(said) = said(headers) else { return };
    let before = session::zone(session).await;
    if before.as_deref() == Some(said) {
        return;
    }
    let Some(zone) = Zone::named(said).filter(|zone| before.as_deref() != Some(zone.name())) else {
        return;
    };
    // Whoever came to read, may, also while nothing can be written.
    if let Err(error) = state.context.store.set_zone(user, &zone).await {
        tracing::warn!(%user, %error, "a time zone could not be kept");
    }
}

fn said(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter();
    let mut pairs = cookies
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';').filter_map(|pair| pair.trim().split_once('=')));
    pairs.find(|(name, _)| *name == "zone").map(|(_, zone)| zone)
}
