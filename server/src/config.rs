//! Settings: defaults, then `pillarbox.toml`, then `PILLARBOX_*` in the environment, then flags;
//! what comes later wins. One struct a section; every secret can also be named by a file.

mod blobs;
mod collect;
mod database;
mod limits;
mod network;
mod secret;
mod send;
mod sessions;
mod sources;
mod tls;

pub use blobs::BlobsConfig;
pub use collect::CollectConfig;
pub use database::DatabaseConfig;
pub use limits::Limits;
pub use network::NetworkConfig;
pub use send::SendConfig;
pub use sessions::{SecureCookies, SessionsConfig};
pub use sources::{ConfigError, Flags};
pub use tls::TlsConfig;

use serde::{Deserialize, Serialize};
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

/// Everything that an operator can set.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The directory that holds everything: database, key file, blobs.
    pub data: PathBuf,
    /// The address to listen on.
    pub listen: SocketAddr,
    /// Adds two users with a believable mailbox each, to look around in.
    pub demo: bool,
    /// How browsers reach the server, when a proxy stands before it: `https://mail.example.org`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// What is logged: a `tracing` filter such as `info` or `server=debug,info`.
    pub log: String,
    /// How mail is collected.
    pub collect: CollectConfig,
    /// How mail leaves.
    pub send: SendConfig,
    /// Sizes that strangers and users choose.
    pub limits: Limits,
    /// Whom to trust when connecting to other servers.
    pub tls: TlsConfig,
    /// Who is near and who is far.
    pub network: NetworkConfig,
    /// The database.
    pub database: DatabaseConfig,
    /// Where large messages are kept.
    pub blobs: BlobsConfig,
    /// Sign-ins.
    pub sessions: SessionsConfig,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8025)),
            demo: false,
            public_url: None,
            log: "info".to_owned(),
            collect: CollectConfig::default(),
            send: SendConfig::default(),
            limits: Limits::default(),
            tls: TlsConfig::default(),
            network: NetworkConfig::default(),
            database: DatabaseConfig::default(),
            blobs: BlobsConfig::default(),
            sessions: SessionsConfig::default(),
        }
    }
}

impl Config {
    /// Whether cookies carry `Secure` and the `__Host-` prefix, and answers HSTS.
    pub fn is_secure(&self) -> bool {
        match self.sessions.secure_cookies {
            SecureCookies::Always => true,
            SecureCookies::Never => false,
            SecureCookies::Auto => {
                self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
            }
        }
    }

    /// What is in force, as TOML, with secrets hidden.
    pub fn to_toml(&self) -> Result<String, ConfigError> {
        toml::to_string(self).map_err(|error| ConfigError::Value(error.to_string()))
    }
}
