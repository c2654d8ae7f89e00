use super::HttpError;
use crate::backend::internal;
use axum::response::Redirect;
use tower_sessions::Session;

/// `POST /sign-out`: ends this session. Done again, it does nothing.
pub async fn post(session: Session) -> Result<Redirect, HttpError> {
    session.flush().await.map_err(|error| internal(&error))?;
    Ok(Redirect::to("/sign-in"))
}
