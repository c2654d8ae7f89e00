//! Collection: one pass over one account ([`collect_once`], [`Collector`]'s passes), and the
//! [`Collector`] that begins passes when they are due or asked for.
//!
//! A pass holds a lease on its account, so that no two processes collect it at once; the lease
//! is short and renewed, so that after a crash the account is free again soon. Even two passes
//! at once would store nothing twice: each message's UID is recorded in the transaction that
//! stores it, and nothing is deleted at the provider before that (R17, R18).

mod allowance;
mod first;
mod grant;
mod intake;
mod lease;
mod notes;
mod pass;
mod plan;
mod portions;
mod schedule;
mod scheduler;
mod session;
mod setbacks;
mod shared;
mod sorter;
mod stub;
mod turns;
mod visit;

pub use grant::Grant;
pub use pass::PassReport;
pub use scheduler::Collector;

use crate::context::Context;
use futures::future::join_all;
use model::{SignInMethod, UnixMillis, UserId, Visits};
use std::sync::Arc;
use store::{Account, StoreError};
use tokio_util::sync::CancellationToken;
use turns::Turns;

/// One pass over each account of a user, or of everybody, as many at a time and at one server as
/// the settings allow; answers in the order of the accounts. An account that another process is
/// collecting is waited for a while, then reported as busy.
///
/// Accounts that are paused are left alone, and so is one whose provider wants a pause. One whose
/// provider refuses the password is tried when its user is named: that is somebody's wish. Among
/// all accounts it is not, or a timer that calls this would get it locked (R26).
pub async fn collect_once(
    context: &Arc<Context>,
    user: Option<UserId>,
) -> Result<Vec<PassReport>, StoreError> {
    let by_hand = user.is_some();
    let mut accounts = accounts(context, user).await?;
    accounts.retain(|account| account.visits != Visits::Paused);
    let turns = &Turns::new(&context.config.collect, &accounts);
    let passes = accounts.iter().map(|account| async move {
        let _turn = turns.of(account).await;
        collect(context, account, by_hand).await
    });
    join_all(passes).await.into_iter().collect()
}

async fn collect(
    context: &Context,
    account: &Account,
    by_hand: bool,
) -> Result<PassReport, StoreError> {
    if let Some(report) = held_back(context, account, by_hand) {
        return Ok(report);
    }
    match lease::wait_and_claim(context, account.id).await {
        Ok(claimed) => pass::run(context, claimed, &CancellationToken::new()).await,
        Err(StoreError::Refused(sentence)) => Ok(PassReport::refused(context, account, sentence)),
        Err(error) => Err(error),
    }
}

/// A report instead of a pass over an account that is not to be visited now.
fn held_back(context: &Context, account: &Account, by_hand: bool) -> Option<PassReport> {
    let now = context.clock.now();
    if let Some(sentence) = too_soon(account, now) {
        return Some(PassReport::postponed(context, account, sentence));
    }
    let refused = account.visits == Visits::Refused && !by_hand;
    refused.then(|| {
        let sentence = match account.method {
            SignInMethod::Password | SignInMethod::Apop => {
                "The provider has refused the password three times, so this account is no longer \
                 visited by itself. Correct the password."
            }
            SignInMethod::Xoauth2 => {
                "The provider has refused three times to let this server read the mailbox, so this \
                 account is no longer visited by itself. Give permission again."
            }
        };
        PassReport::refused(context, account, sentence.to_owned())
    })
}

/// Why the account cannot be visited yet, if the provider wants a pause (LOGIN-DELAY): a sentence
/// for whoever asks for a visit.
pub fn too_soon(account: &Account, now: UnixMillis) -> Option<String> {
    let earliest = account.too_soon(now)?;
    let minutes = |millis: i64| match (millis + 59_999) / 60_000 {
        ..=1 => "a minute".to_owned(),
        n => format!("{n} minutes"),
    };
    Some(format!(
        "The provider wants {} between two visits; the next is possible in {}.",
        minutes(account.login_delay),
        minutes(earliest - now)
    ))
}

async fn accounts(context: &Context, user: Option<UserId>) -> Result<Vec<Account>, StoreError> {
    if let Some(user) = user {
        return context.store.accounts(user).await;
    }
    let mut accounts = Vec::new();
    for user in context.store.users().await? {
        accounts.extend(context.store.accounts(user.id).await?);
    }
    Ok(accounts)
}
