//! What piles up is cleared away: old mail that users want put away or erased, sessions that have
//! ended, connections to SMTP servers that nothing was sent by for a while, changes that can no
//! longer be undone, small parts of the index of words, and, once a day, what a crash left in the
//! blob store.

use crate::{arrival, clock::millis, context::Context};
use model::{Daily, Scope, UnixMillis, UserId};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

/// How often.
const EVERY: Duration = Duration::from_mins(1);
/// How often blobs are looked through, which takes a while where there are many.
const SWEEP: Duration = Duration::from_hours(24);
/// A blob that nothing uses may be about to be used for so long: a message is not stored slower.
const IN_USE: Duration = Duration::from_hours(6);

/// What was written before this moment and nothing uses may be swept away at `now`.
pub fn sweepable(now: UnixMillis) -> UnixMillis {
    now.saturating_sub(millis(IN_USE))
}

/// Messages of an undo forgotten in one transaction.
const FORGOTTEN_AT_ONCE: i64 = 1_000;
/// Messages of a user erased in one round; the next round goes on.
const ERASED_AT_ONCE: i64 = 200;

/// Clears away what nobody can reach any more.
#[derive(Clone, Copy, Debug, Default)]
pub struct Housekeeping;

impl Housekeeping {
    /// Runs until `stop`.
    pub async fn run(self, context: Arc<Context>, stop: CancellationToken) {
        let mut next_sweep = Instant::now();
        while !stop.is_cancelled() {
            if Instant::now() >= next_sweep {
                next_sweep = Instant::now() + SWEEP;
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = self.sweep(&context) => {}
                }
            }
            if let Err(error) = self.once(&context).await {
                tracing::error!(%error, "housekeeping failed");
            }
            if let Err(error) = merge_index(&context, &stop).await {
                tracing::error!(%error, "the index could not be merged");
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = sleep(EVERY) => {}
            }
        }
    }

    /// Sweeps blobs away that nothing uses.
    async fn sweep(self, context: &Context) {
        match context.store.sweep_blobs(sweepable(context.clock.now())).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "blobs that nothing used are swept away"),
            Err(error) => tracing::error!(%error, "blobs cannot be looked through"),
        }
    }

    /// One round.
    pub async fn once(self, context: &Context) -> Result<(), store::StoreError> {
        context.mailer.close_idle();
        let now = context.clock.now();
        context.store.sessions().sweep(now).await?;
        context.store.sweep_jobs(now).await?;
        while context.store.sweep_undos(now, FORGOTTEN_AT_ONCE).await? {}
        put_away(context, now).await?;
        erase_discarded(context, now).await
    }
}

/// Merges what has come into the index of words since, with pauses in which others write. After a
/// large import it takes minutes.
async fn merge_index(context: &Context, stop: &CancellationToken) -> Result<(), store::StoreError> {
    loop {
        let began = Instant::now();
        if stop.is_cancelled() || !context.store.merge_index().await? {
            return Ok(());
        }
        sleep(began.elapsed()).await;
    }
}

/// Erases what has been in Trash and Spam as long as its user wants.
async fn erase_discarded(context: &Context, now: UnixMillis) -> Result<(), store::StoreError> {
    for (user, days) in context.store.due_erasures(now).await? {
        match context.store.erase_discarded(user, days, now, ERASED_AT_ONCE).await {
            Ok(0) => {}
            Ok(count) => {
                tracing::info!(%user, count, days, "old mail in Trash and Spam is erased");
                arrival::tell(context, user, 0).await;
            }
            Err(error) => tracing::error!(%user, %error, "old mail could not be erased today"),
        }
    }
    Ok(())
}

/// Begins what is to be done today with what saved searches find.
async fn put_away(context: &Context, now: UnixMillis) -> Result<(), store::StoreError> {
    for (user, query, daily) in context.store.due_searches(now).await? {
        // What cannot be done for one is no reason not to do it for the others.
        if let Err(error) = put_away_one(context, user, &query, daily, now).await {
            tracing::error!(%user, %error, "old mail could not be put away today");
        }
    }
    Ok(())
}

async fn put_away_one(
    context: &Context,
    user: UserId,
    query: &str,
    daily: Daily,
    now: UnixMillis,
) -> Result<(), store::StoreError> {
    let scope = Scope::Search(daily.search(query));
    // Most days there is nothing, and nobody wants to hear of that.
    if !context.store.scope_ids(user, &scope, now, 1).await?.is_empty() {
        context.store.begin_job(user, &scope, &[daily.operation()], now).await?;
        context.wake.bulk.notify_one();
    }
    Ok(())
}
