use crate::{MessageId, UndoId, UnixMillis, UploadId};
use serde::{Deserialize, Serialize};

/// Why a composer is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComposeKind {
    /// A new message.
    New,
    /// An answer to the sender.
    Reply,
    /// An answer to everybody.
    ReplyAll,
    /// The message and its attachments to somebody else.
    Forward,
}

impl ComposeKind {
    /// The word in `/compose?kind=` and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Reply => "reply",
            Self::ReplyAll => "reply-all",
            Self::Forward => "forward",
        }
    }

    /// The kind that `word` names; [`ComposeKind::New`] for any other word.
    pub fn from_word(word: &str) -> Self {
        [Self::Reply, Self::ReplyAll, Self::Forward]
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .unwrap_or(Self::New)
    }
}

/// What the writer typed. Address fields hold the text as typed; it is checked on sending.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftFields {
    /// The address written as: one of the user's identities.
    pub from: String,
    /// "To", as typed.
    pub to: String,
    /// "Cc", as typed.
    pub cc: String,
    /// "Bcc", as typed.
    pub bcc: String,
    /// "Subject".
    pub subject: String,
    /// "Message": plain text, `\n` line ends.
    pub body: String,
}

/// A draft as the composer opens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The draft is a message in Drafts; this is its id.
    pub id: MessageId,
    /// Why it was begun.
    pub kind: ComposeKind,
    /// The message answered or forwarded.
    pub regarding: Option<MessageId>,
    /// What is typed so far.
    pub fields: DraftFields,
    /// Files attached.
    pub uploads: Vec<Upload>,
    /// When it was last saved.
    pub saved: UnixMillis,
}

/// A file attached to a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes.
    pub size: i64,
}

/// Everything that the composer page needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composer {
    /// The draft; already saved.
    pub draft: Draft,
    /// Who one may write as, the usual one first.
    pub identities: Vec<Identity>,
    /// Bytes that may be attached in all: after base64's growth still within every limit on
    /// the way.
    pub attachment_limit: i64,
}

/// An address that the user writes as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The address.
    pub address: String,
    /// The display name; may be empty.
    pub name: String,
}

/// An accepted message: it is in the queue and in Sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    /// The copy in Sent.
    pub message: MessageId,
    /// Takes it back while it is held.
    pub undo: UndoId,
    /// Until when it is held.
    pub held_until: UnixMillis,
}
