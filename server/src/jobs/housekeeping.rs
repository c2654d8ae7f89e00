//! What piles up is cleared away: sessions that have ended, connections to SMTP servers that
//! nothing was sent by for a while. (Changes that can no longer be undone go with the next
//! change.)

use crate::context::Context;
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// How often.
const EVERY: Duration = Duration::from_mins(1);

/// Clears away what nobody can reach any more.
#[derive(Clone, Copy, Debug, Default)]
pub struct Housekeeping;

impl Housekeeping {
    /// Runs until `stop`.
    pub async fn run(self, context: Arc<Context>, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.once(&context).await {
                tracing::error!(%error, "housekeeping failed");
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = sleep(EVERY) => {}
            }
        }
    }

    /// One round.
    pub async fn once(self, context: &Context) -> Result<(), store::StoreError> {
        context.mailer.close_idle();
        context.store.sessions().sweep(context.clock.now()).await.map(drop)
    }
}
