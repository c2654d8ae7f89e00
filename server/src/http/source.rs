use super::{HttpError, Me, disposition, headers, path::Named};
use crate::state::AppState;
use axum::{
    extract::{Query, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use model::MessageId;
use serde::Deserialize;

/// What the address says besides the message.
#[derive(Debug, Deserialize)]
pub struct Options {
    download: Option<String>,
}

/// `GET /messages/{id}/source`: the original as plain text, or with `?download` as the file
/// that it is, byte for byte.
pub async fn get(
    State(state): State<AppState>,
    Me(user): Me,
    Named(id): Named<MessageId>,
    Query(options): Query<Options>,
) -> Result<impl IntoResponse, HttpError> {
    let source = state.context.store.source(user, id).await?;
    let (media_type, disposition) = if options.download.is_some() {
        ("message/rfc822", disposition::attachment(&format!("message-{id}.eml")))
    } else {
        ("text/plain; charset=utf-8", HeaderValue::from_static("inline"))
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, headers::SEALED),
    ];
    Ok((headers, source))
}
