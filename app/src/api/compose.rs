//! Drafts: begin, save, discard, send, and the addresses one may mean. Files travel outside of
//! server functions: `POST /uploads/{draft}`, or the composer's own form without scripts.

#[cfg(feature = "ssr")]
use super::request;
use super::{answer::Answer, keep_alive::KeepAlive};
use crate::ApiError;
#[cfg(feature = "ssr")]
use crate::routes;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};
#[cfg(feature = "ssr")]
use model::ComposeKind;
use model::{Composer, DraftFields, Mailbox, MessageId, Submitted, UploadId};

/// Begins a draft; a browser without scripts goes to it. `regarding` is the message answered or
/// forwarded, empty for a new message; the others are what a `mailto:` link brought.
#[server(endpoint = "drafts/start", output = Answer)]
pub async fn start_draft(
    #[server(default)] kind: String,
    #[server(default)] regarding: String,
    #[server(default)] to: String,
    #[server(default)] cc: String,
    #[server(default)] subject: String,
    #[server(default)] body: String,
) -> Result<Composer, ApiError> {
    let (backend, me) = request::caller()?;
    let fields = DraftFields { to, cc, subject, body, ..DraftFields::default() };
    let kind = ComposeKind::from_word(&kind);
    let result = backend.start_draft(me.user, kind, regarding.parse().ok(), fields).await;
    match result {
        Ok(composer) if request::is_plain_form() => {
            leptos_axum::redirect(&routes::draft(composer.draft.id));
            Ok(composer)
        }
        result => request::conclude(result, routes::HOME, |_| (String::new(), None)),
    }
}

/// Opens a draft.
#[server(endpoint = "drafts/open", input = GetUrl, output = Answer)]
pub async fn open_draft(id: MessageId) -> Result<Composer, ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.open_draft(me.user, id).await)
}

/// Saves what is typed.
#[server(endpoint = "drafts/save", input = Json, output = Answer)]
pub async fn save_draft(id: MessageId, fields: DraftFields) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.save_draft(me.user, id, fields).await)
}

/// Saves what is typed as its page goes away. For short texts only: see [`KeepAlive`].
#[server(endpoint = "drafts/put-away", input = Json, output = Answer, client = KeepAlive)]
pub async fn put_draft_away(id: MessageId, fields: DraftFields) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.save_draft(me.user, id, fields).await)
}

/// Takes a file off a draft.
#[server(endpoint = "drafts/remove-upload", output = Answer, client = KeepAlive)]
pub async fn remove_upload(draft: MessageId, id: UploadId) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.remove_upload(me.user, draft, id).await)
}

/// Deletes a draft.
#[server(endpoint = "drafts/discard", output = Answer, client = KeepAlive)]
pub async fn discard_draft(
    id: MessageId,
    #[server(default)] return_to: String,
) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    let result = backend.discard_draft(me.user, id).await;
    request::conclude(result, &return_to, |()| ("The draft is discarded.".to_owned(), None))
}

/// Saves and sends: when this answers, the message is in Sent and in the queue.
#[server(endpoint = "drafts/send", input = Json, output = Answer)]
pub async fn send_draft(id: MessageId, fields: DraftFields) -> Result<Submitted, ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.send_draft(me.user, id, fields).await)
}

/// Past correspondents that match what is typed, best first.
#[server(endpoint = "contacts", input = GetUrl, output = Answer)]
pub async fn find_contacts(#[server(default)] typed: String) -> Result<Vec<Mailbox>, ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.contacts(me.user, typed).await)
}
