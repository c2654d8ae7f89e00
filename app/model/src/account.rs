mod setup;

pub use setup::{AccountForm, AccountSetup, Finding, SetupStep, Trial, Trouble, TroubledAccount};

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
    /// Deleted once it is deleted for ever here.
    WhenErased,
    /// Deleted once it is moved to Trash here, or deleted for ever.
    WhenTrashed,
    /// Kept until everything there has more than this many megabytes (10^6 bytes); then the
    /// largest collected messages are deleted first, until it fits.
    Over(u32),
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
            Self::WhenErased => f.write_str("when-deleted"),
            Self::WhenTrashed => f.write_str("when-trashed"),
            Self::Over(megabytes) => write!(f, "over-{megabytes}MB"),
        }
    }
}

impl std::str::FromStr for LeavePolicy {
    type Err = BadLeavePolicy;

    fn from_str(text: &str) -> Result<Self, BadLeavePolicy> {
        match text {
            "delete" => Ok(Self::Delete),
            "keep" => Ok(Self::Keep),
            "when-deleted" => Ok(Self::WhenErased),
            "when-trashed" => Ok(Self::WhenTrashed),
            other => match other.strip_prefix("over-").and_then(|rest| rest.strip_suffix("MB")) {
                Some(megabytes) => megabytes.parse().map(Self::Over).map_err(|_| BadLeavePolicy),
                None => other.parse().map(Self::Days).map_err(|_| BadLeavePolicy),
            },
        }
    }
}

/// Not a leave policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected `delete`, `keep`, a number of days, `when-deleted`, `when-trashed` or `over-500MB`"
)]
pub struct BadLeavePolicy;

/// What the first pass over an account takes of the mail that lies there already (R22).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum FirstPass {
    /// Everything.
    #[default]
    All,
    /// What came in the last days.
    Days(u16),
    /// Nothing: only what comes from now on.
    New,
}

impl std::fmt::Display for FirstPass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Days(days) => days.fmt(f),
            Self::New => f.write_str("new"),
        }
    }
}

impl std::str::FromStr for FirstPass {
    type Err = BadFirstPass;

    fn from_str(text: &str) -> Result<Self, BadFirstPass> {
        match text {
            "all" => Ok(Self::All),
            "new" => Ok(Self::New),
            days => days.parse().map(Self::Days).map_err(|_| BadFirstPass),
        }
    }
}

/// Not what a first pass can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected `all`, `new` or a number of days")]
pub struct BadFirstPass;

/// How a sign-in at the provider proves who it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInMethod {
    /// By password, as the server wants it.
    #[default]
    Password,
    /// By APOP's digest of it.
    Apop,
    /// By OAuth 2.0 (SASL XOAUTH2).
    Xoauth2,
}

impl SignInMethod {
    /// As it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Password => "",
            Self::Apop => "apop",
            Self::Xoauth2 => "xoauth2",
        }
    }

    /// The method of this word; by password unless it says another.
    pub fn from_word(word: &str) -> Self {
        match word {
            "apop" => Self::Apop,
            "xoauth2" => Self::Xoauth2,
            _ => Self::Password,
        }
    }
}

/// Whether an account is visited by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Visits {
    /// At its interval.
    Regular,
    /// Its user has paused it.
    Paused,
    /// Stopped: the provider refused the sign-in three times in a row.
    Refused,
}

/// What lies at the provider, by its last listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remote {
    /// Messages.
    pub messages: i64,
    /// Bytes, as the provider counts them.
    pub bytes: i64,
}

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
    /// Whether it is visited by itself.
    pub visits: Visits,
    /// What lies there, if it is known.
    pub remote: Option<Remote>,
    /// How it signs in.
    pub method: SignInMethod,
    /// The same message collected twice is kept once.
    pub drop_duplicates: bool,
}

/// How a pass over an account ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PassEnd {
    /// It did all there was to do.
    #[default]
    Whole,
    /// It was stopped on the way; the next one goes on.
    Stopped,
    /// Something failed.
    Failed,
}

impl PassEnd {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }

    /// The end of this word; whole unless it says another.
    pub fn from_word(word: &str) -> Self {
        match word {
            "stopped" => Self::Stopped,
            "failed" => Self::Failed,
            _ => Self::Whole,
        }
    }
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
    /// How it ended.
    pub end: PassEnd,
    /// Why it failed or was stopped, or what is to be known of one that was not; empty when there
    /// is nothing to say.
    pub problem: String,
}
