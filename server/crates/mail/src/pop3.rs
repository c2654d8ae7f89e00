//! Collecting mail by POP3 (RFC 1939; CAPA: 2449; STLS: 2595; AUTH: 5034; response codes: 3206).
//!
//! Signing in is async-pop's work, behind a guard that keeps it from what its server might do
//! to it. From then on the connection is ours: listings are read line by line, messages and
//! deletions are asked for many at a time, and memory is bounded by the size limit of one
//! message, whatever the server sends.
//!
//! Nothing here deletes by itself, and an error never means that mail is gone: what was not
//! confirmed is still at the provider.
//!
//! ```text
//! open ── entries ── retrieve ── delete ── quit
//! ```

mod body;
mod capabilities;
mod connection;
mod delete;
mod endpoint;
mod error;
mod listing;
mod pace;
mod retrieve;
mod sign_in;

pub use endpoint::{Endpoint, Security};
pub use error::Pop3Error;

use capabilities::Capabilities;
use connection::{Connection, Stage};
use std::{pin::Pin, sync::Arc, time::Duration};

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
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            command: Duration::from_mins(1),
            connect: Duration::from_secs(30),
            message: 100 * 1024 * 1024,
            line: 4096,
        }
    }
}

/// A message as the server lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number in this session.
    pub number: u32,
    /// What names it across sessions. Bytes that RFC 1939 does not allow are escaped; the
    /// second message with the same id is `id #2`, so that it is collected too.
    pub uid: String,
    /// What the server says of its size, in bytes; 0 when it does not. A hint, never a reason
    /// to refuse it.
    pub size: u64,
}

/// What became of a message that was asked for.
#[derive(Debug)]
pub enum Outcome {
    /// The message, byte for byte as the server has it.
    Message(Vec<u8>),
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
}

impl Session {
    /// Connects, encrypts as the endpoint says, and signs in.
    pub async fn open(
        endpoint: &Endpoint,
        password: &str,
        tls: Arc<rustls::ClientConfig>,
        limits: Limits,
    ) -> Result<Self, Pop3Error> {
        sign_in::open(endpoint, password, &tls, limits).await
    }

    /// All messages at the server in the order of their numbers, and one sentence about each
    /// line of the listing that could not be used. Their messages stay at the provider.
    ///
    /// A server without UIDL cannot be collected from yet: [`Pop3Error::Protocol`] says so.
    pub async fn entries(&mut self) -> Result<(Vec<Entry>, Vec<String>), Pop3Error> {
        let connection = self.connection.take_up(Stage::Listing)?;
        let answer = listing::entries(connection, self.capabilities.pipelining()).await?;
        self.connection.put_down();
        Ok(answer)
    }

    /// Asks for each of `wanted` and hands each to `sink`, in order. Where the server can
    /// (PIPELINING), many are asked for ahead; after the first refusal one at a time.
    ///
    /// A message of which the server itself says that it is more than four times
    /// [`Limits::message`] is not asked for. Any other is read to its end, but kept only up to
    /// the limit; one that goes on past four times the limit ends the session, after `sink` was
    /// told that it is too large.
    pub async fn retrieve(
        &mut self,
        wanted: &[Entry],
        sink: &mut (dyn Sink + Send),
    ) -> Result<(), Pop3Error> {
        let connection = self.connection.take_up(Stage::Asking)?;
        retrieve::retrieve(connection, self.capabilities.pipelining(), wanted, sink).await?;
        self.connection.put_down();
        Ok(())
    }

    /// Marks each of `entries` as deleted and answers those that the server agreed to. It
    /// deletes them when [`Session::quit`] succeeds, not before.
    pub async fn delete(&mut self, entries: &[Entry]) -> Result<Vec<Entry>, Pop3Error> {
        let connection = self.connection.take_up(Stage::Deleting)?;
        let marked = delete::delete(connection, self.capabilities.pipelining(), entries).await?;
        self.connection.put_down();
        Ok(marked)
    }

    /// Ends the session. Success means that the server has deleted what was marked.
    pub async fn quit(mut self) -> Result<(), Pop3Error> {
        let connection = self.connection.take_up(Stage::Quitting)?;
        delete::quit(connection).await
    }
}

#[cfg(test)]
mod tests;
