//! Saved searches.

use super::{answer::Answer, keep_alive::KeepAlive};
use crate::ApiError;
use leptos::prelude::*;
use model::SearchId;
#[cfg(feature = "ssr")]
use {super::request, model::Daily};

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

/// Lets something be done once a day with what a saved search finds ([`Daily::from_word`]; any
/// other word: nothing any more); answers a sentence about it.
#[server(endpoint = "searches/daily", output = Answer, client = KeepAlive)]
pub async fn daily_search(
    id: SearchId,
    #[server(default)] daily: String,
    #[server(default)] return_to: String,
) -> Result<String, ApiError> {
    let (backend, me) = request::caller()?;
    let daily = Daily::from_word(&daily);
    let said = match daily {
        Some(_) => "It is done once a day from now on. Each time it can be undone for a day.",
        None => "Nothing is done any more with what the search finds.",
    };
    let set = backend.daily_search(me.user, id, daily).await.map(|()| said.to_owned());
    request::conclude(set, &return_to, |said| (said.clone(), None))
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
