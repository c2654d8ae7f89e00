use serde::{Deserialize, Serialize};

/// Sign-ins.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SessionsConfig {
    /// Days without a request after which a session ends.
    pub idle_days: u16,
    /// Days after sign-in when a session ends in any case.
    pub absolute_days: u16,
    /// Whether the cookie is sent over HTTPS only.
    pub secure_cookies: SecureCookies,
}

impl Default for SessionsConfig {
    fn default() -> Self {
        Self { idle_days: 14, absolute_days: 90, secure_cookies: SecureCookies::Auto }
    }
}

/// Whether cookies carry `Secure`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecureCookies {
    /// When `public_url` begins with `https://`.
    #[serde(rename = "auto")]
    Auto,
    /// In any case.
    #[serde(rename = "true", alias = "always")]
    Always,
    /// In no case.
    #[serde(rename = "false", alias = "never")]
    Never,
}
