use crate::url;
use std::{fmt, str::FromStr};

/// How a connection is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Security {
    /// Encrypted from the first byte.
    Implicit,
    /// Encrypted before anything private is said (STLS, STARTTLS); given up where the server
    /// cannot.
    StartTls,
    /// Not at all.
    Insecure,
}

/// A mailbox at a POP3 server: `pop3s://name@host:995`, `pop3://…` (STLS required, port 110) or
/// `pop3+insecure://…`. The name is percent-encoded; the password is no part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// How the connection is secured.
    pub security: Security,
    /// The name to sign in with, decoded.
    pub name: String,
    /// A DNS name in ASCII, or an IP address without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

const SCHEMES: [url::Scheme; 3] = [
    ("pop3s", Security::Implicit, 995),
    ("pop3", Security::StartTls, 110),
    ("pop3+insecure", Security::Insecure, 110),
];

impl FromStr for Endpoint {
    /// A sentence for the person who typed it.
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url::Parts { security, name, host, port } = url::parse(text, &SCHEMES)?;
        if name.is_empty() {
            return Err("The address does not say whose mail: write pop3s://name@host.".to_owned());
        }
        Ok(Self { security, name, host, port })
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.security {
            Security::Implicit => "pop3s",
            Security::StartTls => "pop3",
            Security::Insecure => "pop3+insecure",
        };
        url::write(f, scheme, &self.name, &self.host, self.port)
    }
}
