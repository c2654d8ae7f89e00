use serde::{Deserialize, Serialize};

/// Sizes that strangers and users choose. Bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// All attachments of one outgoing message, decoded; on the wire they grow by a third. Where
    /// the server by which mail leaves takes less (RFC 1870), that is the limit.
    pub attachments: u64,
    /// One collected message; a larger one stays at the provider, is counted in the log, and is
    /// fetched once this is raised.
    pub message: u64,
    /// Uploads that are held in memory at the same time; one more waits.
    pub concurrent_uploads: usize,
    /// One archive of mail that a user uploads to be imported. It is on the disk twice while it is
    /// taken in.
    pub import: u64,
    /// Mail accounts that a user may add in the browser. A number, not bytes.
    pub accounts: usize,
    /// What the mail of one user may come to, unless `pillarbox user quota` says otherwise; 0: as
    /// much as they like. Who has reached it is collected for no more until there is room.
    pub quota: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            attachments: 25 * 1000 * 1000,
            message: 100 * 1000 * 1000,
            concurrent_uploads: 8,
            import: 20 * 1000 * 1000 * 1000,
            accounts: 20,
            quota: 0,
        }
    }
}
