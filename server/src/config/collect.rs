use serde::{Deserialize, Serialize};

/// How mail is collected from accounts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CollectConfig {
    /// Accounts collected at the same time by this process.
    pub concurrent_passes: u32,
    /// Accounts at the same server, by all nodes that share the store. Providers shut out who comes
    /// by many connections.
    pub per_host: u32,
    /// Accounts of the same user, by all nodes that share the store: whose servers are slow leaves
    /// places for others.
    pub per_user: u32,
    /// Messages fetched in one pass over an account, at most; the rest is left for the next ones.
    /// 0: all of them.
    pub messages_per_pass: u32,
    /// Bytes fetched in one pass, by what the server says of sizes, but at least one message.
    /// 0: all of them.
    pub bytes_per_pass: u64,
    /// Seconds without a byte after which a POP3 server is taken for gone.
    pub timeout_seconds: u64,
}

impl Default for CollectConfig {
    fn default() -> Self {
        Self {
            concurrent_passes: 16,
            per_host: 4,
            per_user: 8,
            messages_per_pass: 0,
            bytes_per_pass: 0,
            timeout_seconds: 60,
        }
    }
}
