//! Saved searches.

#[cfg(feature = "ssr")]
use super::request;
use super::{answer::Answer, keep_alive::KeepAlive};
use crate::ApiError;
use leptos::prelude::*;
use model::SearchId;

/// Keeps a search by a name.
#[server(endpoint = "searches/save", output = Answer, client = KeepAlive)]
pub async fn save_search(
    name: String,
    query: String,
    #[server(default)] return_to: String,
) -> Result<SearchId, ApiError> {
    let (backend, me) = request::caller()?;
    let sentence = format!("The search “{name}” is saved.");
    let saved = backend.save_search(me.user, name, query).await;
    request::conclude(saved, &return_to, |_| (sentence, None))
}

/// Renames a saved search.
#[server(endpoint = "searches/rename", output = Answer, client = KeepAlive)]
pub async fn rename_search(
    id: SearchId,
    name: String,
    #[server(default)] return_to: String,
) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    let sentence = format!("The search is called “{name}” now.");
    let renamed = backend.rename_search(me.user, id, name).await;
    request::conclude(renamed, &return_to, |()| (sentence, None))
}

/// Forgets a saved search.
#[server(endpoint = "searches/remove", output = Answer, client = KeepAlive)]
pub async fn remove_search(
    id: SearchId,
    #[server(default)] return_to: String,
) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    let removed = backend.remove_search(me.user, id).await;
    request::conclude(removed, &return_to, |()| ("The search is removed.".to_owned(), None))
}
