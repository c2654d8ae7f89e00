//! Work on many messages: all of a folder, or all that a search finds.

use super::{answer::Answer, keep_alive::KeepAlive};
use crate::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::{Done, JobId, JobView};
#[cfg(feature = "ssr")]
use {
    super::request,
    model::{Operation, Scope},
};

/// How many messages are in a folder, or are found by `query` when there is no folder.
#[server(endpoint = "messages/count", input = GetUrl, output = Answer)]
pub async fn count_messages(
    #[server(default)] folder: String,
    #[server(default)] query: String,
) -> Result<i64, ApiError> {
    let (backend, me) = request::caller()?;
    let scope = request::answer(scope(&folder, query))?;
    request::answer(backend.count_messages(me.user, scope).await)
}

/// Changes all of these messages. `operation` is a word of [`model::Operation::from_word`].
#[server(endpoint = "messages/change-all", output = Answer, client = KeepAlive)]
pub async fn change_all(
    #[server(default)] folder: String,
    #[server(default)] query: String,
    operation: String,
    #[server(default)] return_to: String,
) -> Result<Done, ApiError> {
    let (backend, me) = request::caller()?;
    let result = match (scope(&folder, query), Operation::from_word(&operation)) {
        (Ok(scope), Some(operation)) => backend.change_all(me.user, scope, operation).await,
        (Err(error), _) => Err(error),
        (_, None) => Err(ApiError::Refused("There is no such action.".to_owned())),
    };
    request::conclude(result, &return_to, |done| {
        // Of a job, a bar tells on every page.
        if done.ids.is_empty() { (String::new(), None) } else { request::said(done) }
    })
}

/// Jobs that are under way, and those that ended lately.
#[server(endpoint = "jobs/list", input = GetUrl, output = Answer)]
pub async fn list_jobs() -> Result<Vec<JobView>, ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.jobs(me.user).await)
}

/// Ends a job; what it did until now stays done.
#[server(endpoint = "jobs/cancel", output = Answer, client = KeepAlive)]
pub async fn cancel_job(id: JobId, #[server(default)] return_to: String) -> Result<Done, ApiError> {
    let (backend, me) = request::caller()?;
    // What came of it, the page says where it said how far the job was.
    request::conclude(backend.cancel_job(me.user, id).await, &return_to, |_| (String::new(), None))
}

/// Says no more of a job that has ended.
#[server(endpoint = "jobs/forget", output = Answer, client = KeepAlive)]
pub async fn forget_job(id: JobId, #[server(default)] return_to: String) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    request::conclude(backend.forget_job(me.user, id).await, &return_to, |()| (String::new(), None))
}

/// Neither folder nor words would be all mail there is: nobody means that.
#[cfg(feature = "ssr")]
fn scope(folder: &str, query: String) -> Result<Scope, ApiError> {
    match (folder.is_empty(), query.trim().is_empty()) {
        (true, true) => Err(ApiError::Refused("Search for something first.".to_owned())),
        (true, false) => Ok(Scope::Search(query)),
        (false, _) => {
            let Ok(key) = folder.parse();
            Ok(Scope::Folder(key))
        }
    }
}
