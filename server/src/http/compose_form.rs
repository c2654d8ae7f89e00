//! The composer without scripts: one form for saving, attaching, sending and discarding. What
//! was typed is saved before anything else is tried, so that no problem loses it.

mod form;

use super::{HttpError, Me, path::Named, return_to, sign_in};
use crate::state::AppState;
use app::{ApiError, Backend};
use axum::{
    extract::{Multipart, State, multipart::MultipartRejection},
    response::{IntoResponse, Redirect, Response},
};
use form::{Button, ChosenFile, ComposeForm};
use model::{MessageId, UserId};

/// `POST /compose/{draft}`.
pub async fn post(
    State(state): State<AppState>,
    me: Result<Me, HttpError>,
    Named(draft): Named<MessageId>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, HttpError> {
    let multipart = multipart.map_err(|_| HttpError::incomplete())?;
    let Ok(Me(user)) = me else {
        let form = form::read_text(multipart).await?;
        return Ok(sign_in::keep(&sign_in::Typed { draft, fields: form.fields }, "", None));
    };
    let form = form::read(&state, user, draft, multipart).await?;
    Ok(match act(&state, user, draft, form).await {
        Ok(next) => Redirect::to(&next).into_response(),
        // There is no composer to go back to.
        Err(HttpError::Api(ApiError::NotFound(what))) => {
            HttpError::Api(ApiError::NotFound(what)).into_response()
        }
        Err(problem) => {
            let sentence = problem.to_string();
            let sentence = return_to::encode(&sentence);
            Redirect::to(&format!("/compose/{draft}?problem={sentence}")).into_response()
        }
    })
}

/// Does what the button says; answers the page that is next.
async fn act(
    state: &AppState,
    user: UserId,
    draft: MessageId,
    form: ComposeForm,
) -> Result<String, HttpError> {
    let service = &state.service;
    if form.button == Button::Discard {
        service.discard_draft(user, draft).await?;
        return Ok("/mail/drafts".to_owned());
    }
    match service.save_draft(user, draft, form.fields.clone()).await {
        // Sent before, perhaps by the same form: sending answers what it answered then.
        Err(ApiError::NotFound(_)) if form.button.sends() => {}
        Err(error) => return Err(error.into()),
        Ok(()) => {
            attach(state, user, draft, form.files, form.problem).await?;
            if form.button == Button::Send && is_forgotten(state, user, draft).await? {
                return Ok(format!("/compose/{draft}?ask=attachment"));
            }
        }
    }
    match form.button {
        Button::Send | Button::SendAnyway => {
            let submitted = service.send_draft(user, draft, form.fields).await?;
            return Ok(format!("/mail/inbox?sent={}", submitted.undo));
        }
        Button::Remove(upload) => service.remove_upload(user, draft, upload).await?,
        Button::Save | Button::Attach | Button::Discard => {}
    }
    Ok(format!("/compose/{draft}"))
}

/// The text speaks of an attachment, and there is none.
async fn is_forgotten(state: &AppState, user: UserId, draft: MessageId) -> Result<bool, HttpError> {
    let draft = state.service.open_draft(user, draft).await?.draft;
    Ok(draft.uploads.is_empty() && draft.fields.mentions_attachment())
}

/// Attaches the files that came whole, then says which did not.
async fn attach(
    state: &AppState,
    user: UserId,
    draft: MessageId,
    files: Vec<ChosenFile>,
    problem: Option<HttpError>,
) -> Result<(), HttpError> {
    for file in files {
        let (name, media_type) = (file.name, file.media_type);
        state.context.store.add_upload(user, draft, &name, &media_type, file.bytes).await?;
    }
    problem.map_or(Ok(()), Err)
}
