use crate::{clock::millis, context::Context};
use model::{AccountId, UnixMillis};
use std::time::Duration;
use store::{Account, StoreError};
use tokio::time::sleep;

/// How long an account stays leased when nobody renews the lease: after a crash it is free
/// again this much later.
pub const LEASE: Duration = Duration::from_secs(12);
const RENEW: Duration = Duration::from_secs(3);
const RETRY: Duration = Duration::from_millis(250);

/// When a lease taken now ends.
pub fn end(context: &Context) -> UnixMillis {
    context.clock.now() + millis(LEASE)
}

/// Leases an account for a pass now. Should it be leased, then perhaps by a process that has
/// crashed: that lease is waited out, but not longer.
pub async fn wait_and_claim(context: &Context, id: AccountId) -> Result<Account, StoreError> {
    let tries = (LEASE + RENEW).as_millis() / RETRY.as_millis();
    for _ in 0..tries {
        match context.store.claim_account(id, context.clock.now(), end(context)).await {
            Err(StoreError::Refused(_)) => sleep(RETRY).await,
            answer => return answer,
        }
    }
    context.store.claim_account(id, context.clock.now(), end(context)).await
}

/// Renews the lease for as long as this is polled.
pub async fn hold(context: &Context, id: AccountId) {
    loop {
        sleep(RENEW).await;
        if let Err(error) = context.store.extend_account_lease(id, end(context)).await {
            tracing::warn!(account = %id, %error, "the lease of an account could not be renewed");
        }
    }
}
