//! Folders and their counts.

#[cfg(feature = "ssr")]
use super::request;
use super::{answer::Answer, keep_alive::KeepAlive};
use crate::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::{Done, FolderId, Navigation};

/// What the side bar leads to.
#[server(endpoint = "navigation", input = GetUrl, output = Answer)]
pub async fn get_navigation() -> Result<Navigation, ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.navigation(me.user).await)
}

/// Makes a folder.
#[server(endpoint = "folders/add", output = Answer, client = KeepAlive)]
pub async fn add_folder(
    name: String,
    #[server(default)] return_to: String,
) -> Result<FolderId, ApiError> {
    let (backend, me) = request::caller()?;
    let sentence = format!("The folder “{name}” is there.");
    request::conclude(backend.add_folder(me.user, name).await, &return_to, |_| (sentence, None))
}

/// Renames an own folder.
#[server(endpoint = "folders/rename", output = Answer, client = KeepAlive)]
pub async fn rename_folder(
    id: FolderId,
    name: String,
    #[server(default)] return_to: String,
) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    let sentence = format!("The folder is called “{name}” now.");
    let result = backend.rename_folder(me.user, id, name).await;
    request::conclude(result, &return_to, |()| (sentence, None))
}

/// Removes an own folder; its messages go to Trash.
#[server(endpoint = "folders/remove", output = Answer, client = KeepAlive)]
pub async fn remove_folder(
    id: FolderId,
    #[server(default)] return_to: String,
) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    let result = backend.remove_folder(me.user, id).await;
    let sentence = "The folder is removed; its messages are in Trash.".to_owned();
    request::conclude(result, &return_to, |()| (sentence, None))
}

/// Erases everything in Trash or Spam.
#[server(endpoint = "folders/empty", output = Answer, client = KeepAlive)]
pub async fn empty_folder(
    folder: String,
    #[server(default)] return_to: String,
) -> Result<Done, ApiError> {
    let (backend, me) = request::caller()?;
    let Ok(key) = folder.parse();
    request::conclude(backend.empty_folder(me.user, key).await, &return_to, request::said)
}
