//! Headers that every answer carries unless its handler set its own. Each page has a fresh
//! nonce; only scripts that carry it run.

use crate::state::AppState;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use leptos::nonce::Nonce;

const FIXED: [(HeaderName, HeaderValue); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // Not `no-referrer`: a form of such a page sends `Origin: null`, and the way back after a
    // form without scripts is found by `Referer`. No other site is told anything.
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    // What browsers know today: each name that one does not know is a line in its console.
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
             hid=(), magnetometer=(), microphone=(), midi=(), payment=(), \
             publickey-credentials-get=(), serial=(), usb=(), xr-spatial-tracking=()",
        ),
    ),
    // Mail is nobody's but the reader's: no shared cache, nothing left on a borrowed computer.
    (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
];

/// The policy of what a stranger sent and is no page: should a browser show it, it is alone.
pub const SEALED: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'self'; sandbox");

/// A year, as `Strict-Transport-Security` counts it.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Sets the headers, and gives the pages the nonce that the policy names.
pub async fn set(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.entry(name).or_insert(value);
    }
    if state.context.config.is_secure() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    set_policy(headers, &nonce);
    response
}

fn set_policy(headers: &mut HeaderMap, nonce: &Nonce) {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
         frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    // A nonce is base64, so this never fails; should it, then nothing may run.
    let policy = HeaderValue::from_str(&policy)
        .unwrap_or(const { HeaderValue::from_static("default-src 'none'") });
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
}
