//! Collecting mail by POP3 (RFC 1939; CAPA: 2449; STLS: 2595; AUTH: 5034; response codes: 3206).
//!
//! Greeting, capabilities and USER, PASS and APOP are async-pop's work, behind a guard that keeps
//! it from what its server might do to it; SASL is spoken here. From then on the connection is
//! ours: listings are read line by line, messages and deletions are asked for many at a time, and
//! large messages go to the disk as they come: memory is bounded, whatever the server sends.
//!
//! What is said in a session can be logged, secrets and mail left out: target `pop3`, level
//! `debug`.
//!
//! Nothing here deletes by itself, and an error never means that mail is gone: what was not
//! confirmed is still at the provider.
//!
//! ```text
//! open ── entries ── retrieve ── delete ── quit
//! ```

mod ahead;
mod body;
mod capabilities;
mod connection;
mod credential;
mod delete;
mod endpoint;
mod error;
mod header;
mod identify;
mod listing;
mod method;
mod outgoing;
mod pace;
mod refusal;
mod retrieve;
mod sasl;
mod sign_in;
mod transcript;

pub use ahead::Pipelining;
pub use capabilities::Expiry;
pub use credential::Credential;
pub use endpoint::{Endpoint, Security};
pub use error::Pop3Error;
pub use header::{HEADERS_ID, header_hash, shared_id};
pub use identify::Naming;

use crate::Source;
use capabilities::Capabilities;
use connection::{Connection, Stage};
use std::{net::SocketAddr, path::Path, pin::Pin, sync::Arc, time::Duration};

/// How long to wait and how much to take.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The longest silence while an answer is due. A server that does speak, but so slowly that
    /// it never ends, has five times as long.
    pub command: Duration,
    /// The longest that connecting may take, and encrypting again as long.
    pub connect: Duration,
    /// The largest message that is taken, in bytes.
    pub message: u64,
    /// The longest line of an answer or listing, in bytes. Lines of messages have no limit.
    pub line: usize,
    /// Commands that are sent before the first of them is answered, at most, where the server
    /// offers PIPELINING; 1 where it proved unable to.
    pub ahead: usize,
    /// The directory in whose nameless files messages of more than a megabyte are kept while they
    /// come; without one, in memory.
    pub spool: Option<Arc<Path>>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            command: Duration::from_mins(1),
            connect: Duration::from_secs(30),
            message: 100 * 1024 * 1024,
            line: 4096,
            ahead: 256,
            spool: None,
        }
    }
}

/// A message as the server lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number in this session.
    pub number: u32,
    /// What names it across sessions: the server's id, bytes that RFC 1939 does not allow
    /// escaped. Where there is none, or several messages have it or had it before
    /// ([`Session::name_by`]), a hash of the headers is appended; of messages that are the same in
    /// all headers, the second has `#2` behind it.
    pub uid: String,
    /// What the server says of its size, in bytes; 0 when it does not. A hint, never a reason
    /// to refuse it.
    pub size: u64,
}

/// What became of a message that was asked for.
#[derive(Debug)]
pub enum Outcome {
    /// The message, byte for byte as the server has it; its header alone, where that was asked for.
    Message(Source),
    /// It is larger than [`Limits::message`] and stays at the provider.
    TooLarge,
    /// The server would not hand it out, for this reason; the others go on.
    Refused(String),
}

/// Takes messages as they come; awaiting in it is back-pressure.
pub trait Sink {
    /// Takes the outcome for `entry`. An error ends the retrieval.
    fn message(
        &mut self,
        entry: &Entry,
        outcome: Outcome,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>>;
}

/// A signed-in session.
///
/// After an error, and after a call that was not awaited to its end, the session is over:
/// every further call fails. Dropping it ends it without deleting anything.
#[derive(Debug)]
pub struct Session {
    connection: Connection,
    capabilities: Capabilities,
    uidl: bool,
    incomplete: bool,
}

impl Session {
    /// Connects, encrypts as the endpoint says, and signs in with a password.
    pub async fn open(
        endpoint: &Endpoint,
        password: &str,
        tls: Arc<rustls::ClientConfig>,
        limits: Limits,
    ) -> Result<Self, Pop3Error> {
        Self::open_with(endpoint, Credential::Password(password), tls, limits).await
    }

    /// Connects, encrypts as the endpoint says, and signs in.
    ///
    /// A name or secret with control characters in it is refused before anything is sent.
    pub async fn open_with(
        endpoint: &Endpoint,
        credential: Credential<'_>,
        tls: Arc<rustls::ClientConfig>,
        limits: Limits,
    ) -> Result<Self, Pop3Error> {
        sign_in::open(endpoint, None, credential, &tls, limits).await
    }

    /// The same by one of `addresses`, which somebody has looked up and found fit to connect to.
    /// The certificate must still be the endpoint's host's.
    pub async fn open_at(
        endpoint: &Endpoint,
        addresses: &[SocketAddr],
        credential: Credential<'_>,
        tls: Arc<rustls::ClientConfig>,
        limits: Limits,
    ) -> Result<Self, Pop3Error> {
        sign_in::open(endpoint, Some(addresses), credential, &tls, limits).await
    }

    /// The least time that the server wants between two sessions (LOGIN-DELAY, RFC 2449).
    pub fn login_delay(&self) -> Option<Duration> {
        self.capabilities.login_delay()
    }

    /// What the server does with messages that stay there (EXPIRE, RFC 2449), if it says.
    pub fn expire(&self) -> Option<Expiry> {
        self.capabilities.expire()
    }

    /// How sending commands ahead goes in this session. Worth asking after an error, too: an
    /// account whose server failed at it is better collected with [`Limits::ahead`] 1.
    pub fn pipelining(&self) -> Pipelining {
        self.connection.ahead.state()
    }

    /// All messages at the server in the order of their numbers, and one sentence about each
    /// line of the listing that could not be used. Their messages stay at the provider.
    ///
    /// Where a server has no UIDL, or gives one id to several messages, their headers are asked
    /// for (TOP) each time; where that fails too, [`Pop3Error::Protocol`] says so.
    pub async fn entries(&mut self) -> Result<(Vec<Entry>, Vec<String>), Pop3Error> {
        let connection = self.connection.take_up(Stage::Listing)?;
        connection.unnamed = None;
        let listing = listing::listing(connection).await?;
        self.connection.put_down();
        self.uidl = listing.uidl;
        self.incomplete = listing.incomplete;
        Ok((listing.entries, listing.faults))
    }

    /// From now on names messages also by what sessions before have shown.
    pub fn name_by(&mut self, naming: Naming) {
        self.connection.naming = naming;
    }

    /// The message, by number and size, at whose headers the last listing broke off, if it did so
    /// at one.
    pub fn unnamed(&self) -> Option<(u32, u64)> {
        self.connection.unnamed
    }

    /// The server has ids of its own (UIDL). Where it has none, each listing costs as much time
    /// as fetching all headers, which is worth telling.
    pub fn has_uidl(&self) -> bool {
        self.uidl
    }

    /// Some of the last listing could not be used: messages may be there that are not in it.
    pub fn is_incomplete(&self) -> bool {
        self.incomplete
    }

    /// The server does not say that it cannot show headers ([`Session::headers`]).
    pub fn may_show_headers(&self) -> bool {
        self.capabilities.is_empty() || self.capabilities.top()
    }

    /// Asks for each of `wanted` and hands each to `sink`, in order. Where the server can
    /// (PIPELINING), many are asked for ahead, bounded by their number and by their sizes; after
    /// the first refusal one at a time. What was refused while others were under way is asked
    /// for once more at the end, alone.
    ///
    /// A message of which the server itself says that it is more than four times
    /// [`Limits::message`] is not asked for; nor is one of more than that alone, where the server
    /// may let go of what was retrieved ([`Session::expire`]). Any other is read to its end, but kept only up to
    /// the limit; one that goes on past four times the limit ends the session, after `sink` was
    /// told that it is too large.
    pub async fn retrieve(
        &mut self,
        wanted: &[Entry],
        sink: &mut (dyn Sink + Send),
    ) -> Result<(), Pop3Error> {
        let lets_go = self.expire() == Some(Expiry::Days(0));
        let connection = self.connection.take_up(Stage::Asking)?;
        let patience = if lets_go { 1 } else { retrieve::PATIENCE };
        retrieve::retrieve(connection, wanted, patience, sink).await?;
        self.connection.put_down();
        Ok(())
    }

    /// Asks for the headers of each of `wanted` (TOP), as [`Session::retrieve`] does for all of
    /// them. Headers of more than a megabyte, or [`Limits::message`], are too large.
    pub async fn headers(
        &mut self,
        wanted: &[Entry],
        sink: &mut (dyn Sink + Send),
    ) -> Result<(), Pop3Error> {
        let connection = self.connection.take_up(Stage::Asking)?;
        retrieve::headers(connection, wanted, sink).await?;
        self.connection.put_down();
        Ok(())
    }

    /// From now on takes messages up to so many bytes, in place of [`Limits::message`].
    pub fn take_up_to(&mut self, bytes: u64) {
        self.connection.limits.message = bytes;
    }

    /// Marks each of `entries` as deleted and answers those that the server agreed to. It
    /// deletes them when [`Session::quit`] succeeds, not before.
    pub async fn delete(&mut self, entries: &[Entry]) -> Result<Vec<Entry>, Pop3Error> {
        let connection = self.connection.take_up(Stage::Deleting)?;
        let marked = delete::delete(connection, entries).await?;
        self.connection.put_down();
        Ok(marked)
    }

    /// Ends the session and hangs up. Success means that the server has deleted what was marked.
    pub async fn quit(&mut self) -> Result<(), Pop3Error> {
        let connection = self.connection.take_up(Stage::Quitting)?;
        let quit = delete::quit(connection).await;
        connection.hang_up();
        quit
    }
}

#[cfg(test)]
mod tests;
