use serde::{Deserialize, Serialize};

/// How mail is collected from accounts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CollectConfig {
    /// Accounts collected at the same time.
    pub concurrent_passes: u32,
    /// Of these, accounts at the same server. Providers shut out who comes by many connections.
    pub per_host: u32,
    /// Seconds without a byte after which a POP3 server is taken for gone.
    pub timeout_seconds: u64,
}

impl Default for CollectConfig {
    fn default() -> Self {
        Self { concurrent_passes: 16, per_host: 4, timeout_seconds: 60 }
    }
}
