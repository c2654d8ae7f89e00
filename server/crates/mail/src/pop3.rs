//! POP3 (RFC 1939, 2449, 2595, 5034). Contract:
#![expect(clippy::todo, unused_variables, missing_docs, reason = "contract, being filled in")]
use std::{sync::Arc, time::Duration};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Security { Implicit, StartTls, Insecure }

/// `pop3s://name@host:995`, `pop3://…` (STLS required), `pop3+insecure://…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint { pub security: Security, pub name: String, pub host: String, pub port: u16 }
impl std::str::FromStr for Endpoint { type Err = String; fn from_str(url: &str) -> Result<Self, String> { todo!() } }
impl std::fmt::Display for Endpoint { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { todo!() } }

/// Every variant's Display is one plain sentence with host, cause, what it means for the mail and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Pop3Error {
    #[error("{0}")] Unreachable(String),
    #[error("{0}")] Tls(String),
    #[error("{0}")] Authentication(String),
    #[error("{0}")] Busy(String),
    #[error("{0}")] Dropped(String),
    #[error("{0}")] Timeout(String),
    #[error("{0}")] Protocol(String),
    /// What the caller's sink returned: not the server's fault.
    #[error("{0}")] Sink(String),
}
impl Pop3Error {
    pub fn is_transient(&self) -> bool { todo!() }
    pub fn is_authentication(&self) -> bool { todo!() }
}

#[derive(Clone, Debug)]
pub struct Limits { pub command: Duration, pub connect: Duration, pub message: u64, pub line: usize }

/// A signed-in session in the transaction state.
pub struct Session {}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry { pub number: u32, pub uid: String, pub size: u64 }

impl Session {
    pub async fn open(endpoint: &Endpoint, password: &str, tls: Arc<rustls::ClientConfig>, limits: Limits) -> Result<Self, Pop3Error> { todo!() }
    /// UIDL joined with LIST. Malformed lines are skipped and counted in `faults`.
    pub async fn entries(&mut self) -> Result<(Vec<Entry>, Vec<String>), Pop3Error> { todo!() }
    /// RETR of each, pipelined in a window. `sink` gets each message in order: its entry and its bytes, or why it was skipped (too large; -ERR), and may answer Err to stop.
    pub async fn retrieve(&mut self, wanted: &[Entry], sink: &mut (dyn Sink + Send)) -> Result<(), Pop3Error> { todo!() }
    /// DELE of each, pipelined. Counts only after `quit` answered +OK.
    pub async fn delete(&mut self, entries: &[Entry]) -> Result<Vec<Entry>, Pop3Error> { todo!() }
    /// True when the server confirmed.
    pub async fn quit(self) -> Result<(), Pop3Error> { todo!() }
}
/// Takes messages as they come; awaiting in it is back-pressure.
pub trait Sink {
    fn message(&mut self, entry: &Entry, outcome: Outcome) -> std::pin::Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>>;
}
#[derive(Debug)]
pub enum Outcome { Message(Vec<u8>), TooLarge, Refused(String) }
