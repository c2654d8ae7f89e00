//! Collection: one pass over one account ([`collect_once`], [`Collector`]'s passes), and the
//! [`Collector`] that begins passes when they are due or asked for.
//!
//! A pass holds a lease on its account, so that no two processes collect it at once; the lease
//! is short and renewed, so that after a crash the account is free again soon. Even two passes
//! at once would store nothing twice: each message's UID is recorded in the transaction that
//! stores it, and nothing is deleted at the provider before that (R17, R18).

mod deletion;
mod intake;
mod lease;
mod pass;
mod plan;
mod schedule;
mod scheduler;
mod session;
mod sorter;

pub use pass::PassReport;
pub use scheduler::Collector;

use crate::context::Context;
use model::UserId;
use std::sync::Arc;
use store::{Account, StoreError};
use tokio_util::sync::CancellationToken;

/// One pass over each account of a user, or of everybody, one after the other. An account that
/// another process is collecting is waited for a while, then reported as busy.
pub async fn collect_once(
    context: &Arc<Context>,
    user: Option<UserId>,
) -> Result<Vec<PassReport>, StoreError> {
    let mut reports = Vec::new();
    for account in accounts(context, user).await? {
        let report = match lease::wait_and_claim(context, account.id).await {
            Ok(claimed) => pass::run(context, claimed, &CancellationToken::new()).await?,
            Err(StoreError::Refused(sentence)) => PassReport::refused(context, &account, sentence),
            Err(error) => return Err(error),
        };
        reports.push(report);
    }
    Ok(reports)
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
