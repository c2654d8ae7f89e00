mod resume;

pub use resume::{Typed, keep};

use super::{HttpError, client::Client, return_to, session};
use crate::{backend::internal, password, state::AppState};
use axum::{
    Form,
    extract::{State, rejection::FormRejection},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use model::{DraftFields, MessageId, UserId};
use secrecy::SecretString;
use serde::Deserialize;
use std::{mem::take, time::Duration};
use tower_sessions::Session;

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct SignIn {
    address: String,
    password: SecretString,
    #[serde(default, rename = "return")]
    return_to: String,
    /// Set when the session had ended while a message was written: the draft, and below what
    /// was typed into it.
    draft: Option<MessageId>,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    cc: String,
    #[serde(default)]
    bcc: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    body: String,
}

impl SignIn {
    fn typed(&mut self) -> Option<Typed> {
        let fields = DraftFields {
            from: take(&mut self.from),
            to: take(&mut self.to),
            cc: take(&mut self.cc),
            bcc: take(&mut self.bcc),
            subject: take(&mut self.subject),
            // As in the composer's own form: sent with CRLF, kept with LF.
            body: take(&mut self.body).replace("\r\n", "\n"),
        };
        self.draft.map(|draft| Typed { draft, fields })
    }
}

/// Why somebody may not come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// The address or the password is wrong; which one is not said.
    Wrong,
    /// Too many tries; the next counts after this long.
    Throttled(Duration),
}

/// `POST /sign-in`.
pub async fn post(
    State(state): State<AppState>,
    client: Client,
    session: Session,
    headers: HeaderMap,
    form: Result<Form<SignIn>, FormRejection>,
) -> Result<Response, HttpError> {
    let Form(mut form) = form.map_err(|_| HttpError::incomplete())?;
    let typed = form.typed();
    match authenticate(&state, &form.address, form.password, client).await? {
        Ok(user) => {
            let begun = session::begin(&session, &state, user, client, &headers).await;
            begun.map_err(|error| internal(&error))?;
            let Some(typed) = typed else {
                return Ok(Redirect::to(&return_to::local(&form.return_to)).into_response());
            };
            Ok(typed.save(&state, user).await.into_response())
        }
        Err(rejected) => match typed {
            Some(typed) => Ok(keep(&typed, &form.address, Some(rejected))),
            None => {
                Ok(Redirect::to(&again(&form.address, &form.return_to, rejected)).into_response())
            }
        },
    }
}

/// Who has this address and password.
async fn authenticate(
    state: &AppState,
    address: &str,
    password: SecretString,
    client: Client,
) -> Result<Result<UserId, Rejected>, HttpError> {
    let (address, now, network) = (address.trim(), state.context.clock.now(), client.network());
    if let Some(wait) = state.throttle.wait(address, network, now) {
        tracing::info!(client = %client.0, "a sign-in was throttled");
        return Ok(Err(Rejected::Throttled(wait)));
    }
    state.throttle.failed(address, network, now);
    let user = state.context.store.user_by_address(address).await?;
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let _permit = state.sign_ins.acquire().await.map_err(|error| internal(&error))?;
    if !password::verify(password, hash).await {
        tracing::info!(client = %client.0, "a sign-in failed");
        return Ok(Err(Rejected::Wrong));
    }
    state.throttle.succeeded(address, network);
    Ok(user.map(|user| user.id).ok_or(Rejected::Wrong))
}

fn again(address: &str, return_to: &str, rejected: Rejected) -> String {
    let error = match rejected {
        Rejected::Wrong => "wrong",
        Rejected::Throttled(_) => "throttled",
    };
    let mut page = format!("/sign-in?error={error}&address={}", return_to::encode(address));
    if !return_to.is_empty() {
        page.push_str("&return=");
        page.push_str(&return_to::encode(&return_to::local(return_to)).to_string());
    }
    page
}
