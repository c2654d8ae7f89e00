use crate::{FolderKey, LabelId, MessageId, UndoId};
use serde::{Deserialize, Serialize};

/// What a reader does to messages in a list or in the reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operation {
    /// Set or clear "unread".
    Unread(bool),
    /// Set or clear the star.
    Starred(bool),
    /// Move to a folder; Archive, Trash and Spam are folders too.
    Move(FolderKey),
    /// Put labels on and take others off.
    Label {
        /// To put on.
        on: Vec<LabelId>,
        /// To take off.
        off: Vec<LabelId>,
    },
    /// Delete for ever; only messages in Trash, Spam or Drafts.
    Erase,
}

impl Operation {
    /// The operation that a form's button names: `read`, `unread`, `star`, `unstar`,
    /// `archive`, `delete` (to Trash), `spam`, `not-spam`, `erase`, `move:FOLDER`,
    /// `label:LABEL`, `unlabel:LABEL`.
    pub fn from_word(word: &str) -> Option<Self> {
        use crate::Role;
        Some(match word {
            "read" => Self::Unread(false),
            "unread" => Self::Unread(true),
            "star" => Self::Starred(true),
            "unstar" => Self::Starred(false),
            "archive" => Self::Move(FolderKey::Role(Role::Archive)),
            "delete" => Self::Move(FolderKey::Role(Role::Trash)),
            "spam" => Self::Move(FolderKey::Role(Role::Spam)),
            "not-spam" | "restore" => Self::Move(FolderKey::Role(Role::Inbox)),
            "erase" => Self::Erase,
            _ => match word.split_once(':')? {
                ("move", folder) => match folder.parse() {
                    Ok(FolderKey::Unknown(_)) | Err(_) => return None,
                    Ok(folder) => Self::Move(folder),
                },
                ("label", label) => Self::Label { on: vec![label.parse().ok()?], off: Vec::new() },
                ("unlabel", label) => {
                    Self::Label { on: Vec::new(), off: vec![label.parse().ok()?] }
                }
                _ => return None,
            },
        })
    }

    /// The same for a button beside check boxes of labels, of which these are `ticked`: `label`
    /// puts them on, `unlabel` takes them off, `labels` does the one, and the other with those
    /// of the `shown` that are not ticked.
    pub fn from_form(word: &str, ticked: Vec<LabelId>, shown: Vec<LabelId>) -> Option<Self> {
        match word {
            "label" => Some(Self::Label { on: ticked, off: Vec::new() }),
            "unlabel" => Some(Self::Label { on: Vec::new(), off: ticked }),
            "labels" => {
                let off = shown.into_iter().filter(|label| !ticked.contains(label)).collect();
                Some(Self::Label { on: ticked, off })
            }
            word => Self::from_word(word),
        }
    }
}

/// What was done, and how to undo it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// One sentence: "3 messages archived."
    pub sentence: String,
    /// The messages that changed.
    pub ids: Vec<MessageId>,
    /// How to undo it; none when it cannot be.
    pub undo: Option<UndoId>,
}
