use crate::{AccountId, JobView, UnixMillis};
use serde::{Deserialize, Serialize};

/// Who is signed in, as every page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The address signed in with.
    pub address: String,
    /// The display name; may be empty.
    pub name: String,
    /// May see the administration pages.
    pub admin: bool,
}

/// One place where the user is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// Names the session in the "End" form; not the secret in the cookie.
    pub key: String,
    /// The browser, as it named itself, shortened.
    pub browser: String,
    /// The client's network address.
    pub client: String,
    /// When it signed in.
    pub created: UnixMillis,
    /// When it was last seen.
    pub seen: UnixMillis,
    /// This very session.
    pub current: bool,
}

/// News for an open page, sent over `/events`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum News {
    /// Mail arrived or moved: lists and counts are out of date.
    Mail {
        /// Messages that arrived.
        new: i64,
        /// Unread in the inbox now.
        unread: i64,
    },
    /// An account is being collected, or has been.
    Collecting {
        /// The account.
        account: AccountId,
        /// Milliseconds since the pass began.
        elapsed: i64,
        /// Messages stored so far.
        done: i64,
        /// Messages to store in this pass.
        of: i64,
        /// The pass has ended.
        finished: bool,
        /// One sentence when it failed; empty otherwise.
        problem: String,
    },
    /// The state of an outgoing message changed.
    Delivery,
    /// Work on many messages began, went on or ended.
    Job {
        /// How far it is.
        job: JobView,
    },
}
