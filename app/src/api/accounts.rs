//! The remote mailboxes that are collected.

#[cfg(feature = "ssr")]
use super::request;
use super::{answer::Answer, keep_alive::KeepAlive};
use crate::ApiError;
#[cfg(feature = "ssr")]
use crate::routes;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
#[cfg(feature = "ssr")]
use model::SetupStep;
use model::{
    AccountForm, AccountId, AccountSetup, AccountView, Done, MessageId, Trial, TroubledAccount,
};

/// The user's accounts with their logs.
#[server(endpoint = "accounts/list", input = GetUrl, output = Answer)]
pub async fn list_accounts() -> Result<Vec<AccountView>, ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.accounts(me.user).await)
}

/// The accounts whose mail does not come: refused, or failing for days.
#[server(endpoint = "accounts/troubled", input = GetUrl, output = Answer)]
pub async fn list_troubled_accounts() -> Result<Vec<TroubledAccount>, ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.troubled_accounts(me.user).await)
}

/// Starts a pass over one account, or over all when `account` is empty.
#[server(endpoint = "accounts/check", output = Answer, client = KeepAlive)]
pub async fn check_mail(
    #[server(default)] account: String,
    #[server(default)] return_to: String,
) -> Result<Done, ApiError> {
    let (backend, me) = request::caller()?;
    let result = backend.check_mail(me.user, account.parse().ok()).await;
    request::conclude(result, &return_to, request::said)
}

/// Has all of a message fetched of which only the headers are here.
#[server(endpoint = "accounts/fetch", output = Answer, client = KeepAlive)]
pub async fn fetch_message(
    id: MessageId,
    #[server(default)] return_to: String,
) -> Result<Done, ApiError> {
    let (backend, me) = request::caller()?;
    request::conclude(backend.fetch_stub(me.user, id).await, &return_to, request::said)
}

/// Pauses an account (`pause` is `on`), or goes on with it.
#[server(endpoint = "accounts/pause", output = Answer, client = KeepAlive)]
pub async fn pause_account(
    account: AccountId,
    #[server(default)] pause: String,
    #[server(default)] return_to: String,
) -> Result<Done, ApiError> {
    let (backend, me) = request::caller()?;
    let result = backend.pause_account(me.user, account, pause == "on").await;
    request::conclude(result, &return_to, request::said)
}

/// Removes an account; what was collected from it stays.
#[server(endpoint = "accounts/remove", output = Answer, client = KeepAlive)]
pub async fn remove_account(
    account: AccountId,
    #[server(default)] return_to: String,
) -> Result<Done, ApiError> {
    let (backend, me) = request::caller()?;
    let result = backend.remove_account(me.user, account).await;
    request::conclude(result, &return_to, request::said)
}

/// Looks for the settings of the mailbox of this address, unless they are to be given `by_hand`
/// (`on`). What is found fills the form of a new account.
#[server(endpoint = "accounts/find", output = Answer)]
pub async fn find_settings(
    address: String,
    #[server(default)] by_hand: String,
) -> Result<AccountSetup, ApiError> {
    let (backend, me) = request::caller()?;
    let result = backend.find_settings(me.user, address, by_hand == "on").await;
    if request::is_plain_form() {
        match &result {
            Ok(_) => leptos_axum::redirect(routes::NEW_ACCOUNT_FORM),
            Err(error) => {
                let problem = error.to_string();
                let page = routes::with_query(routes::NEW_ACCOUNT, &[("problem", &problem)]);
                leptos_axum::redirect(&page);
            }
        }
    }
    request::answer(result)
}

/// The form of an account; of a new one when `account` is empty. `again` (`on`) is for the form
/// as it was last sent.
#[server(endpoint = "accounts/setup", input = GetUrl, output = Answer)]
pub async fn get_account_setup(
    #[server(default)] account: String,
    #[server(default)] again: String,
) -> Result<AccountSetup, ApiError> {
    let (backend, me) = request::caller()?;
    let id = account_id(&account)?;
    request::answer(backend.account_setup(me.user, id, again == "on").await)
}

/// Tries the settings of an account, and saves them: `step` is `test`, `save` or `save-anyway`.
#[server(endpoint = "accounts/save", output = Answer)]
pub async fn save_account(
    #[server(default)] account: String,
    form: AccountForm,
    step: String,
) -> Result<Trial, ApiError> {
    let (backend, me) = request::caller()?;
    let id = account_id(&account)?;
    let step = SetupStep::from_word(&step).unwrap_or(SetupStep::Test);
    let result = backend.save_account(me.user, id, form, step).await;
    if request::is_plain_form() {
        let page = id.map_or(routes::NEW_ACCOUNT_FORM.to_owned(), |id| {
            routes::with_query(&routes::account(id), &[("again", "on")])
        });
        leptos_axum::redirect(&match &result {
            Ok(Trial { saved: Some(_), sentence, .. }) => {
                routes::with_query(routes::SETTINGS, &[("said", sentence)])
            }
            // What came of it stands below the fields.
            Ok(_) => format!("{page}#outcome"),
            Err(error) => routes::with_query(&page, &[("problem", &error.to_string())]),
        });
    }
    request::answer(result)
}

/// The account that a form names; none for an empty text.
#[cfg(feature = "ssr")]
fn account_id(text: &str) -> Result<Option<AccountId>, ApiError> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| ApiError::NotFound("account".to_owned()))
}
