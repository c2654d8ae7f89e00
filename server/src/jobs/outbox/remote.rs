use crate::context::{Context, RouteError};
use mail::smtp::Verdict;
use secrecy::ExposeSecret;
use store::{QueueJob, QueuedRecipient};

/// Gives the message to the account's SMTP server, or to the operator's route. One verdict a
/// recipient, in order.
pub async fn deliver(
    context: &Context,
    job: &QueueJob,
    recipients: &[&QueuedRecipient],
    wire: &[u8],
) -> Vec<Verdict> {
    let (route, password) = match context.checked_route(job.user, job.account).await {
        Ok(found) => found,
        Err(error) => return vec![verdict(&error); recipients.len()],
    };
    let addresses: Vec<String> =
        recipients.iter().map(|recipient| recipient.address.clone()).collect();
    let password = password.as_ref().map(ExposeSecret::expose_secret);
    context.mailer.send(&route, password, &job.envelope_from, &addresses, wire).await
}

/// What is wrong with the settings may be put right while the message waits.
fn verdict(error: &RouteError) -> Verdict {
    match error {
        RouteError::Unset => Verdict::Permanent(error.to_string()),
        RouteError::Malformed(_) | RouteError::Unreadable(_) | RouteError::Guarded(_) => {
            Verdict::Transient(error.to_string())
        }
    }
}
