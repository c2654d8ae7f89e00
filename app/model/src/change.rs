use crate::{FolderKey, MessageId, UndoId};
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
    /// Delete for ever; only messages in Trash, Spam or Drafts.
    Erase,
}

impl Operation {
    /// The operation that a form's button names: `read`, `unread`, `star`, `unstar`,
    /// `archive`, `delete` (to Trash), `spam`, `not-spam`, `erase`, `move:FOLDER`.
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
            _ => match word.strip_prefix("move:")?.parse() {
                Ok(FolderKey::Unknown(_)) | Err(_) => return None,
                Ok(folder) => Self::Move(folder),
            },
        })
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
