//! Attachments. Whatever the sender called them, a browser saves them; only pictures of four
//! kinds, which cannot run anything, are shown, and only inside of a message's frame.

use super::{HttpError, Me, disposition, path::Named};
use crate::{backend::internal, state::AppState};
use app::ApiError;
use axum::{
    extract::{Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use mail::parse::Part;
use model::{MessageId, UserId};
use serde::Deserialize;

const OCTETS: &str = "application/octet-stream";

/// Types that are sent under their own name, so that the right program opens what was saved.
/// None of them is one that a browser would run in our origin, were it to show it.
const SAFE: [&str; 20] = [
    "application/gzip",
    "application/json",
    "application/msword",
    "application/ogg",
    "application/pdf",
    "application/rtf",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/zip",
    "audio/mpeg",
    "message/rfc822",
    "text/calendar",
    "text/csv",
    "text/plain",
    "video/mp4",
];

/// Pictures that may be shown, with the bytes that such a file begins with.
const PICTURES: [(&str, &[&[u8]]); 4] = [
    ("image/png", &[b"\x89PNG\r\n\x1a\n"]),
    ("image/jpeg", &[b"\xff\xd8\xff"]),
    ("image/gif", &[b"GIF87a", b"GIF89a"]),
    ("image/webp", &[b"RIFF"]),
];

/// What the address says besides the part.
#[derive(Debug, Deserialize)]
pub struct Options {
    inline: Option<String>,
}

/// `GET /messages/{id}/parts/{n}`: saves a part; with `?inline` a picture is shown.
pub async fn get(
    State(state): State<AppState>,
    Me(user): Me,
    Named((id, index)): Named<(MessageId, u32)>,
    Query(options): Query<Options>,
) -> Result<Response, HttpError> {
    let part = part(&state, user, id, index).await?;
    let media_type = HeaderValue::from_static(media_type(&part));
    let disposition = if options.inline.is_some() && is_picture(&part) {
        HeaderValue::from_static("inline")
    } else {
        disposition::attachment(&part.info.name)
    };
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, super::headers::SEALED),
        // A message never changes, so neither does its part.
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600")),
    ];
    Ok((headers, part.bytes).into_response())
}

async fn part(
    state: &AppState,
    user: UserId,
    id: MessageId,
    index: u32,
) -> Result<Part, HttpError> {
    let source = state.context.store.source(user, id).await?;
    let part = tokio::task::spawn_blocking(move || mail::parse::part(&source, index));
    let part = part.await.map_err(|error| internal(&error))?;
    part.ok_or_else(|| ApiError::NotFound("attachment".to_owned()).into())
}

fn media_type(part: &Part) -> &'static str {
    let claimed = part.info.media_type.as_str();
    match PICTURES.iter().find(|(name, _)| *name == claimed) {
        Some((name, _)) => name,
        None => SAFE.iter().find(|name| **name == claimed).copied().unwrap_or(OCTETS),
    }
}

/// It says so and it looks so: something else under a picture's name is not shown.
fn is_picture(part: &Part) -> bool {
    let claimed = PICTURES.iter().find(|(name, _)| *name == part.info.media_type);
    claimed.is_some_and(|(_, marks)| marks.iter().any(|mark| part.bytes.starts_with(mark)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::PartInfo;

    fn part(media_type: &str, bytes: &[u8]) -> Part {
        let info = PartInfo { media_type: media_type.to_owned(), ..PartInfo::default() };
        Part { info, bytes: bytes.to_vec() }
    }

    #[test]
    fn what_could_run_is_nameless_bytes() {
        for claimed in [
            "text/html",
            "image/svg+xml",
            "application/xhtml+xml",
            "text/xml",
            "application/javascript",
            "application/x-shockwave-flash",
            "multipart/x-mixed-replace",
            "text/html; charset=utf-8",
            "",
        ] {
            assert_eq!(media_type(&part(claimed, b"")), OCTETS, "{claimed}");
        }
        assert_eq!(media_type(&part("application/pdf", b"")), "application/pdf");
    }

    #[test]
    fn only_a_real_picture_is_shown() {
        assert!(is_picture(&part("image/png", b"\x89PNG\r\n\x1a\n....")));
        assert!(is_picture(&part("image/gif", b"GIF89a....")));
        assert!(!is_picture(&part("image/png", b"<html><script>")));
        assert!(!is_picture(&part("image/svg+xml", b"<svg/>")));
        assert!(!is_picture(&part("text/html", b"GIF89a")));
    }
}
