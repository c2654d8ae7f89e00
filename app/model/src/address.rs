use serde::{Deserialize, Serialize};
use std::fmt;

/// A display name and an address, as a header names them (RFC 5322, section 3.4). Both may be
/// empty: a sender decides what stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// The display name, decoded; empty when there is none.
    pub name: String,
    /// `local-part@domain`, as written.
    pub address: String,
}

impl Mailbox {
    /// What a list shows: the name, or else the address.
    pub fn label(&self) -> &str {
        if self.name.trim().is_empty() { &self.address } else { &self.name }
    }
}

impl fmt::Display for Mailbox {
    /// `Name <address>` for people to read; not for a header.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.trim().is_empty() {
            write!(f, "{}", self.address)
        } else {
            write!(f, "{} <{}>", self.name, self.address)
        }
    }
}
