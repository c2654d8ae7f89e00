//! Finds the servers of a mailbox by its address, so that nobody has to know their names. Four ways
//! are tried at the same time, and the first of them that leads somewhere is taken:
//!
//! 1. [`providers`]: a list of well-known ones, by the address's domain or its MX;
//! 2. [`published`]: what the provider publishes (Mozilla's autoconfiguration);
//! 3. [`named`]: what the domain's DNS says (SRV records, RFC 6186);
//! 4. [`guessed`]: usual names.
//!
//! Whatever a stranger says is only a proposal: each server is connected to before it is offered,
//! and the user sees its name before there is a password. Nothing here sends one.

mod greeting;
mod guessed;
mod internet;
mod named;
mod providers;
mod published;

pub use internet::Internet;
pub use named::Target;

use async_trait::async_trait;
use futures::{StreamExt, future::BoxFuture, stream::FuturesOrdered};
use mail::pop3::Security;
use model::Finding;
use std::time::Duration;
use tokio::time::timeout;

/// The longest that looking takes, all in all.
const ALL: Duration = Duration::from_secs(10);
/// The longest that one way takes.
const ONE_WAY: Duration = Duration::from_secs(9);

/// A server of mail, as it is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is secured.
    pub security: Security,
    /// The name to sign in with.
    pub name: String,
}

/// What a server is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Collecting.
    Pop3,
    /// Sending.
    Smtp,
}

/// What was found for an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where mail is collected.
    pub pop3: Option<Server>,
    /// Where it is sent.
    pub smtp: Option<Server>,
    /// By which way.
    pub finding: Finding,
    /// What one should know; may be empty.
    pub hint: String,
}

impl Found {
    fn nothing() -> Self {
        Self { pop3: None, smtp: None, finding: Finding::Nothing, hint: String::new() }
    }
}

/// What is asked of the world outside.
#[async_trait]
pub trait Outside: Send + Sync {
    /// The hosts that take in mail of a domain, best first (MX).
    async fn exchanges(&self, domain: &str) -> Vec<String>;
    /// What a name's SRV records say, best first.
    async fn services(&self, name: &str) -> Vec<Target>;
    /// What an HTTPS address has.
    async fn fetch(&self, url: &str) -> Option<String>;
    /// Whether such a server answers there, encrypted as is said.
    async fn answers(&self, protocol: Protocol, server: &Server) -> bool;
}

/// Looks for the servers of `address`, for at most ten seconds. `domain` is that of the address,
/// in the form of DNS.
pub async fn find(outside: &dyn Outside, address: &str, domain: &str) -> Found {
    let known = providers::by_domain(domain, address);
    if let Some(known) = known.clone().filter(|known| known.pop3.is_none()) {
        return known;
    }
    let ways: [BoxFuture<'_, Option<Found>>; 5] = [
        Box::pin(checked_option(outside, known.clone())),
        Box::pin(by_exchange(outside, address, domain)),
        Box::pin(by_publication(outside, address, domain)),
        Box::pin(named::find(outside, address, domain)),
        Box::pin(guessed::find(outside, address, domain)),
    ];
    let ways = ways.map(|way| async { timeout(ONE_WAY, way).await.ok().flatten() });
    let first = first_of(ways);
    let found = timeout(ALL, first).await.ok().flatten();
    // A well-known provider that does not answer now is still the best guess.
    found.or(known).unwrap_or_else(Found::nothing)
}

/// The first in the order of the list that answers something. All are asked at the same time.
async fn first_of<T>(all: impl IntoIterator<Item = impl Future<Output = Option<T>>>) -> Option<T> {
    let mut answers: FuturesOrdered<_> = all.into_iter().collect();
    while let Some(answer) = answers.next().await {
        if answer.is_some() {
            return answer;
        }
    }
    None
}

/// What is left of a proposal: its POP3 server must answer; an SMTP server that does not is left
/// out.
async fn checked(outside: &dyn Outside, found: Found) -> Option<Found> {
    let pop3 = found.pop3.clone()?;
    let smtp_answers = async {
        match &found.smtp {
            Some(smtp) => outside.answers(Protocol::Smtp, smtp).await,
            None => false,
        }
    };
    let (pop3, smtp) = tokio::join!(outside.answers(Protocol::Pop3, &pop3), smtp_answers);
    pop3.then(|| Found { smtp: found.smtp.filter(|_| smtp), ..found })
}

async fn checked_option(outside: &dyn Outside, found: Option<Found>) -> Option<Found> {
    checked(outside, found?).await
}

async fn by_exchange(outside: &dyn Outside, address: &str, domain: &str) -> Option<Found> {
    let exchanges = outside.exchanges(domain).await;
    let found = exchanges.iter().find_map(|exchange| providers::by_mx(exchange, address))?;
    if found.pop3.is_none() { Some(found) } else { checked(outside, found).await }
}

async fn by_publication(outside: &dyn Outside, address: &str, domain: &str) -> Option<Found> {
    let files = published::addresses(domain, address);
    let read = files.map(|url| async move {
        let file = outside.fetch(&url).await?;
        published::read(&file, address)
    });
    checked(outside, first_of(read).await?).await
}

#[cfg(test)]
mod tests;
