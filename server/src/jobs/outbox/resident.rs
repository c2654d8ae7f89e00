use crate::{
    arrival::{self, Incoming, trace},
    context::Context,
};
use mail::smtp::Verdict;
use model::UserId;
use store::{QueueJob, QueuedRecipient, StoreError};

/// Recipients who are users of this server, with their ids, and the others.
pub async fn part<'a>(
    context: &Context,
    recipients: &'a [QueuedRecipient],
) -> Result<(Vec<(&'a QueuedRecipient, UserId)>, Vec<&'a QueuedRecipient>), StoreError> {
    let (mut residents, mut others) = (Vec::new(), Vec::new());
    for recipient in recipients {
        match context.store.user_by_address(&recipient.address).await? {
            Some(user) => residents.push((recipient, user.id)),
            None => others.push(recipient),
        }
    }
    Ok((residents, others))
}

/// Puts the message into each recipient's inbox. It never leaves the process.
pub async fn deliver<'a>(
    context: &Context,
    job: &QueueJob,
    residents: Vec<(&'a QueuedRecipient, UserId)>,
    wire: &[u8],
) -> Vec<(&'a QueuedRecipient, Verdict)> {
    let mut verdicts = Vec::with_capacity(residents.len());
    for (recipient, user) in residents {
        verdicts.push((recipient, deliver_one(context, job, &recipient.address, user, wire).await));
    }
    verdicts
}

/// Done again after a crash, the message is recognised and not stored twice.
async fn deliver_one(
    context: &Context,
    job: &QueueJob,
    address: &str,
    user: UserId,
    wire: &[u8],
) -> Verdict {
    if trace::is_loop(wire, address) {
        return Verdict::Permanent(
            "The message has been here before: it goes in a circle.".to_owned(),
        );
    }
    let host = &context.config.send.hello;
    let source = trace::with_trace(wire, &job.envelope_from, address, host, job.created);
    let incoming = Incoming {
        skip_duplicate: true,
        fresh: true,
        ..Incoming::inbox(user, source, context.clock.now())
    };
    let delivered = async {
        let space = context.space(user).await?;
        if space.room().is_some_and(|room| room < wire.len() as u64) {
            return Ok(false);
        }
        arrival::deliver(context, vec![incoming]).await.map(|_| true)
    };
    match delivered.await {
        Ok(true) => Verdict::Accepted("Delivered to the inbox.".to_owned()),
        // RFC 3463, section 3.3: X.2.2.
        Ok(false) => Verdict::Transient(format!("4.2.2 The mailbox of {address} is full.")),
        Err(error) => {
            let error: StoreError = error;
            tracing::error!(%error, "a local delivery failed");
            Verdict::Transient("The inbox could not be written to.".to_owned())
        }
    }
}
