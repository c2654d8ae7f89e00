//! Permissions to read mail (OAuth 2.0), which only the operator can bring.

use crate::{cli::user, context::Context, jobs::collect::Grant};
use anyhow::{Context as _, ensure};
use model::{AccountId, SignInMethod};
use secrecy::SecretString;
use std::io;
use store::AccountChange;

/// Reads a grant from standard input, as it is to be sealed.
pub(super) fn read() -> anyhow::Result<SecretString> {
    let json = io::read_to_string(io::stdin().lock())?;
    let grant = Grant::parse(&json).context("standard input is not a grant")?;
    ensure!(
        grant.token_url.starts_with("https://") && !grant.refresh_token.is_empty(),
        "the grant needs a refresh_token, and a token_url that begins with https://"
    );
    Ok(serde_json::to_string(&grant)?.into())
}

/// Puts another grant in the place of the one that no longer counts. As server and name stay, so
/// does what is known of the mail there; earlier refusals are forgotten.
pub(super) async fn replace(context: &Context, user: &str, id: AccountId) -> anyhow::Result<()> {
    let user = user::find(context, user).await?;
    let account = context.store.account(user.id, id).await.with_context(|| {
        format!("{} has no account {id}. `pillarbox account list` shows them.", user.address)
    })?;
    ensure!(
        account.method == SignInMethod::Xoauth2,
        "Account {id} signs in by a password, not by permission. Its user can change that under \
         Settings, Mail accounts."
    );
    let pop3_secret = context.secrets.seal(&read()?, &account.pop3_url);
    let address = account.address.clone();
    let change = AccountChange { pop3_secret, ..AccountChange::from(account) };
    context.store.change_account(user.id, id, change, context.clock.now()).await?;
    println!("Account {id} has its permission again: mail for {address} is collected.");
    Ok(())
}
