use crate::{Folder, Label};
use serde::{Deserialize, Serialize};

/// What the side bar leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Navigation {
    /// The folders with their counts: the six, then the user's own by name.
    pub folders: Vec<Folder>,
    /// The labels, by name.
    pub labels: Vec<Label>,
}
