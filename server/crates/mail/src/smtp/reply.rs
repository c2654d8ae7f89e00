use crate::{
    smtp::{Route, Verdict},
    wire::Trouble,
};
use lettre::transport::smtp::{Error, response::Response};
use std::{error::Error as _, time::Duration};

const WAITS: &str = "The message waits and is tried again by itself.";

/// The server's answer as a verdict; without an answer, the connection is to blame.
pub(super) fn refusal(host: &str, error: &Error) -> Verdict {
    let Some(code) = error.status() else {
        return broken(host, error);
    };
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    let sentence = format!("{host} said: {code} {}", one_line(&said));
    if error.is_permanent() { Verdict::Permanent(sentence) } else { Verdict::Transient(sentence) }
}

/// What the server said when it took the message.
pub(super) fn accepted(response: &Response) -> Verdict {
    let said: Vec<_> = response.message().collect();
    Verdict::Accepted(one_line(&said.join(" ")))
}

pub(super) fn broken(host: &str, error: &Error) -> Verdict {
    let cause = match error.source() {
        Some(source) => source.to_string(),
        None => error.to_string(),
    };
    Verdict::Transient(format!("{host} broke off: {}. {WAITS}", one_line(&cause)))
}

pub(super) fn silent(host: &str, limit: Duration) -> Verdict {
    Verdict::Transient(format!("{host} did not answer within {} seconds. {WAITS}", limit.as_secs()))
}

pub(super) fn unclear(host: &str) -> Verdict {
    Verdict::Unclear(format!(
        "The connection to {host} ended after the message was handed over and before the server \
         answered. It may have arrived or not; ask the recipient before you send it again."
    ))
}

pub(super) fn trouble(host: &str, trouble: Trouble) -> Verdict {
    Verdict::Transient(match trouble {
        Trouble::Unreachable(cause) => format!("Could not reach {host}: {cause}. {WAITS}"),
        Trouble::Silent(limit) => return silent(host, limit),
        Trouble::Certificate(problem) => format!(
            "The certificate of {host} is not trusted: {problem}. Nothing was sent, not even the \
             password. The message waits; check the server's name in the account's settings."
        ),
        Trouble::Tls(cause) => format!(
            "No encrypted connection to {host} came about: {cause}. Nothing was sent. The message \
             waits; check the server's name and port in the account's settings."
        ),
    })
}

pub(super) fn no_encryption(host: &str) -> Verdict {
    Verdict::Transient(format!(
        "{host} does not offer encryption on this port, so nothing was sent. The message waits; \
         use smtps:// and port 465 in the account's settings, if the provider has it."
    ))
}

pub(super) fn not_smtp(host: &str, said: &str) -> Verdict {
    Verdict::Transient(format!(
        "{host} did not answer like an SMTP server (it said: “{}”). The message waits; check the \
         server's name and port in the account's settings.",
        one_line(said)
    ))
}

/// Authentication failed: the account's fault, so the message waits.
pub(super) fn refused_sign_in(route: &Route, error: &Error) -> Verdict {
    let Route { host, name, .. } = route;
    if error.status().is_none() && !error.is_client() {
        return broken(host, error);
    }
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    Verdict::Transient(format!(
        "{host} refused the name or password for {name} (it said: “{}”). The message waits; \
         correct the password in the account's settings.",
        one_line(&said)
    ))
}

pub(super) fn bad_credentials(route: &Route) -> Verdict {
    let Route { host, .. } = route;
    Verdict::Transient(format!(
        "The name or password for {host} contains control characters and was not sent. The \
         message waits; correct it in the account's settings."
    ))
}

pub(super) fn too_large(host: &str, size: usize, limit: u64) -> Verdict {
    Verdict::Permanent(format!(
        "The message is {} and {host} takes no more than {}. Send it with smaller attachments.",
        megabytes(size as u64),
        megabytes(limit)
    ))
}

pub(super) fn needs(host: &str, what: &str, extension: &str) -> Verdict {
    Verdict::Permanent(format!("{what}, which {host} cannot carry (it lacks {extension})."))
}

/// In MB with one decimal, rounded up, so that too large never looks equal.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).take(500).collect()
}
