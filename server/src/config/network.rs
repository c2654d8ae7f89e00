use serde::{Deserialize, Serialize};

/// Who is near and who is far.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkConfig {
    /// Accounts added in the browser may name loopback and private addresses.
    pub allow_private: bool,
    /// A reverse proxy of ours stands before the server: the last entry of `X-Forwarded-For`
    /// is the client. Without such a proxy a client could write anything there.
    pub behind_proxy: bool,
}
