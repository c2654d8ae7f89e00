use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Whom to trust when connecting to POP3 and SMTP servers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TlsConfig {
    /// PEM certificates of authorities trusted besides the public ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
}
