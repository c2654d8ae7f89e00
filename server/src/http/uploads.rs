//! Files for drafts, limited while they come in: what is over the limit is never held.

use super::{HttpError, Me, error::JsonError, path::Named};
use crate::{backend::internal, state::AppState};
use app::Backend;
use axum::{
    Json,
    body::{Body, BodyDataStream},
    extract::{Query, State},
    http::{HeaderMap, HeaderName, header},
};
use futures::StreamExt;
use model::{Composer, MessageId, Upload, UserId};
use serde::Deserialize;
use std::time::Duration;

/// Characters of a file name that are kept.
const NAME_LENGTH: usize = 200;

/// Something of which nothing came for so long does not come any more.
const STALLED: Duration = Duration::from_secs(30);

/// What the address says about the file.
#[derive(Debug, Deserialize)]
pub struct About {
    #[serde(default)]
    name: String,
    #[serde(default, rename = "type")]
    media_type: String,
}

/// `POST /uploads/{draft}?name=…&type=…` with the file as body: attaches it and answers the
/// [`Upload`], or an `ApiError`, as JSON.
///
/// A refusal comes before the whole file was read, so the connection cannot be used again; it
/// says so, or else the browser's next request would be lost on it.
pub async fn post(
    State(state): State<AppState>,
    me: Result<Me, HttpError>,
    draft: Result<Named<MessageId>, HttpError>,
    Query(about): Query<About>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Upload>, ([(HeaderName, &'static str); 1], JsonError)> {
    let attached = async { attach(&state, me?.0, draft?.0, &about, &headers, body).await };
    attached.await.map_err(|error| ([(header::CONNECTION, "close")], error))
}

async fn attach(
    state: &AppState,
    user: UserId,
    draft: MessageId,
    about: &About,
    headers: &HeaderMap,
    body: Body,
) -> Result<Json<Upload>, JsonError> {
    let room = Room::of(&state.service.open_draft(user, draft).await?);
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if announced.and_then(|length| length.parse().ok()).is_some_and(|length| room.is_short(length))
    {
        return Err(room.refuse(&about.name).into());
    }
    let _permit = state.uploads.acquire().await.map_err(|error| internal(&error))?;
    let bytes = collect(body.into_data_stream(), room, &about.name).await?;
    let (name, media_type) = (file_name(&about.name), media_type(&about.media_type));
    Ok(Json(state.context.store.add_upload(user, draft, &name, &media_type, bytes).await?))
}

async fn collect(mut body: BodyDataStream, room: Room, name: &str) -> Result<Vec<u8>, HttpError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = in_time(body.next()).await.ok_or_else(|| broken_off(name))? {
        let chunk = chunk.map_err(|_| broken_off(name))?;
        if room.is_short(size(bytes.len() + chunk.len())) {
            return Err(room.refuse(name));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Waits for more of a file or form, and not for ever: who uploads holds one of few permits.
pub async fn in_time<T>(more: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(STALLED, more).await.ok()
}

/// What may still be attached to a draft.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    left: i64,
    limit: i64,
}

impl Room {
    /// What this draft's attachments leave of the limit.
    pub fn of(composer: &Composer) -> Self {
        let used: i64 = composer.draft.uploads.iter().map(|upload| upload.size).sum();
        let limit = composer.attachment_limit;
        Self { left: (limit - used).max(0), limit }
    }

    /// For whoever may attach nothing.
    pub const fn none() -> Self {
        Self { left: 0, limit: 0 }
    }

    /// Whether this many bytes are too many.
    pub fn is_short(self, bytes: i64) -> bool {
        bytes > self.left
    }

    /// Notes a file as attached.
    pub fn take(&mut self, bytes: i64) {
        self.left = (self.left - bytes).max(0);
    }

    /// The sentence that names the limit.
    pub fn refuse(self, name: &str) -> HttpError {
        let (name, limit) = (file_name(name), megabytes(self.limit));
        HttpError::TooLarge(if self.left == self.limit {
            format!(
                "“{name}” is too large: the attachments of one message may have {limit} in all."
            )
        } else {
            let left = megabytes(self.left);
            format!(
                "“{name}” is too large: the attachments of one message may have {limit} in all, \
                 and {left} are left."
            )
        })
    }
}

/// The sentence for a file that did not arrive whole.
pub fn broken_off(name: &str) -> HttpError {
    let name = file_name(name);
    HttpError::BadRequest(format!("“{name}” did not arrive whole. Attach it again."))
}

/// A file's name without the path that some browsers send, and without what does not belong
/// into a header; never empty.
pub fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(NAME_LENGTH).collect();
    let clean = clean.trim();
    if clean.is_empty() { "file".to_owned() } else { clean.to_owned() }
}

/// A media type (RFC 6838, section 4.2) without parameters, or else bytes.
pub fn media_type(claimed: &str) -> String {
    let essence = claimed.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_name = |name: &str| {
        !name.is_empty()
            && name.len() <= 127
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    match essence.split_once('/') {
        Some((kind, name)) if is_name(kind) && is_name(name) => essence,
        _ => "application/octet-stream".to_owned(),
    }
}

/// A length as sizes are counted everywhere.
pub fn size(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// Bytes in MB for a sentence, rounded down to a tenth, so that it never promises too much.
pub fn megabytes(bytes: i64) -> String {
    let tenths = bytes / 100_000;
    if tenths % 10 == 0 {
        format!("{} MB", tenths / 10)
    } else {
        format!("{}.{} MB", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_limit_and_what_is_left_of_it() {
        let mut room = Room { left: 25_000_000, limit: 25_000_000 };
        assert!(!room.is_short(25_000_000) && room.is_short(25_000_001));
        let sentence = room.refuse("C:\\fakepath\\film.mp4").to_string();
        assert!(sentence.starts_with("“film.mp4” is too large") && sentence.contains("25 MB"));
        room.take(21_790_000);
        assert!(room.refuse("a").to_string().contains("3.2 MB are left"));
    }

    #[test]
    fn names_and_types_that_could_break_a_header_are_tamed() {
        assert_eq!(file_name("a\r\nBcc: x"), "aBcc: x");
        assert_eq!(file_name("/etc/"), "file");
        assert_eq!(media_type("Text/HTML; charset=utf-8"), "text/html");
        assert_eq!(media_type("text/html\r\nX: y"), "application/octet-stream");
        assert_eq!(media_type("picture"), "application/octet-stream");
    }
}
