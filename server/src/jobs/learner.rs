//! Learns from what readers mark as spam and keep; the arrival of mail then tells more of it. A
//! reader's move does not wait for this.

use crate::context::Context;
use std::{sync::Arc, time::Duration};
use store::{Lesson, StoreError};
use tokio::{task::spawn_blocking, time::sleep};
use tokio_util::sync::CancellationToken;

/// How often it looks for itself: what another process noted, and what failed before.
const EVERY: Duration = Duration::from_mins(1);
/// Messages asked for at once.
const STEP: i64 = 100;

/// Learns from what waits for it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Learner;

impl Learner {
    /// Runs until `stop`.
    pub async fn run(self, context: Arc<Context>, stop: CancellationToken) {
        let learn = async {
            loop {
                if let Err(error) = self.once(&context).await {
                    tracing::error!(%error, "nothing could be learned about spam");
                }
                tokio::select! {
                    () = context.wake.learner.notified() => {}
                    () = sleep(EVERY) => {}
                }
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = learn => {}
        }
    }

    /// Learns from all that waits for it now.
    pub async fn once(self, context: &Context) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let lessons = context.store.lessons(after, STEP).await?;
            let Some(last) = lessons.last() else { return Ok(()) };
            after = Some(last.id);
            for lesson in lessons {
                // It stays for the next round, and holds up nothing.
                if let Err(error) = learn(context, lesson).await {
                    tracing::warn!(message = %lesson.id, %error, "nothing was learned from it");
                }
            }
        }
    }
}

async fn learn(context: &Context, lesson: Lesson) -> Result<(), StoreError> {
    let source = match context.store.source(lesson.id.user(), lesson.id).await {
        Ok(source) => source,
        // Erased since, and its lesson with it.
        Err(StoreError::NotFound(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    let tokens =
        spawn_blocking(move || mail::spam::tokens(&source)).await.unwrap_or_else(|error| {
            tracing::error!(message = %lesson.id, %error, "a message made the filter panic");
            Vec::new()
        });
    context.store.learn(lesson, &tokens, context.clock.now()).await
}
