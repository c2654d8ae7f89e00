//! Open pages hear of mail that another process brought: `pillarbox import` or `collect` beside
//! the server. While nobody listens, nothing runs.

use crate::{arrival, context::Context};
use std::{sync::Arc, time::Duration};
use store::StoreError;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// How often another process's work is looked for.
const EVERY: Duration = Duration::from_secs(2);

/// Looks for what other processes brought.
#[derive(Clone, Copy, Debug, Default)]
pub struct Watch;

impl Watch {
    /// Runs until `stop`.
    pub async fn run(self, context: Arc<Context>, stop: CancellationToken) {
        let mut version = None;
        let watch = async {
            loop {
                context.news.somebody_listens().await;
                sleep(EVERY).await;
                if let Err(error) = look(&context, &mut version).await {
                    tracing::warn!(%error, "news from other processes could not be read");
                }
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = watch => {}
        }
    }
}

/// Tells those who listen what has come since the last look, when it was not this process that
/// brought it. `version` is what the store said then.
async fn look(context: &Context, version: &mut Option<i64>) -> Result<(), StoreError> {
    let now = context.store.foreign_version().await?;
    if version.replace(now) == Some(now) {
        return Ok(());
    }
    for (user, since) in context.news.listeners() {
        let arrivals = context.store.arrivals_since(since).await?;
        let told = context.news.look_from(user, arrivals.last);
        let foreign = arrivals.new - told;
        if foreign > 0 {
            arrival::tell(context, user, foreign).await;
            // This is no news of the kind that the next look has to leave out.
            context.news.look_from(user, arrivals.last);
        }
    }
    Ok(())
}
