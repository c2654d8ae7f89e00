//! Filters.

use super::{answer::Answer, keep_alive::KeepAlive};
use crate::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::{Done, Filter, FilterForm, FilterId};
#[cfg(feature = "ssr")]
use {super::request, crate::routes};

/// All filters, in their order.
#[server(endpoint = "filters/list", input = GetUrl, output = Answer)]
pub async fn list_filters() -> Result<Vec<Filter>, ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.filters(me.user).await)
}

/// One filter.
#[server(endpoint = "filters/get", input = GetUrl, output = Answer)]
pub async fn get_filter(id: FilterId) -> Result<Filter, ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.filter(me.user, id).await)
}

/// Saves a filter; no `filter`: a new one. Without scripts a refusal leads back to the form, as
/// it was filled in.
#[server(endpoint = "filters/save", output = Answer, client = KeepAlive)]
pub async fn save_filter(
    #[server(default)] filter: String,
    #[server(default)] form: FilterForm,
) -> Result<Done, ApiError> {
    let (backend, me) = request::caller()?;
    let id = match filter.parse() {
        Ok(id) => Some(id),
        Err(_) if filter.is_empty() => None,
        Err(_) => return request::answer(Err(ApiError::NotFound("filter".to_owned()))),
    };
    let again = routes::filter_form(id, &form);
    let result = backend.save_filter(me.user, id, form).await;
    let page = if result.is_ok() { routes::SETTINGS } else { again.as_str() };
    request::conclude(result, page, request::said)
}

/// Switches a filter on or off.
#[server(endpoint = "filters/enable", output = Answer, client = KeepAlive)]
pub async fn enable_filter(id: FilterId, enabled: bool) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    let sentence = if enabled { "The filter is on." } else { "The filter is off." }.to_owned();
    let result = backend.enable_filter(me.user, id, enabled).await;
    request::conclude(result, routes::SETTINGS, |()| (sentence, None))
}

/// Moves a filter one place up or down.
#[server(endpoint = "filters/move", output = Answer, client = KeepAlive)]
pub async fn move_filter(id: FilterId, up: bool) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    let result = backend.move_filter(me.user, id, up).await;
    request::conclude(result, routes::SETTINGS, |()| (String::new(), None))
}

/// Removes a filter; what it did stays done.
#[server(endpoint = "filters/remove", output = Answer, client = KeepAlive)]
pub async fn remove_filter(id: FilterId) -> Result<(), ApiError> {
    let (backend, me) = request::caller()?;
    let result = backend.remove_filter(me.user, id).await;
    request::conclude(result, routes::SETTINGS, |()| ("The filter is removed.".to_owned(), None))
}
