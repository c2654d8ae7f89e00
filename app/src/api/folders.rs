//! Folders and their counts.

use super::{answer::Answer, keep_alive::KeepAlive};
use crate::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::{Done, FolderId, Navigation};
#[cfg(feature = "ssr")]
use {super::request, model::Removal};

/// What the side bar leads to.
#[server(endpoint = "navigation", input = GetUrl, output = Answer)]
pub async fn get_navigation() -> Result<Navigation, ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.navigation(me.user).await)
}

/// Makes a folder; `parent` is the id of the one that it lies in, empty at the top.
#[server(endpoint = "folders/add", output = Answer, client = KeepAlive)]
pub async fn add_folder(
    name: String,
    #[server(default)] parent: String,
    #[server(default)] return_to: String,
) -> Result<FolderId, ApiError> {
    let (backend, me) = request::caller()?;
    let sentence = format!("The folder “{name}” is there.");
    let added = match outer(&parent) {
        Ok(parent) => backend.add_folder(me.user, parent, name).await,
        Err(error) => Err(error),
    };
    request::conclude(added, &return_to, |_| (sentence, None))
}

/// Moves a folder with all that lies in it; `parent` as for [`add_folder`].
#[server(endpoint = "folders/move", output = Answer, client = KeepAlive)]
pub async fn move_folder(
    id: FolderId,
    #[server(default)] parent: String,
    #[server(default)] return_to: String,
) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    let moved = match outer(&parent) {
        Ok(parent) => backend.move_folder(me.user, id, parent).await,
        Err(error) => Err(error),
    };
    request::conclude(moved, &return_to, |()| ("The folder is moved.".to_owned(), None))
}

/// The folder that a form names as the outer one; none for the top.
#[cfg(feature = "ssr")]
fn outer(parent: &str) -> Result<Option<FolderId>, ApiError> {
    if parent.is_empty() {
        return Ok(None);
    }
    parent.parse().map(Some).map_err(|_| ApiError::NotFound("folder".to_owned()))
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

/// Removes an own folder. Its messages go to the folder `messages`, or else to Trash; what lies in
/// it moves up, unless `with_folders` says "on".
#[server(endpoint = "folders/remove", output = Answer, client = KeepAlive)]
pub async fn remove_folder(
    id: FolderId,
    #[server(default)] messages: String,
    #[server(default)] with_folders: String,
    #[server(default)] return_to: String,
) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    let Ok(messages) = if messages.is_empty() { "trash" } else { &messages }.parse();
    let removal = Removal { messages, with_folders: with_folders == "on" };
    let result = backend.remove_folder(me.user, id, removal).await;
    request::conclude(result, &return_to, |()| ("The folder is removed.".to_owned(), None))
}

/// Lets what lies in Trash and Spam be erased after so many days, or never (0); answers a sentence
/// about it.
#[server(endpoint = "folders/erase-after", output = Answer, client = KeepAlive)]
pub async fn erase_after(
    days: i64,
    #[server(default)] return_to: String,
) -> Result<String, ApiError> {
    let (backend, me) = request::caller()?;
    let said = match days {
        0 => "Nothing is deleted for ever by itself.".to_owned(),
        days => format!(
            "What lies in Trash or Spam for {days} days is deleted for ever from now on. The days \
             of what is there already count from today."
        ),
    };
    let set = backend.erase_after(me.user, days).await.map(|()| said);
    request::conclude(set, &return_to, |said| (said.clone(), None))
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
