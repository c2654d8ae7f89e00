use super::{HttpError, Me};
use crate::{news::Subscription, state::AppState};
use axum::{
    extract::State,
    response::{
        IntoResponse, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::{Stream, StreamExt, stream};
use std::time::Duration;

/// So often something is sent, so that proxies do not take the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(25);

/// `GET /events`: the user's news as server-sent events, each a `News` as JSON. Ends when the
/// server stops; the browser then comes back by itself.
pub async fn get(
    State(state): State<AppState>,
    Me(user): Me,
) -> Result<impl IntoResponse, HttpError> {
    let news = events(state.context.news.subscribe(user));
    let news = news.take_until(state.stopping.clone().cancelled_owned());
    Ok(Sse::new(news).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

fn events(news: Subscription) -> impl Stream<Item = Result<Event, axum::Error>> {
    stream::unfold(news, async |mut news| {
        let item = news.next().await?;
        Some((Event::default().json_data(item), news))
    })
}
