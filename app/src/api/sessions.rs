//! Where the user is signed in, and with which password. Signing in and out are plain forms
//! (`POST /sign-in`, `POST /sign-out`): they change the cookie.

use super::answer::Answer;
#[cfg(feature = "ssr")]
use super::request;
use crate::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::SessionView;

/// Where the user is signed in.
#[server(endpoint = "sessions/list", input = GetUrl, output = Answer)]
pub async fn list_sessions() -> Result<Vec<SessionView>, ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.sessions(me.user, me.session).await)
}

/// Ends one session.
#[server(endpoint = "sessions/end", output = Answer)]
pub async fn end_session(
    key: String,
    #[server(default)] return_to: String,
) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    let result = backend.end_session(me.user, key).await;
    request::conclude(result, &return_to, |()| ("The session is ended.".to_owned(), None))
}

/// Changes the password and ends all other sessions.
#[server(endpoint = "password", output = Answer)]
pub async fn change_password(
    old: String,
    new: String,
    again: String,
    #[server(default)] return_to: String,
) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    let result = if new == again {
        backend.change_password(me.user, me.session, old, new).await
    } else {
        Err(ApiError::Refused("The two new passwords are not the same.".to_owned()))
    };
    let sentence = "The password is changed, and all other sessions are ended.".to_owned();
    request::conclude(result, &return_to, |()| (sentence, None))
}
