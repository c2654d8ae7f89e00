use crate::{AccountId, UnixMillis};
use serde::{Deserialize, Serialize};

/// What happens at the provider to mail that has been collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeavePolicy {
    /// Deleted once it is safely stored here.
    Delete,
    /// Kept for ever.
    Keep,
    /// Deleted this many days after it was first collected.
    Days(u16),
}

impl LeavePolicy {
    /// What a new account does unless told otherwise (R21).
    pub const DEFAULT: Self = Self::Days(14);
}

impl std::fmt::Display for LeavePolicy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Delete => f.write_str("delete"),
            Self::Keep => f.write_str("keep"),
            Self::Days(days) => days.fmt(f),
        }
    }
}

impl std::str::FromStr for LeavePolicy {
    type Err = BadLeavePolicy;

    fn from_str(text: &str) -> Result<Self, BadLeavePolicy> {
        match text {
            "delete" => Ok(Self::Delete),
            "keep" => Ok(Self::Keep),
            days => days.parse().map(Self::Days).map_err(|_| BadLeavePolicy),
        }
    }
}

/// Not a leave policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected `delete`, `keep` or a number of days")]
pub struct BadLeavePolicy;

/// An account as settings show it. No secret is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Its id.
    pub id: AccountId,
    /// The address that it brings.
    pub address: String,
    /// `pop3s://name@host:995`, without the password.
    pub server: String,
    /// The SMTP server that its mail leaves by; empty for the server's own route.
    pub smtp: String,
    /// What happens to collected mail at the provider.
    pub leave: LeavePolicy,
    /// Seconds between passes.
    pub every: i64,
    /// The last passes, newest first.
    pub passes: Vec<Pass>,
    /// When the next pass is due.
    pub next: Option<UnixMillis>,
    /// A pass is under way.
    pub running: bool,
}

/// What one pass over an account did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    /// When it began.
    pub started: UnixMillis,
    /// When it ended.
    pub finished: UnixMillis,
    /// Messages stored.
    pub new: i64,
    /// Bytes of those messages.
    pub bytes: i64,
    /// Messages left at the server, over a limit or damaged on the way.
    pub skipped: i64,
    /// Messages deleted at the server, confirmed by QUIT.
    pub deleted: i64,
    /// One sentence when it failed; empty when it went well.
    pub problem: String,
}
