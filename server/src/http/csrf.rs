//! A request that changes something must come from our own pages. Browsers say where a request
//! comes from in `Sec-Fetch-Site` (Fetch Metadata), older ones in `Origin` (RFC 6454); what
//! says neither is not a browser with our form in it, and is refused. So no form needs a token.

use super::HttpError;
use crate::state::AppState;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Refuses what another site sent.
pub async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let public_url = state.context.config.public_url.as_deref();
    if is_own(request.method(), request.headers(), public_url) {
        next.run(request).await
    } else {
        HttpError::CrossSite.into_response()
    }
}

fn is_own(method: &Method, headers: &HeaderMap, public_url: Option<&str>) -> bool {
    if method.is_safe() {
        return true;
    }
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    match (text(header::HeaderName::from_static("sec-fetch-site")), text(header::ORIGIN)) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => {
            let own = [text(header::HOST), public_url.and_then(authority)];
            authority(origin).is_some_and(|host| own.contains(&Some(host)))
        }
        (None, None) => false,
    }
}

/// `host:port` of an origin or URL.
fn authority(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    rest.split('/').next().filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(method: &Method, pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert("host", "mail.example.org:8025".parse().expect("a host"));
        for (name, value) in pairs {
            headers.insert(*name, value.parse().expect("a value"));
        }
        is_own(method, &headers, Some("https://post.example.org/"))
    }

    #[test]
    fn only_our_own_pages_change_anything() {
        let cases: [(&[(&str, &str)], bool); 12] = [
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "")], false),
            // What the browser says of the site outweighs an `Origin` that a proxy may rewrite.
            (
                &[("sec-fetch-site", "cross-site"), ("origin", "http://mail.example.org:8025")],
                false,
            ),
            (&[("sec-fetch-site", "same-origin"), ("origin", "null")], true),
            (&[("origin", "http://mail.example.org:8025")], true),
            (&[("origin", "https://post.example.org")], true),
            (&[("origin", "http://mail.example.org")], false),
            (&[("origin", "null")], false),
            (&[], false),
        ];
        for (headers, expected) in cases {
            assert_eq!(judge(&Method::POST, headers), expected, "{headers:?}");
        }
    }

    #[test]
    fn reading_is_for_links_from_anywhere() {
        assert!(judge(&Method::GET, &[("sec-fetch-site", "cross-site")]));
        assert!(!judge(&Method::DELETE, &[("sec-fetch-site", "cross-site")]));
    }
}
