//! How the reader wants the pages to look; kept in cookies, so it works before signing in too.
#![cfg_attr(
    feature = "ssr",
    expect(
        clippy::unused_async,
        reason = "a server function is async, though it waits for nothing"
    )
)]

use super::answer::Answer;
#[cfg(feature = "ssr")]
use super::request;
use crate::ApiError;
#[cfg(feature = "ssr")]
use crate::state::preferences::{Density, Theme};
use leptos::prelude::*;

/// Keeps the choices for a year.
#[server(endpoint = "preferences", output = Answer)]
pub async fn set_preferences(
    #[server(default)] theme: String,
    #[server(default)] density: String,
    #[server(default)] shortcuts: String,
    #[server(default)] return_to: String,
) -> Result<(), ApiError> {
    let shortcuts = if shortcuts == "on" { "on" } else { "off" };
    request::set_cookie("theme", Theme::from_word(&theme).as_str());
    request::set_cookie("density", Density::from_word(&density).as_str());
    request::set_cookie("shortcuts", shortcuts);
    request::conclude(Ok(()), &return_to, |()| ("The appearance is changed.".to_owned(), None))
}
