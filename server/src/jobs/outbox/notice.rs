use crate::{
    arrival::{self, Incoming},
    context::Context,
};
use mail::{
    compose::{Notice, delivery_notice},
    smtp::Verdict,
};
use model::DeliveryState;
use store::{Attempt, QueueJob, QueuedRecipient, StoreError};

/// Tells the sender, in the inbox, of recipients given up or unclear in this round, and once of
/// those that are late. It is done before the round is written down: after a crash in between
/// the sender is told twice rather than never.
pub async fn send(
    context: &Context,
    job: &QueueJob,
    source: &[u8],
    verdicts: &[(&QueuedRecipient, Verdict)],
    attempts: &[Attempt],
) -> Result<(), StoreError> {
    let told = |wanted: fn(&QueuedRecipient, &Attempt) -> bool| -> Vec<(String, String)> {
        let rounds = verdicts.iter().zip(attempts);
        rounds
            .filter(|((recipient, _), attempt)| wanted(recipient, attempt))
            .map(|((recipient, _), attempt)| (recipient.address.clone(), attempt.detail.clone()))
            .collect()
    };
    let failed =
        told(|_, attempt| matches!(attempt.state, DeliveryState::Failed | DeliveryState::Unclear));
    let late = told(|recipient, attempt| attempt.delay_noticed && !recipient.delay_noticed);
    let mut incoming = Vec::new();
    for (recipients, delayed) in [(failed, false), (late, true)] {
        if !recipients.is_empty() {
            incoming.push(notice(context, job, source, &recipients, delayed));
        }
    }
    arrival::deliver(context, incoming).await.map(drop)
}

fn notice(
    context: &Context,
    job: &QueueJob,
    original: &[u8],
    failed: &[(String, String)],
    delayed: bool,
) -> Incoming {
    let (now, host) = (context.clock.now(), &context.config.send.hello);
    let message_id = format!("{:032x}@{host}", rand::random::<u128>());
    let to = &job.envelope_from;
    let notice = Notice { to, host, original, failed, delayed, date: now, message_id: &message_id };
    // A notice that a filter sends on could bring the next notice.
    Incoming { filtered: false, ..Incoming::inbox(job.user, delivery_notice(&notice), now) }
}
