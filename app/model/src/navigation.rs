use crate::{Daily, Folder, Label, SearchId, Space};
use serde::{Deserialize, Serialize};

/// What the side bar leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Navigation {
    /// The folders with their counts: those that everybody has, then the user's own by name.
    pub folders: Vec<Folder>,
    /// The labels, by name.
    pub labels: Vec<Label>,
    /// The saved searches, by name.
    pub searches: Vec<SavedSearch>,
    /// How much space their mail fills.
    pub space: Space,
    /// Days after which what lies in Trash and Spam is erased; 0: never.
    pub erase_after: i64,
}

/// Days after which what lies in Trash and Spam may be erased.
pub const ERASE_AFTER: [i64; 4] = [7, 30, 90, 365];

/// A search that the user keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSearch {
    /// Its id.
    pub id: SearchId,
    /// What the user called it.
    pub name: String,
    /// What is searched for, as typed.
    pub query: String,
    /// What is done once a day with what it finds.
    pub daily: Option<Daily>,
}
