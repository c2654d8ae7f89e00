//! What all server functions share: who asks, and how the answer goes out.

use crate::{ApiError, Backend, SignedIn, routes};
use axum::http::{
    StatusCode,
    header::{ACCEPT, SET_COOKIE},
    request::Parts,
};
use leptos::context::use_context;
use leptos_axum::ResponseOptions;
use model::{Done, UndoId};
use std::sync::Arc;

/// The port to the mail, and who asks.
pub fn caller() -> Result<(Arc<dyn Backend>, SignedIn), ApiError> {
    let me = use_context::<Parts>().and_then(|parts| parts.extensions.get::<SignedIn>().cloned());
    match (use_context::<Arc<dyn Backend>>(), me) {
        (Some(backend), Some(me)) => Ok((backend, me)),
        (Some(_), None) => answer(Err(ApiError::SignedOut)),
        (None, _) => answer(Err(ApiError::Internal("no backend in this request".to_owned()))),
    }
}

/// Passes the result on and sets the status that fits an error: Leptos would say 500 to all.
pub fn answer<T>(result: Result<T, ApiError>) -> Result<T, ApiError> {
    if let (Err(error), Some(response)) = (&result, use_context::<ResponseOptions>()) {
        response.set_status(match error {
            ApiError::SignedOut => StatusCode::UNAUTHORIZED,
            ApiError::NotFound(_) => StatusCode::NOT_FOUND,
            ApiError::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            ApiError::Full => StatusCode::INSUFFICIENT_STORAGE,
            ApiError::Unusable(_) => StatusCode::SERVICE_UNAVAILABLE,
            ApiError::Damaged(_) | ApiError::Internal(_) | ApiError::Transport(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        });
    }
    result
}

/// Ends an action. A browser without scripts goes to `return_to`, where `said` or the error's
/// sentence is shown, with an "Undo" where there is one; a script gets the value.
pub fn conclude<T>(
    result: Result<T, ApiError>,
    return_to: &str,
    said: impl FnOnce(&T) -> (String, Option<UndoId>),
) -> Result<T, ApiError> {
    if !is_plain_form() {
        return answer(result);
    }
    let page = routes::local_path(return_to);
    leptos_axum::redirect(&match &result {
        Ok(value) => {
            let (sentence, undo) = said(value);
            let undo = undo.map(|id| id.to_string()).unwrap_or_default();
            routes::with_query(page, &[("said", &sentence), ("undo", &undo)])
        }
        Err(ApiError::SignedOut) => routes::sign_in_again(page),
        Err(error) => routes::with_query(page, &[("problem", &error.to_string())]),
    });
    result
}

/// What a plain page says about something done.
pub fn said(done: &Done) -> (String, Option<UndoId>) {
    (done.sentence.clone(), done.undo)
}

/// The request comes from a form of a browser without scripts, which wants a page back.
pub fn is_plain_form() -> bool {
    use_context::<Parts>().is_some_and(|parts| {
        let accept = parts.headers.get(ACCEPT).and_then(|value| value.to_str().ok());
        accept.is_some_and(|accept| accept.contains("text/html"))
    })
}

/// Sets a cookie for a year. `value` is one of the application's own words.
pub fn set_cookie(name: &str, value: &'static str) {
    let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax");
    if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), cookie.parse()) {
        response.append_header(SET_COOKIE, cookie);
    }
}
