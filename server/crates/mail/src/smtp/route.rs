use crate::{pop3::Security, url};
use std::{fmt, net::SocketAddr, str::FromStr};

/// A server that mail leaves by: `smtps://name@host:465`, `smtp://name@host:587` (STARTTLS
/// required) or `smtp+insecure://name@host:25`. The name is optional and percent-encoded; the
/// password is no part of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Route {
    /// How the connection is secured.
    pub security: Security,
    /// The name to sign in with, decoded; empty where nobody signs in.
    pub name: String,
    /// A DNS name in ASCII, or an IP address without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Where to connect, once somebody has looked the host up and found that fit; none: wherever
    /// its name leads. No part of the URL.
    pub addresses: Option<Vec<SocketAddr>>,
}

impl Route {
    /// The same by these addresses and no others. Their order does not count.
    #[must_use]
    pub fn at(self, mut addresses: Vec<SocketAddr>) -> Self {
        addresses.sort_unstable();
        Self { addresses: Some(addresses), ..self }
    }
}

const SCHEMES: [url::Scheme; 3] = [
    ("smtps", Security::Implicit, 465),
    ("smtp", Security::StartTls, 587),
    ("smtp+insecure", Security::Insecure, 25),
];

impl FromStr for Route {
    /// A sentence for the person who typed it.
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url::Parts { security, name, host, port } = url::parse(text, &SCHEMES)?;
        Ok(Self { security, name, host, port, addresses: None })
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.security {
            Security::Implicit => "smtps",
            Security::StartTls => "smtp",
            Security::Insecure => "smtp+insecure",
        };
        url::write(f, scheme, &self.name, &self.host, self.port)
    }
}
