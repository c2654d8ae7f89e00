//! Labels, and the messages that have one.

use super::{answer::Answer, keep_alive::KeepAlive};
use crate::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::{LabelId, LabelPage};
#[cfg(feature = "ssr")]
use {
    super::request,
    model::{Colour, Label},
};

/// One page of the messages with a label; `at` is a [`model::Cursor`].
#[server(endpoint = "labels/messages", input = GetUrl, output = Answer)]
pub async fn list_label(
    label: String,
    #[server(default)] at: String,
) -> Result<LabelPage, ApiError> {
    let (backend, me) = request::caller()?;
    let label = label.parse().map_err(|_| ApiError::NotFound("label".to_owned()));
    let (label, at) = (request::answer(label)?, request::answer(super::cursor(&at))?);
    request::answer(backend.list_label(me.user, label, at).await)
}

/// Makes a label; `colour` is a word of [`model::Colour`].
#[server(endpoint = "labels/add", output = Answer, client = KeepAlive)]
pub async fn add_label(
    name: String,
    #[server(default)] colour: String,
    #[server(default)] return_to: String,
) -> Result<LabelId, ApiError> {
    let (backend, me) = request::caller()?;
    let sentence = format!("The label “{name}” is there.");
    let added = backend.add_label(me.user, name, Colour::from_word(&colour)).await;
    request::conclude(added, &return_to, |_| (sentence, None))
}

/// Gives a label another name and colour.
#[server(endpoint = "labels/change", output = Answer, client = KeepAlive)]
pub async fn change_label(
    id: LabelId,
    name: String,
    #[server(default)] colour: String,
    #[server(default)] return_to: String,
) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    let sentence = format!("The label “{name}” is changed.");
    let label = Label { id, name, colour: Colour::from_word(&colour) };
    let changed = backend.change_label(me.user, label).await;
    request::conclude(changed, &return_to, |()| (sentence, None))
}

/// Removes a label; the messages that had it stay.
#[server(endpoint = "labels/remove", output = Answer, client = KeepAlive)]
pub async fn remove_label(
    id: LabelId,
    #[server(default)] return_to: String,
) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    let result = backend.remove_label(me.user, id).await;
    let sentence = "The label is removed; the messages that had it stay.".to_owned();
    request::conclude(result, &return_to, |()| (sentence, None))
}
