use serde::{Deserialize, Serialize};

/// The database.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseConfig {
    /// Connections that read at the same time; one more writes.
    pub readers: u32,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self { readers: 4 }
    }
}
