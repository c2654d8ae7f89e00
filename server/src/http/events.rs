use super::HttpError;
use crate::{backend::internal, state::AppState};
use app::{ApiError, SignedIn};
use axum::{
    Extension,
    extract::State,
    response::{
        IntoResponse, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::{StreamExt, stream};
use std::time::Duration;

/// So often something is sent, so that proxies do not take the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(25);

/// `GET /events`: the user's news as server-sent events, each a `News` as JSON. Ends when the
/// server stops, whereupon the browser comes back by itself, and when the session has ended.
pub async fn get(
    State(state): State<AppState>,
    signed_in: Option<Extension<SignedIn>>,
) -> Result<impl IntoResponse, HttpError> {
    let Some(Extension(signed_in)) = signed_in else { return Err(ApiError::SignedOut.into()) };
    let stopping = state.stopping.clone();
    let last = state.context.store.last_message(signed_in.user).await;
    let last = last.map_err(|error| HttpError::from(internal(&error)))?;
    let news = state.context.news.subscribe_after(signed_in.user, last);
    let events = stream::unfold(news, move |mut news| {
        let (state, signed_in) = (state.clone(), signed_in.clone());
        async move {
            let item = news.next().await?;
            let lives = lives(&state, &signed_in).await;
            lives.then(|| (Event::default().json_data(item), news))
        }
    });
    let events = events.take_until(stopping.cancelled_owned());
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// Whether the session is still there: it may have been ended from another browser since the
/// stream began.
async fn lives(state: &AppState, signed_in: &SignedIn) -> bool {
    let sessions = state.context.store.list_sessions(signed_in.user).await;
    sessions.is_ok_and(|sessions| sessions.iter().any(|(view, _)| view.key == signed_in.session))
}
