use super::{ConfigError, secret};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// How mail leaves when the account written from has no SMTP server of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SendConfig {
    /// The smart host: `smtps://name@host:465`, `smtp://name@host:587` (STARTTLS required) or
    /// `smtp+insecure://host:25`. Without one only users of this server can be written to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// The password for it.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "secret::hidden")]
    pub password: Option<SecretString>,
    /// A file whose first line is the password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password_file: Option<PathBuf>,
    /// The name given in EHLO and in Message-IDs' traces (RFC 5321, section 4.1.1.1).
    pub hello: String,
    /// Seconds that a sent message is held, so that it can be taken back.
    pub hold_seconds: u64,
}

impl Default for SendConfig {
    fn default() -> Self {
        Self {
            route: None,
            password: None,
            password_file: None,
            hello: "localhost".to_owned(),
            hold_seconds: 10,
        }
    }
}

impl SendConfig {
    /// Reads the password file; a password given directly wins.
    pub(super) fn load_secret(&mut self) -> Result<(), ConfigError> {
        if let (None, Some(path)) = (&self.password, &self.password_file) {
            self.password = Some(secret::read(path)?);
        }
        Ok(())
    }
}
