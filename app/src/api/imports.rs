//! Archives of mail that the user has uploaded. Uploading is a plain form (`POST /imports`): a file
//! of gigabytes fits into no argument.

use super::answer::Answer;
#[cfg(feature = "ssr")]
use super::request;
use crate::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::{ImportId, ImportView};

/// The archives, latest first.
#[server(endpoint = "imports/list", input = GetUrl, output = Answer)]
pub async fn list_imports() -> Result<Vec<ImportView>, ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.imports(me.user).await)
}

/// Takes an archive off the list, and ends its import where it is not done.
#[server(endpoint = "imports/dismiss", output = Answer)]
pub async fn dismiss_import(
    id: ImportId,
    #[server(default)] return_to: String,
) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    let result = backend.dismiss_import(me.user, id).await;
    let sentence = "The archive is gone; what was taken in stays.".to_owned();
    request::conclude(result, &return_to, |()| (sentence, None))
}
