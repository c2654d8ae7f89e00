use anyhow::Context as _;
use mail::{pop3::Endpoint, smtp::Route};

/// Reads a POP3 address as the operator wrote it.
pub fn pop3(url: &str) -> anyhow::Result<Endpoint> {
    url.parse().map_err(anyhow::Error::msg).with_context(|| format!("“{url}” is no POP3 address"))
}

/// Reads an SMTP address as the operator wrote it.
pub fn smtp(url: &str) -> anyhow::Result<Route> {
    url.parse().map_err(anyhow::Error::msg).with_context(|| format!("“{url}” is no SMTP address"))
}
