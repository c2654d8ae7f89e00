use crate::{FolderKey, LabelId, MessageId, UndoId, Until};
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
    /// Out of Spam into the inbox; what lies elsewhere stays.
    Rescue,
    /// Out of sight until a time.
    Snooze(Until),
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
    /// `archive`, `delete` (to Trash), `spam`, `not-spam`, `rescue`, `erase`, `move:FOLDER`,
    /// `snooze:TIME` ([`Until::from_word`]), `label:LABELS`, `unlabel:LABELS`,
    /// `labels:LABELS:LABELS` (on and off; `3,7`).
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
            "rescue" => Self::Rescue,
            "erase" => Self::Erase,
            _ => match word.split_once(':')? {
                ("move", folder) => match folder.parse() {
                    Ok(FolderKey::Unknown(_)) | Err(_) => return None,
                    Ok(folder) => Self::Move(folder),
                },
                ("snooze", until) => Self::Snooze(Until::from_word(until)?),
                ("label", on) => Self::Label { on: labels_of(on)?, off: Vec::new() },
                ("unlabel", off) => Self::Label { on: Vec::new(), off: labels_of(off)? },
                ("labels", both) => {
                    let (on, off) = both.split_once(':')?;
                    Self::Label { on: labels_of(on)?, off: labels_of(off)? }
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

    /// A word that [`Operation::from_word`] reads as this.
    pub fn word(&self) -> String {
        let listed = |labels: &[LabelId]| {
            labels.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
        };
        match self {
            Self::Unread(false) => "read".to_owned(),
            Self::Unread(true) => "unread".to_owned(),
            Self::Starred(true) => "star".to_owned(),
            Self::Starred(false) => "unstar".to_owned(),
            Self::Rescue => "rescue".to_owned(),
            Self::Move(folder) => format!("move:{folder}"),
            Self::Snooze(until) => format!("snooze:{}", until.word()),
            Self::Label { on, off } if off.is_empty() => format!("label:{}", listed(on)),
            Self::Label { on, off } if on.is_empty() => format!("unlabel:{}", listed(off)),
            Self::Label { on, off } => format!("labels:{}:{}", listed(on), listed(off)),
            Self::Erase => "erase".to_owned(),
        }
    }
}

/// Labels as a word names them: `3,7`.
fn labels_of(word: &str) -> Option<Vec<LabelId>> {
    word.split(',').map(|id| id.parse().ok()).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FolderId, Role};

    #[test]
    fn an_operation_is_read_from_its_own_word() {
        for operation in [
            Operation::Unread(false),
            Operation::Unread(true),
            Operation::Starred(true),
            Operation::Starred(false),
            Operation::Move(FolderKey::Role(Role::Archive)),
            Operation::Move(FolderKey::Own(FolderId(7))),
            Operation::Rescue,
            Operation::Snooze(Until::Hours(3)),
            Operation::Label { on: vec![LabelId(1)], off: vec![] },
            Operation::Label { on: vec![], off: vec![LabelId(1), LabelId(22)] },
            Operation::Label { on: vec![LabelId(1), LabelId(2)], off: vec![LabelId(3)] },
            Operation::Erase,
        ] {
            assert_eq!(Operation::from_word(&operation.word()), Some(operation));
        }
        for word in
            ["label:", "label:x", "unlabel:1,", "labels:1", "labels::2", "move:nowhere", "snooze:"]
        {
            assert_eq!(Operation::from_word(word), None, "{word}");
        }
    }
}
