//! The remote mailboxes that are collected.

#[cfg(feature = "ssr")]
use super::request;
use super::{answer::Answer, keep_alive::KeepAlive};
use crate::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::{AccountView, Done};

/// The user's accounts with their logs.
#[server(endpoint = "accounts/list", input = GetUrl, output = Answer)]
pub async fn list_accounts() -> Result<Vec<AccountView>, ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.accounts(me.user).await)
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
