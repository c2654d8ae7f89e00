//! The queue's worker: what is due leaves, to users of this server straight into their inbox,
//! to everybody else by the account's SMTP server or the operator's route. What each recipient
//! came to is written down before the next message is taken.

mod notice;
mod remote;
mod resident;
mod retry;

use super::pause;
use crate::{arrival::trace, clock::millis, context::Context};
use mail::{compose::without_bcc, smtp::Verdict};
use model::{DeliveryState, News, UnixMillis};
use std::{sync::Arc, time::Duration};
use store::{Attempt, QueueJob, QueuedRecipient, StoreError};
use tokio::{task::JoinSet, time::sleep};
use tokio_util::sync::CancellationToken;

/// How long a message stays leased while it is being delivered.
const LEASE: Duration = Duration::from_mins(15);
/// Messages on their way at the same time.
const AT_ONCE: i64 = 8;
/// How often the queue is looked at although nothing is known to be due: another process may
/// have put something there.
const LOOK: Duration = Duration::from_secs(30);
/// How long a message on its way is waited for when the server stops.
const GRACE: Duration = Duration::from_secs(8);

/// Delivers what is in the queue.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outbox;

impl Outbox {
    /// Runs until `stop`. First what a crash left half done is put right.
    pub async fn run(self, context: Arc<Context>, stop: CancellationToken) {
        match context.store.recover_queue(context.clock.now()).await {
            Ok(0) => {}
            Ok(count) => tracing::warn!(count, "deliveries that a stop interrupted were put right"),
            Err(error) => tracing::error!(%error, "the queue could not be put right"),
        }
        while !stop.is_cancelled() {
            match self.deliver_due(&context, &stop).await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::error!(%error, "the queue could not be worked on"),
            }
            pause(&stop, &context.wake.outbox, until_due(&context).await).await;
        }
    }

    /// Delivers everything that is due now, and answers how many messages that was.
    pub async fn deliver_due(
        self,
        context: &Arc<Context>,
        stop: &CancellationToken,
    ) -> Result<usize, StoreError> {
        let now = context.clock.now();
        let jobs = context.store.claim_due_mail(now, now + millis(LEASE), AT_ONCE).await?;
        let count = jobs.len();
        let mut under_way = JoinSet::new();
        for job in jobs {
            let context = context.clone();
            under_way.spawn(async move { deliver(&context, &job).await });
        }
        let all = async {
            while let Some(delivered) = under_way.join_next().await {
                match delivered {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => tracing::error!(%error, "a delivery could not be recorded"),
                    Err(error) => tracing::error!(%error, "a delivery broke off"),
                }
            }
        };
        tokio::select! {
            () = all => {}
            () = async { stop.cancelled().await; sleep(GRACE).await } => {}
        }
        Ok(count)
    }
}

/// How long to sleep.
async fn until_due(context: &Context) -> Duration {
    let now = context.clock.now();
    match context.store.next_due().await {
        Ok(Some(due)) => {
            let wait = u64::try_from(due.saturating_sub(now)).unwrap_or(0);
            Duration::from_millis(wait).clamp(Duration::from_millis(50), LOOK)
        }
        Ok(None) | Err(_) => LOOK,
    }
}

/// One message to all its recipients that are due.
async fn deliver(context: &Context, job: &QueueJob) -> Result<(), StoreError> {
    let source = match context.store.source(job.user, job.message).await {
        Err(StoreError::Damaged(..)) => return give_up(context, job).await,
        source => source?,
    };
    let wire = without_bcc(&source);
    let (residents, others) = resident::part(context, &job.recipients).await?;
    if !residents.is_empty() {
        let verdicts = resident::deliver(context, job, residents, &wire).await;
        settle(context, job, &source, verdicts).await?;
    }

    if !others.is_empty() {
        begin_to_give_over(context, &others).await?;
        let wire = if job.sent_on { sent_on(context, job, &others, wire) } else { wire };
        let verdicts = remote::deliver(context, job, &others, &wire).await;
        settle(context, job, &source, others.into_iter().zip(verdicts).collect()).await?;
    }
    Ok(())
}

/// No other try would find the message whole. Its sender is told, and may have it elsewhere.
async fn give_up(context: &Context, job: &QueueJob) -> Result<(), StoreError> {
    let damaged = Verdict::Permanent(
        "The message is damaged on the server's disk and was not sent. Please write it again."
            .to_owned(),
    );
    let verdicts = job.recipients.iter().map(|recipient| (recipient, damaged.clone())).collect();
    settle(context, job, &[], verdicts).await
}

/// The message with a line in front that says to whom it is sent on, so that it is known should
/// it come back.
fn sent_on(
    context: &Context,
    job: &QueueJob,
    recipients: &[&QueuedRecipient],
    wire: Vec<u8>,
) -> Vec<u8> {
    let (host, created) = (&context.config.send.hello, job.created);
    recipients.iter().fold(wire, |wire, recipient| {
        trace::with_received(&wire, &recipient.address, host, created)
    })
}

/// From here on a crash leaves the recipients unclear rather than sent to again (Q4). An inbox
/// of ours needs no such note: it knows a message that it has already.
async fn begin_to_give_over(
    context: &Context,
    recipients: &[&QueuedRecipient],
) -> Result<(), StoreError> {
    let begin = |recipient: &&QueuedRecipient| Attempt {
        id: recipient.id,
        state: DeliveryState::Sending,
        next_attempt: None,
        detail: String::new(),
        delay_noticed: recipient.delay_noticed,
    };
    let attempts: Vec<Attempt> = recipients.iter().map(begin).collect();
    context.store.record_attempts(&attempts, context.clock.now()).await
}

/// Tells the sender what there is to tell, and writes the attempts down.
async fn settle(
    context: &Context,
    job: &QueueJob,
    source: &[u8],
    verdicts: Vec<(&QueuedRecipient, Verdict)>,
) -> Result<(), StoreError> {
    let now = context.clock.now();
    let attempts: Vec<Attempt> = verdicts
        .iter()
        .map(|(recipient, verdict)| attempt(recipient, verdict, now, rand::random()))
        .collect();
    notice::send(context, job, source, &verdicts, &attempts).await?;
    context.store.record_attempts(&attempts, now).await?;
    for attempt in &attempts {
        match attempt.state {
            DeliveryState::Sent => context.tally.sent.add(1),
            DeliveryState::Failed => context.tally.failed.add(1),
            _ => {}
        }
    }
    context.news.publish(job.user, News::Delivery);
    Ok(())
}

/// What a verdict means for the recipient's row in the queue.
fn attempt(
    recipient: &QueuedRecipient,
    verdict: &Verdict,
    now: UnixMillis,
    chance: f64,
) -> Attempt {
    let (state, next_attempt, detail) = match verdict {
        Verdict::Accepted(said) => (DeliveryState::Sent, None, said),
        Verdict::Permanent(said) => (DeliveryState::Failed, None, said),
        Verdict::Unclear(said) => (DeliveryState::Unclear, None, said),
        Verdict::Transient(said) => match retry::delay(recipient.attempts, chance) {
            Some(delay) => (DeliveryState::Queued, Some(now + millis(delay)), said),
            None => (DeliveryState::Failed, None, said),
        },
    };
    let delayed = state == DeliveryState::Queued && retry::is_late(recipient.attempts);
    Attempt {
        id: recipient.id,
        state,
        next_attempt,
        detail: detail.clone(),
        delay_noticed: recipient.delay_noticed || delayed,
    }
}

#[cfg(test)]
mod tests;
