//! Server functions: what pages ask of the server, one file per area. Each says who asks, lets
//! the [`Backend`](crate::Backend) do it, and answers. Arguments are text and numbers, so that
//! a plain form can give them; an empty text means "none".
//!
//! Functions that a form posts to take `return_to`: without scripts the answer is that page,
//! with a sentence about what happened; with scripts it is the value.

pub mod accounts;
mod answer;
pub mod compose;
pub mod filters;
pub mod folders;
pub mod imports;
pub mod jobs;
mod keep_alive;
pub mod labels;
pub mod messages;
pub mod preferences;
#[cfg(feature = "ssr")]
mod request;
pub mod searches;
pub mod sessions;

use crate::ApiError;
use answer::Answer;
pub use answer::AnswerEncoding;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
#[cfg(feature = "ssr")]
use model::Cursor;
use model::Viewer;

/// Who is signed in.
#[server(endpoint = "viewer", input = GetUrl, output = Answer)]
pub async fn get_viewer() -> Result<Viewer, ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.viewer(me.user).await)
}

/// The place in a list that an address names; none for an empty text.
#[cfg(feature = "ssr")]
fn cursor(at: &str) -> Result<Option<Cursor>, ApiError> {
    if at.is_empty() {
        return Ok(None);
    }
    at.parse().map(Some).map_err(|_| ApiError::NotFound("page".to_owned()))
}
