use super::{ConfigError, secret};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use store::DatabaseUrl;

/// The database.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseConfig {
    /// A `PostgreSQL` database, in place of the `SQLite` file in the data directory:
    /// `postgres://name:password@host/database`.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "secret::hidden")]
    pub url: Option<SecretString>,
    /// A file whose first line is that URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url_file: Option<PathBuf>,
    /// Connections that read at the same time; one more writes.
    pub readers: u32,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self { url: None, url_file: None, readers: 4 }
    }
}

impl DatabaseConfig {
    /// Reads the file with the URL; a URL given directly wins.
    pub(super) fn load_secret(&mut self) -> Result<(), ConfigError> {
        if let (None, Some(path)) = (&self.url, &self.url_file) {
            self.url = Some(secret::read(path)?);
        }
        Ok(())
    }

    /// The URL as the store takes it.
    pub fn store_url(&self) -> Option<DatabaseUrl> {
        self.url.as_ref().map(|url| url.expose_secret().to_owned().into())
    }
}
