use crate::{FolderKey, JobId, UndoId};
use serde::{Deserialize, Serialize};

/// Messages that are meant all at once, however many they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// All of a folder.
    Folder(FolderKey),
    /// All that a query finds; see [`search`](crate::search).
    Search(String),
}

/// How work on many messages stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Under way; it goes on after the page is closed, and after a restart of the server.
    Running,
    /// Done.
    Done,
    /// The user ended it; what was done until then stays done.
    Cancelled,
    /// It could not go on.
    Failed,
}

impl JobState {
    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    /// The state that `word` names.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Running, Self::Done, Self::Cancelled, Self::Failed]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

/// Work on many messages, as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobView {
    /// Its id.
    pub id: JobId,
    /// How it stands.
    pub state: JobState,
    /// One sentence: what is being done while it runs, what was done when it has ended.
    pub sentence: String,
    /// Messages looked at so far.
    pub done: i64,
    /// Messages there were when it began.
    pub total: i64,
    /// Undoes what it did; none while it runs, and when there is nothing to undo.
    pub undo: Option<UndoId>,
}

impl JobView {
    /// Whether this tells of a later moment than `other`, which is of the same job.
    pub fn is_after(&self, other: &Self) -> bool {
        (self.state, self.done) > (other.state, other.done)
    }
}
