use std::fmt;

/// What proves to the server who signs in.
#[derive(Clone, Copy)]
pub enum Credential<'a> {
    /// A password; it goes over the wire as the server wants it: USER and PASS, SASL PLAIN or
    /// SASL LOGIN.
    Password(&'a str),
    /// A password that proves itself by a digest (APOP, RFC 1939, section 7). Only where
    /// somebody asks for it: MD5 protects little, and the server must know the password in
    /// clear.
    Apop(&'a str),
    /// An OAuth 2.0 access token, by SASL XOAUTH2.
    Bearer(&'a str),
}

impl<'a> Credential<'a> {
    pub(super) fn secret(self) -> &'a str {
        match self {
            Self::Password(secret) | Self::Apop(secret) | Self::Bearer(secret) => secret,
        }
    }

    /// What a person calls it.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Password(_) | Self::Apop(_) => "password",
            Self::Bearer(_) => "token",
        }
    }
}

impl fmt::Debug for Credential<'_> {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password(_) => "Password(…)",
            Self::Apop(_) => "Apop(…)",
            Self::Bearer(_) => "Bearer(…)",
        })
    }
}
