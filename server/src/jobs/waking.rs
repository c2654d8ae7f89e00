//! What was snoozed comes back when its time has come.

use super::pause;
use crate::{arrival, context::Context};
use model::UnixMillis;
use std::{sync::Arc, time::Duration};
use store::StoreError;
use tokio_util::sync::CancellationToken;

/// How often to look although nobody said that something is snoozed: another process may have.
const LOOK: Duration = Duration::from_secs(30);

/// Puts snoozed mail back into inboxes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Waking;

impl Waking {
    /// Runs until `stop`.
    pub async fn run(self, context: Arc<Context>, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let wait = match self.once(&context).await {
                Ok(next) => next.map_or(LOOK, |next| until(next, context.clock.now())),
                Err(error) => {
                    tracing::error!(%error, "snoozed mail could not be looked for");
                    LOOK
                }
            };
            pause(&stop, &context.wake.snoozed, wait).await;
        }
    }

    /// Puts back what is due; answers when the next is.
    pub async fn once(self, context: &Context) -> Result<Option<UnixMillis>, StoreError> {
        loop {
            // With a reader: mostly there is nothing that the writer is needed for.
            let next = context.store.next_return().await?;
            let now = context.clock.now();
            if next.is_none_or(|next| next > now) {
                return Ok(next);
            }
            for user in context.store.return_snoozed(now).await?.into_keys() {
                // Nothing of it has arrived just now.
                arrival::tell(context, user, 0).await;
            }
        }
    }
}

fn until(next: UnixMillis, now: UnixMillis) -> Duration {
    Duration::from_millis(u64::try_from(next - now).unwrap_or_default()).min(LOOK)
}
