mod metrics;

use super::HttpError;
use crate::state::AppState;
use axum::{
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use std::net::SocketAddr;

/// `GET /healthz`: the process runs.
pub async fn live() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: it can answer: the store does.
pub async fn ready(State(state): State<AppState>) -> Result<&'static str, HttpError> {
    if state.stopping.is_cancelled() {
        return Err(HttpError::Unavailable);
    }
    match state.context.store.next_due().await {
        Ok(_) => Ok("ready\n"),
        Err(error) => {
            tracing::error!(%error, "the store does not answer");
            Err(HttpError::Unavailable)
        }
    }
}

/// `GET /metrics`, in Prometheus' text format, for a neighbour on this machine only: who asks
/// from outside comes through a proxy, and is told that there is no such page.
pub async fn metrics(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, StatusCode> {
    let proxied = headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded");
    if proxied || !peer.ip().to_canonical().is_loopback() {
        return Err(StatusCode::NOT_FOUND);
    }
    let text = metrics::text(&state).await.map_err(|error| {
        tracing::error!(%error, "the store does not answer");
        StatusCode::SERVICE_UNAVAILABLE
    })?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text))
}
