use super::{HttpError, Me, path::Named};
use crate::{backend::internal, state::AppState};
use axum::{
    extract::{Query, State},
    http::{HeaderValue, header},
    response::{Html, IntoResponse},
};
use mail::marks::Matcher;
use model::{MessageId, search};
use serde::Deserialize;
use store::Marks;

/// Nothing runs in the frame and nothing loads, except pictures of the message itself; links
/// open outside of it. The page around it may measure its height, which is all that
/// `allow-same-origin` without `allow-scripts` gives.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; \
    sandbox allow-popups allow-popups-to-escape-sandbox allow-same-origin; \
    frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

/// The same with remote pictures, once the reader has asked for them.
const POLICY_WITH_IMAGES: &str = "default-src 'none'; style-src 'unsafe-inline'; \
    img-src 'self' data: https: http:; \
    sandbox allow-popups allow-popups-to-escape-sandbox allow-same-origin; \
    frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

/// What the address says besides the message.
#[derive(Debug, Deserialize)]
pub struct Options {
    images: Option<String>,
    /// What was searched for when the message was found.
    #[serde(default)]
    q: String,
}

/// `GET /messages/{id}/frame[?images=1][&q=…]`: the message's HTML, cleaned, for a sandboxed
/// frame; what the query finds is marked in its text.
pub async fn get(
    State(state): State<AppState>,
    Me(user): Me,
    Named(id): Named<MessageId>,
    Query(options): Query<Options>,
) -> Result<impl IntoResponse, HttpError> {
    let images = options.images.as_deref() == Some("1");
    let source = state.context.store.source(user, id).await?;
    // No days are marked, so it does not matter whose they are.
    let marks = Marks::of(&search::parse(&options.q, state.context.clock.now()).query);
    let frame = tokio::task::spawn_blocking(move || {
        let part_url = |part| format!("/messages/{id}/parts/{part}?inline");
        let matcher = |text: &str| marks.text(text);
        let matcher: Option<&Matcher<'_>> = if marks.is_textless() { None } else { Some(&matcher) };
        mail::parse::marked_frame(&source, images, &part_url, matcher)
    });
    let frame = frame.await.map_err(|error| internal(&error))?;
    let policy = HeaderValue::from_static(if images { POLICY_WITH_IMAGES } else { POLICY });
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    Ok((headers, Html(frame.document)))
}
