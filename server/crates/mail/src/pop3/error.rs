use crate::{
    pop3::{Stage, refusal::Refusal},
    wire::Trouble,
};
use std::time::Duration;

/// Why a pass over a mailbox failed. Each says in plain sentences which host, what happened,
/// what that means for the mail, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Pop3Error {
    /// No connection came about.
    #[error("{0}")]
    Unreachable(String),
    /// The connection could not be encrypted, or does not lead to the right server.
    #[error("{0}")]
    Tls(String),
    /// The server refused the name, the password or the token (`[AUTH]`, RFC 3206).
    #[error("{0}")]
    Authentication(String),
    /// The mailbox or the server is in use, or was asked too soon; at the next regular time it
    /// will be free (`[IN-USE]`, `[LOGIN-DELAY]`, RFC 2449).
    #[error("{0}")]
    Busy(String),
    /// The server has a fault that passes by itself; it wants to be left alone for a while
    /// (`[SYS/TEMP]`, RFC 3206).
    #[error("{0}")]
    Temporary(String),
    /// The server has a fault that somebody there must mend (`[SYS/PERM]`, RFC 3206).
    #[error("{0}")]
    Permanent(String),
    /// The connection ended too soon.
    #[error("{0}")]
    Dropped(String),
    /// The server fell silent, or says so little that it might as well.
    #[error("{0}")]
    Timeout(String),
    /// The server said what it must not, or cannot do what is needed.
    #[error("{0}")]
    Protocol(String),
    /// What the caller's sink returned: not the server's fault.
    #[error("{0}")]
    Sink(String),
    /// The disk on which large messages are kept while they come: not the server's fault.
    #[error("A message could not be written to the disk here ({0}). It stays at the provider.")]
    Spool(std::io::Error),
}

impl Pop3Error {
    /// The next try may go well without anybody doing anything.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable(_)
            | Self::Busy(_)
            | Self::Temporary(_)
            | Self::Dropped(_)
            | Self::Timeout(_) => true,
            Self::Tls(_)
            | Self::Authentication(_)
            | Self::Permanent(_)
            | Self::Protocol(_)
            | Self::Sink(_)
            | Self::Spool(_) => false,
        }
    }

    /// Somebody must correct the name or the password.
    pub fn is_authentication(&self) -> bool {
        matches!(self, Self::Authentication(_))
    }
}

const SAFE: &str = "Your mail stays at the provider; the next try is automatic.";

/// Speaks of one server's failures.
#[derive(Clone, Debug)]
pub(super) struct Blame {
    pub host: String,
    /// It is to let us in by a token: there is no password to be sent, or to be corrected.
    pub by_token: bool,
}

impl Blame {
    /// What did not get there, to begin a sentence with.
    fn unsent(&self) -> &'static str {
        if self.by_token { "Nothing secret was sent" } else { "Your password was not sent" }
    }

    pub fn trouble(&self, trouble: Trouble) -> Pop3Error {
        let host = &self.host;
        match trouble {
            Trouble::Unreachable(cause) => {
                Pop3Error::Unreachable(format!("Could not reach {host}: {cause}. {SAFE}"))
            }
            Trouble::Silent(limit) => Pop3Error::Timeout(format!(
                "Could not reach {host}: no answer within {}. {SAFE}",
                seconds(limit)
            )),
            Trouble::Certificate(problem) => Pop3Error::Tls(format!(
                "The certificate of {host} is not trusted: {problem}. {} and your mail stays at \
                 the provider. Check the server's name in the account, or ask the provider.",
                self.unsent()
            )),
            Trouble::Tls(cause) => Pop3Error::Tls(format!(
                "No encrypted connection to {host} came about: {cause}. {} and your mail stays at \
                 the provider. Check the server's name and port in the account.",
                self.unsent()
            )),
        }
    }

    pub fn no_encryption(&self, said: &str) -> Pop3Error {
        let host = &self.host;
        Pop3Error::Tls(format!(
            "{host} does not offer encryption on this port{}. {} and your mail stays at the \
             provider. Use pop3s:// and port 995, if the provider has it.",
            quote(said),
            self.unsent()
        ))
    }

    pub fn refused(&self, name: &str, said: &str) -> Pop3Error {
        let host = &self.host;
        Pop3Error::Authentication(format!(
            "{host} refused the name or password for {name}{}. Your mail stays at the provider. \
             Correct the password in the account's settings.",
            quote(said)
        ))
    }

    /// A token was refused; `fault` is the reason that came with it, as of HTTP.
    pub fn token(&self, name: &str, said: &str, fault: &str) -> Pop3Error {
        let host = &self.host;
        match Refusal::of(said) {
            _ if fault.starts_with('5') => self.refusal(Refusal::Temporary, said),
            Refusal::Unsaid | Refusal::Authentication => Pop3Error::Authentication(format!(
                "{host} no longer lets us read the mail of {name}{}. Your mail stays at the \
                 provider until the operator of this server gives permission again.",
                quote(said)
            )),
            other => self.refusal(other, said),
        }
    }

    pub fn bad_credentials(&self, what: &str) -> Pop3Error {
        let host = &self.host;
        Pop3Error::Authentication(format!(
            "The {what} for {host} contains control characters and was not sent. Your mail stays \
             at the provider{}",
            if what == "token" {
                " until the operator of this server gives permission again."
            } else {
                ". Correct it in the account's settings."
            }
        ))
    }

    /// Signing in failed. The password is to blame, unless the server says otherwise.
    pub fn sign_in(&self, name: &str, said: &str) -> Pop3Error {
        match Refusal::of(said) {
            Refusal::Unsaid | Refusal::Authentication => self.refused(name, said),
            other => self.refusal(other, said),
        }
    }

    /// The server would not even begin. That is no word about the password: none was sent.
    pub fn unwelcome(&self, said: &str) -> Pop3Error {
        match Refusal::of(said) {
            Refusal::Unsaid | Refusal::Authentication => self.refusal(Refusal::Temporary, said),
            other => self.refusal(other, said),
        }
    }

    fn refusal(&self, refusal: Refusal, said: &str) -> Pop3Error {
        let (host, quote) = (&self.host, quote(said));
        match refusal {
            Refusal::Busy => {
                Pop3Error::Busy(format!("{host} is busy with this mailbox{quote}. {SAFE}"))
            }
            Refusal::Permanent => Pop3Error::Permanent(format!(
                "{host} has a fault with this mailbox that does not pass by itself{quote}. Your \
                 mail stays at the provider. Ask the provider."
            )),
            Refusal::Temporary | Refusal::Unsaid | Refusal::Authentication => {
                Pop3Error::Temporary(format!("{host} has a passing fault{quote}. {SAFE}"))
            }
        }
    }

    pub fn no_method(&self, what: &str) -> Pop3Error {
        let host = &self.host;
        Pop3Error::Protocol(format!(
            "{host} does not offer to sign in with {what}. Nothing secret was sent and your mail \
             stays at the provider{}",
            if self.by_token {
                " until the operator of this server sets up another way to sign in."
            } else {
                ". Choose another way to sign in in the account's settings."
            }
        ))
    }

    pub fn dropped(&self, stage: Stage) -> Pop3Error {
        let host = &self.host;
        Pop3Error::Dropped(format!(
            "{host} broke off the connection {stage}. What had arrived whole is kept, the rest \
             stays at the provider; the next try is automatic."
        ))
    }

    pub fn silent(&self, stage: Stage, limit: Duration) -> Pop3Error {
        let host = &self.host;
        Pop3Error::Timeout(format!(
            "{host} fell silent {stage}: nothing came for {}. What had arrived whole is kept, the \
             rest stays at the provider; the next try is automatic.",
            seconds(limit)
        ))
    }

    pub fn slow(&self, stage: Stage) -> Pop3Error {
        let host = &self.host;
        Pop3Error::Timeout(format!(
            "{host} became too slow {stage}, and was left. What had arrived whole is kept, the \
             rest stays at the provider; the next try is automatic."
        ))
    }

    pub fn nonsense(&self, stage: Stage, said: &[u8]) -> Pop3Error {
        let host = &self.host;
        let said = String::from_utf8_lossy(said);
        Pop3Error::Protocol(format!(
            "{host} did not answer like a POP3 server {stage}{}. What had arrived whole is kept, \
             the rest stays at the provider. Check the server's name and port in the account; if \
             they are right, the provider has a fault.",
            quote(&said)
        ))
    }

    pub fn endless(&self, stage: Stage) -> Pop3Error {
        let host = &self.host;
        Pop3Error::Protocol(format!(
            "{host} sent far more than it should {stage}, and was cut off. What had arrived whole \
             is kept, the rest stays at the provider. If this goes on, ask the provider."
        ))
    }

    pub fn no_uidl(&self, said: &str) -> Pop3Error {
        let host = &self.host;
        match Refusal::coded(said) {
            Refusal::Unsaid | Refusal::Authentication => Pop3Error::Protocol(format!(
                "{host} does not tell its messages apart (no UIDL){}, so they cannot be collected \
                 without doubles. Your mail stays at the provider. Ask the provider for UIDL.",
                quote(said)
            )),
            other => self.refusal(other, said),
        }
    }

    pub fn not_confirmed(&self, said: &str) -> Pop3Error {
        let host = &self.host;
        let sentence = format!(
            "{host} did not confirm at the end{}. What was collected is kept; what should have \
             been deleted there may still be there, and is deleted in a later pass.",
            quote(said)
        );
        match Refusal::coded(said) {
            Refusal::Busy => Pop3Error::Busy(sentence),
            Refusal::Temporary => Pop3Error::Temporary(sentence),
            Refusal::Permanent => Pop3Error::Permanent(sentence),
            Refusal::Unsaid | Refusal::Authentication => Pop3Error::Protocol(sentence),
        }
    }

    pub fn over(&self) -> Pop3Error {
        let host = &self.host;
        Pop3Error::Protocol(format!(
            "The session with {host} had already ended. Your mail stays at the provider; the next \
             try is automatic."
        ))
    }
}

/// ` (it said: “…”)`, short and on one line; empty for nothing.
fn quote(said: &str) -> String {
    let said = said.trim();
    if said.is_empty() {
        return String::new();
    }
    let mut short: String =
        said.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
    if said.chars().nth(200).is_some() {
        short.push('…');
    }
    format!(" (it said: “{short}”)")
}

fn seconds(limit: Duration) -> String {
    match limit.as_secs() {
        0 => format!("{} milliseconds", limit.as_millis()),
        1 => "a second".to_owned(),
        n => format!("{n} seconds"),
    }
}
