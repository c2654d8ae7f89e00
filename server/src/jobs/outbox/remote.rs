use crate::context::Context;
use mail::smtp::{Route, Verdict};
use secrecy::{ExposeSecret, SecretString};
use store::{QueueJob, QueuedRecipient, StoreError};

/// Gives the message to the account's SMTP server, or to the operator's route. One verdict a
/// recipient, in order.
pub async fn deliver(
    context: &Context,
    job: &QueueJob,
    recipients: &[&QueuedRecipient],
    wire: &[u8],
) -> Vec<Verdict> {
    let (route, password) = match route(context, job).await {
        Ok(found) => found,
        Err(verdict) => return vec![verdict; recipients.len()],
    };
    let addresses: Vec<String> =
        recipients.iter().map(|recipient| recipient.address.clone()).collect();
    let password = password.as_ref().map(ExposeSecret::expose_secret);
    context.mailer.send(&route, password, &job.envelope_from, &addresses, wire).await
}

async fn route(
    context: &Context,
    job: &QueueJob,
) -> Result<(Route, Option<SecretString>), Verdict> {
    let (url, password) = match account_route(context, job).await? {
        Some(route) => route,
        None => operator_route(context)?,
    };
    match url.parse() {
        Ok(route) => Ok((route, password)),
        Err(problem) => {
            Err(Verdict::Transient(format!("The SMTP server's address is not right: {problem}")))
        }
    }
}

type Place = (String, Option<SecretString>);

async fn account_route(context: &Context, job: &QueueJob) -> Result<Option<Place>, Verdict> {
    let Some(id) = job.account else { return Ok(None) };
    let account = match context.store.account(job.user, id).await {
        Ok(account) => account,
        // The account is gone; what was sent from it leaves by the server's route.
        Err(StoreError::NotFound(_)) => return Ok(None),
        Err(error) => return Err(Verdict::Transient(error.to_string())),
    };
    if account.smtp_url.is_empty() {
        return Ok(None);
    }
    let password = context
        .secrets
        .unseal(&account.smtp_secret, &account.smtp_url)
        .map_err(|error| Verdict::Transient(error.to_string()))?;
    let password = Some(password).filter(|password| !password.expose_secret().is_empty());
    Ok(Some((account.smtp_url, password)))
}

fn operator_route(context: &Context) -> Result<Place, Verdict> {
    let send = &context.config.send;
    send.route.clone().map(|url| (url, send.password.clone())).ok_or_else(|| {
        Verdict::Permanent(
            "This server has no route to other servers. Its operator can set one, or write as an \
             account that has an SMTP server."
                .to_owned(),
        )
    })
}
