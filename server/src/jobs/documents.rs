//! The words in attached files join the index, one message after the other, newest first, while
//! the server has nothing better to do: it rests as long as it works.
//!
//! A file is read on a thread of its own, which nobody waits for longer than [`PATIENCE`]: the
//! words of a message that is not done by then stay unknown, and so do those of one that was
//! begun [`ATTEMPTS`] times, as happens when it takes the whole program down. Everything else
//! about those messages is found as ever. Should a second thread not end, then no more are begun
//! until one does: what nobody can end may not take all of the machine.

mod reading;

use crate::{clock::millis, context::Context, lifecycle};
use reading::Reading;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use store::{StoreError, UnreadDocuments};
use tokio::{sync::oneshot::Receiver, time::sleep};
use tokio_util::sync::CancellationToken;

/// Work on the files of one message; then it is told to end.
const TIME: Duration = Duration::from_mins(1);
/// And then it is left behind.
const PATIENCE: Duration = Duration::from_secs(75);
/// How long a message stays with a process that was not heard of again.
const LEASE: Duration = Duration::from_mins(5);
/// How often the files of a message are begun.
const ATTEMPTS: i64 = 2;
/// How often another process's mail is looked for.
const EVERY: Duration = Duration::from_secs(30);
/// How long a thread that was told to end is waited for when the server stops.
const GRACE: Duration = Duration::from_secs(5);

/// Reads attached files.
#[derive(Debug, Default)]
pub struct Documents {
    /// A thread that did not end when it was told to.
    behind: Mutex<Option<Receiver<Reading>>>,
}

impl Documents {
    /// Runs until `stop`.
    pub async fn run(self, context: Arc<Context>, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let begun = Instant::now();
            let rest = match self.once(&context, &stop).await {
                Ok(true) => begun.elapsed(),
                Ok(false) => EVERY,
                Err(error) => {
                    tracing::error!(%error, "attached files could not be read");
                    EVERY
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = context.wake.documents.notified(), if rest >= EVERY => {}
                () = sleep(rest) => {}
            }
        }
    }

    /// Reads the files of one message; false when there is none to read.
    pub async fn once(
        &self,
        context: &Context,
        stop: &CancellationToken,
    ) -> Result<bool, StoreError> {
        let now = context.clock.now();
        let Some(claim) = context.store.claim_documents(now, now + millis(LEASE)).await? else {
            return Ok(false);
        };
        if claim.attempt > ATTEMPTS {
            tracing::warn!(id = %claim.id, "files that ended the program are not read again");
            context.store.leave_documents(&claim).await?;
            return Ok(true);
        }
        if claim.size.unsigned_abs() > context.config.limits.message {
            // What was fetched on request may be ten times larger: too much to hold in memory unasked.
            context.store.leave_documents(&claim).await?;
            return Ok(true);
        }
        let source = match context.store.source(claim.id.user(), claim.id).await {
            Ok(source) => source,
            Err(StoreError::NotFound(_)) => {
                context.store.leave_documents(&claim).await?;
                return Ok(true);
            }
            Err(error) => return Err(error),
        };
        let (until, stopping) = (Instant::now() + TIME, stop.clone());
        let mut reading = lifecycle::aside("documents", move || {
            reading::read(&source, &|| stopping.is_cancelled() || Instant::now() >= until)
        });
        tokio::select! {
            read = &mut reading => done(context, stop, &claim, read.ok()).await?,
            () = sleep(PATIENCE) => {
                tracing::error!(id = %claim.id, "a file is not done with in time; its words stay unknown");
                context.store.leave_documents(&claim).await?;
                self.leave_behind(reading, stop).await;
            }
            () = async { stop.cancelled().await; sleep(GRACE).await } => {
                context.store.return_documents(&claim).await?;
            }
        }
        Ok(true)
    }

    /// Waits while there is another one already.
    async fn leave_behind(&self, mut thread: Receiver<Reading>, stop: &CancellationToken) {
        let other = self.behind.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut other) = other {
            tokio::select! {
                _ = &mut other => {}
                _ = &mut thread => thread = other,
                () = stop.cancelled() => {}
            }
        }
        *self.behind.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
    }
}

async fn done(
    context: &Context,
    stop: &CancellationToken,
    claim: &UnreadDocuments,
    read: Option<Reading>,
) -> Result<(), StoreError> {
    let Some(read) = read else {
        tracing::error!(id = %claim.id, "reading its files panicked; their words stay unknown");
        return context.store.leave_documents(claim).await;
    };
    if read.was_stopped && stop.is_cancelled() {
        return context.store.return_documents(claim).await;
    }
    for (part, error) in &read.left_out {
        tracing::info!(id = %claim.id, part, %error, "the words of a file stay unknown");
    }
    if read.texts.is_empty() {
        return context.store.leave_documents(claim).await;
    }
    context.store.index_documents(claim, &read.extract, &read.texts).await
}
