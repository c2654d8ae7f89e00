//! Sending mail by SMTP (RFC 5321; submission: 6409, 8314; SIZE: 1870; 8BITMIME: 6152; AUTH:
//! 4954): one message to some recipients by one route.
//!
//! lettre speaks the protocol, on a connection that is made, encrypted and guarded here, so
//! that both protocols trust the same certificates. Its transports stop at the first refused
//! recipient, so the commands are given one by one and each recipient has a verdict.

mod connection;
mod envelope;
mod pool;
mod reply;
mod route;
mod transaction;

pub use route::Route;

use connection::Connection;
use envelope::Envelope;
use lettre::transport::smtp::extension::ClientId;
use pool::{Key, Pool};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// What became of a message for one recipient. The text is for the sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The server took responsibility; what it said.
    Accepted(String),
    /// Not now; worth another try. A refused name or password is transient too: it is the
    /// account's fault, not the message's, which waits until somebody corrects it.
    Transient(String),
    /// Never.
    Permanent(String),
    /// The connection ended after the whole message was given over and before the server
    /// answered: it may or may not have arrived. Sending it again may send it twice.
    Unclear(String),
}

/// How long to wait.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Until a connection stands; encrypting it may take as long again.
    pub connect: Duration,
    /// For the answer to a command.
    pub command: Duration,
    /// For the answer to a whole message, on top of what its size takes at 8 KiB a second.
    /// RFC 5321, section 4.5.3.2 asks for ten minutes.
    pub message: Duration,
    /// How long a connection is kept for the next message.
    pub idle: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            command: Duration::from_mins(2),
            message: Duration::from_mins(10),
            idle: Duration::from_secs(30),
        }
    }
}

/// Sends messages, and keeps connections for the next ones by the same route.
#[derive(Debug)]
pub struct Mailer {
    tls: Arc<rustls::ClientConfig>,
    hello: ClientId,
    patience: Patience,
    pool: Pool,
    /// What each server, by its URL, said of the largest message that it takes.
    size_limits: Mutex<HashMap<String, u64>>,
}

impl Mailer {
    /// A mailer that trusts what `tls` trusts and introduces itself as `hello`, a host name.
    pub fn new(tls: Arc<rustls::ClientConfig>, hello: String) -> Self {
        let hello = if hello.is_empty() || hello.contains(|c: char| c.is_control() || c == ' ') {
            ClientId::default()
        } else {
            ClientId::Domain(hello)
        };
        Self {
            tls,
            hello,
            patience: Patience::default(),
            pool: Pool::default(),
            size_limits: Mutex::default(),
        }
    }

    /// The same with other time-outs.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    /// Gives `source` over for delivery. One verdict a recipient, in their order; a refused
    /// recipient does not hold up the others.
    ///
    /// `from` is the envelope sender, empty for a bounce. Nobody signs in without a password
    /// or where the route has no name. `source` goes out as it is, but for lone CR and LF,
    /// which become CRLF (RFC 5321, section 2.3.8).
    pub async fn send(
        &self,
        route: &Route,
        password: Option<&str>,
        from: &str,
        recipients: &[String],
        source: &[u8],
    ) -> Vec<Verdict> {
        let envelope = match Envelope::new(from, recipients) {
            Ok(envelope) => envelope,
            Err(sentence) => return vec![Verdict::Permanent(sentence); recipients.len()],
        };
        if !envelope.has_recipients() {
            return envelope.verdicts();
        }
        let key = Key { route: route.clone(), password: password.map(str::to_owned) };
        let source = transaction::crlf(source);
        // A connection that was kept may have ended meanwhile. That shows before anything of
        // the message is given over, so that it is safe to begin again.
        if let Some(mut kept) = self.pool.take(&key, self.patience.idle) {
            let mut envelope = envelope.clone();
            if transaction::run(&mut kept, &mut envelope, &source, self.patience).await {
                self.pool.keep(key, kept);
                return envelope.verdicts();
            }
            if kept.began() {
                return envelope.verdicts();
            }
        }
        let mut envelope = envelope;
        match Connection::open(&key, &self.tls, &self.hello, self.patience).await {
            Ok(mut connection) => {
                self.note_size_limit(route, &connection);
                if transaction::run(&mut connection, &mut envelope, &source, self.patience).await {
                    self.pool.keep(key, connection);
                }
            }
            Err(verdict) => envelope.settle(&verdict),
        }
        envelope.verdicts()
    }

    /// The largest message that the route's server takes, in bytes (RFC 1870), as it said when
    /// it was last connected to; [`u64::MAX`] if it named no limit, none if it was not asked yet.
    pub fn known_size_limit(&self, route: &Route) -> Option<u64> {
        let known = self.size_limits.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&route.to_string()).copied()
    }

    /// Connects to ask for that limit, without signing in. Why it could not be asked is a
    /// verdict, as for a message.
    pub async fn learn_size_limit(&self, route: &Route) -> Result<u64, Verdict> {
        let stranger = Key { route: route.clone(), password: None };
        let connection = Connection::open(&stranger, &self.tls, &self.hello, self.patience).await?;
        Ok(self.note_size_limit(route, &connection))
    }

    /// Connects and signs in, as to send, and leaves. Why that is not possible is a verdict, as
    /// for a message.
    pub async fn try_sign_in(&self, route: &Route, password: Option<&str>) -> Result<(), Verdict> {
        let key = Key { route: route.clone(), password: password.map(str::to_owned) };
        let connection = Connection::open(&key, &self.tls, &self.hello, self.patience).await?;
        self.note_size_limit(route, &connection);
        connection.leave().await;
        Ok(())
    }

    fn note_size_limit(&self, route: &Route, connection: &Connection) -> u64 {
        let limit = connection.size_limit().unwrap_or(u64::MAX);
        let mut known = self.size_limits.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(route.to_string(), limit);
        limit
    }

    /// Ends the connections that have been kept for too long. Sending does so too, but only
    /// when something is sent.
    pub fn close_idle(&self) {
        self.pool.prune(self.patience.idle);
    }
}

#[cfg(test)]
mod tests;
