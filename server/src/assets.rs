//! The site's files, which the executable carries. `cargo xtask build` writes them; without it
//! there are none, and pages come without style and scripts.

use app::Assets;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header},
};
use rust_embed::EmbeddedFile;
use std::{
    borrow::Cow,
    sync::{LazyLock, OnceLock},
};

/// The site of this process.
static SITE: OnceLock<Site> = OnceLock::new();

struct Site {
    get: Get,
    names: Assets,
}

/// The file of this path, such as `assets/main-1a2b3c.css`.
type Get = fn(&str) -> Option<EmbeddedFile>;

/// Lets this process serve the files that its executable carries. They are not in this library, so
/// that it need not be compiled anew, nor wait, for them. The first site stays.
pub fn carry(get: Get) {
    let names = get(MANIFEST).and_then(|file| serde_json::from_slice(&file.data).ok());
    let _ = SITE.set(Site { get, names: names.unwrap_or_default() });
}

/// The file that tells the addresses of the others. It has none itself.
const MANIFEST: &str = "manifest.json";

/// Content-hashed names never change their content.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Icons and the like keep their name when they change.
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// The names of the files that a page loads.
pub fn names() -> &'static Assets {
    static NONE: LazyLock<Assets> = LazyLock::new(Assets::default);
    SITE.get().map_or(&NONE, |site| &site.names)
}

/// The file of this address; none if there is no such file.
pub fn serve(uri: &Uri, request: &HeaderMap) -> Option<Response<Body>> {
    let path = uri.path().trim_start_matches('/');
    // Only what a page asks for by its own name: the compressed siblings are no addresses.
    if path.is_empty()
        || path == MANIFEST
        || ENCODINGS.iter().any(|(_, suffix)| path.ends_with(suffix))
    {
        return None;
    }
    let get = SITE.get()?.get;
    let plain = get(path)?;
    let (data, encoding) = compressed(get, path, request).unwrap_or((plain.data, None));
    let mut response = Response::new(match data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    });
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type(path));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let cache = if path.starts_with("assets/") { FOREVER } else { A_DAY };
    headers.insert(header::CACHE_CONTROL, cache);
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

/// The smallest first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

type Compressed = (Cow<'static, [u8]>, Option<&'static str>);

fn compressed(get: Get, path: &str, request: &HeaderMap) -> Option<Compressed> {
    let accepted = request.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    ENCODINGS.iter().filter(|(encoding, _)| takes(accepted, encoding)).find_map(
        |(encoding, suffix)| {
            get(&format!("{path}{suffix}")).map(|file| (file.data, Some(*encoding)))
        },
    )
}

/// Whether `Accept-Encoding` offers this one (RFC 9110, section 12.5.3).
fn takes(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|offer| {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
        let refused = matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        name.trim() == encoding && !refused
    })
}

fn content_type(path: &str) -> HeaderValue {
    HeaderValue::from_static(match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_used_only_when_it_is_offered() {
        assert!(takes("gzip, deflate, br;q=0.5", "br"));
        assert!(!takes("gzip, br;q=0", "br"));
        assert!(!takes("gzip, brotli", "br"));
        assert!(!takes("", "gzip"));
    }

    #[test]
    fn scripts_and_webassembly_have_the_types_that_browsers_insist_on() {
        assert_eq!(content_type("assets/pillarbox-1a2b.js"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("assets/pillarbox-1a2b.wasm"), "application/wasm");
        assert_eq!(content_type("assets/unknown"), "application/octet-stream");
    }
}
