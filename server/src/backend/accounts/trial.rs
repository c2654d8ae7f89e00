//! Tries an account's settings: connects, encrypts and signs in, as a pass would, and leaves.

use crate::{context::Context, guard};
use mail::{
    pop3::{Credential, Endpoint, Limits, Pop3Error, Session},
    smtp::{Route, Verdict},
};
use model::SignInMethod;
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;
use tokio::time::timeout;

/// The longest that each part of a trial waits.
const PATIENCE: Duration = Duration::from_secs(15);

/// Why settings are no good.
pub struct Failure {
    /// For the person.
    pub sentence: String,
    /// It may pass by itself.
    pub passing: bool,
}

impl Failure {
    fn lasting(sentence: String) -> Self {
        Self { sentence, passing: false }
    }

    fn passing(sentence: String) -> Self {
        Self { sentence, passing: true }
    }
}

/// Signs in to a mailbox. What lies there, in a sentence.
pub async fn pop3(
    context: &Context,
    endpoint: &Endpoint,
    secret: &SecretString,
    method: SignInMethod,
    guarded: bool,
) -> Result<String, Failure> {
    let Endpoint { host, port, .. } = endpoint;
    let credential = match method {
        SignInMethod::Password => Credential::Password(secret.expose_secret()),
        SignInMethod::Apop => Credential::Apop(secret.expose_secret()),
        SignInMethod::Xoauth2 => Credential::Bearer(secret.expose_secret()),
    };
    let limits = Limits { command: PATIENCE, connect: PATIENCE, ..Limits::default() };
    let tls = context.tls.clone();
    let opened = if guarded {
        let addresses = guard::mail_server(host, *port, &context.config.network).await;
        let addresses = addresses.map_err(|error| Failure::lasting(error.to_string()))?;
        Session::open_at(endpoint, &addresses, credential, tls, limits).await
    } else {
        Session::open_with(endpoint, credential, tls, limits).await
    };
    let mut session = opened.map_err(|error| failure(host, &error))?;
    // A server that is slow to list has let us in all the same.
    let listed = timeout(PATIENCE, session.entries()).await;
    let said = match listed {
        Ok(Ok((entries, _))) => {
            let bytes = entries.iter().map(|entry| entry.size).fold(0, u64::saturating_add);
            let one = if entries.len() == 1 { "message" } else { "messages" };
            format!("Signed in. {} {one}, {}.", grouped(entries.len()), size(bytes))
        }
        Ok(Err(error)) => return Err(failure(host, &error)),
        Err(_) => return Ok("Signed in. The provider takes its time to list the mail.".to_owned()),
    };
    // Nothing is marked as deleted, so nothing depends on the answer.
    let _ = timeout(Duration::from_secs(2), session.quit()).await;
    Ok(said)
}

fn failure(host: &str, error: &Pop3Error) -> Failure {
    if error.is_authentication() {
        return Failure::lasting(format!(
            "{error} It is the password of the mailbox at {host} that is wanted here, not the \
             one you sign in to Pillarbox with; some providers want an app password."
        ));
    }
    Failure { sentence: error.to_string(), passing: error.is_transient() }
}

/// Signs in to the server that mail leaves by.
pub async fn smtp(
    context: &Context,
    route: &Route,
    secret: &SecretString,
    guarded: bool,
) -> Result<(), Failure> {
    let mut route = route.clone();
    let host = route.host.clone();
    if guarded {
        let addresses = guard::mail_server(&host, route.port, &context.config.network).await;
        route = route.at(addresses.map_err(|error| Failure::lasting(error.to_string()))?);
    }
    let password = Some(secret.expose_secret()).filter(|password| !password.is_empty());
    match timeout(PATIENCE, context.mailer.try_sign_in(&route, password)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(Verdict::Permanent(said))) => Err(Failure::lasting(sending(&host, &said))),
        Ok(Err(Verdict::Transient(said) | Verdict::Unclear(said) | Verdict::Accepted(said))) => {
            Err(Failure::passing(sending(&host, &said)))
        }
        Err(_) => Err(Failure::passing(sending(
            &host,
            &format!("{host} did not answer within {} seconds.", PATIENCE.as_secs()),
        ))),
    }
}

fn sending(host: &str, said: &str) -> String {
    format!("Collecting works, but sending by {host} does not: {said}")
}

/// "1,234".
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "56 MB".
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::{grouped, size};

    #[test]
    fn numbers_are_written_as_people_read_them() {
        for (number, text) in [(0, "0"), (999, "999"), (1_234, "1,234"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
        for (bytes, text) in [(12, "12 bytes"), (56_700_000, "56 MB"), (2_345_000_000, "2.3 GB")] {
            assert_eq!(size(bytes), text);
        }
    }
}
