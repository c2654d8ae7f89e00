use crate::FolderId;
use serde::{Deserialize, Serialize};
use std::{convert::Infallible, fmt, str::FromStr};

/// What a folder is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Where mail arrives.
    Inbox,
    /// Out of sight until a time; then it is in the inbox again.
    Snoozed,
    /// What is being written.
    Drafts,
    /// What was sent.
    Sent,
    /// Out of the way, kept.
    Archive,
    /// Unwanted.
    Spam,
    /// Deleted, until it is emptied.
    Trash,
    /// Made by the user.
    Own,
}

impl Role {
    /// The folders that every user has, in the order they are shown.
    pub const SYSTEM: [Self; 7] = [
        Self::Inbox,
        Self::Snoozed,
        Self::Drafts,
        Self::Sent,
        Self::Archive,
        Self::Spam,
        Self::Trash,
    ];

    /// The word in addresses, in the database and in `in:`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Snoozed => "snoozed",
            Self::Drafts => "drafts",
            Self::Sent => "sent",
            Self::Archive => "archive",
            Self::Spam => "spam",
            Self::Trash => "trash",
            Self::Own => "own",
        }
    }

    /// The name shown.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Inbox => "Inbox",
            Self::Snoozed => "Snoozed",
            Self::Drafts => "Drafts",
            Self::Sent => "Sent",
            Self::Archive => "Archive",
            Self::Spam => "Spam",
            Self::Trash => "Trash",
            Self::Own => "Folder",
        }
    }

    /// Whether readers may put mail there. Drafts are written, Sent is sent, and Snoozed wants to
    /// know until when.
    pub const fn takes_mail(self) -> bool {
        !matches!(self, Self::Drafts | Self::Sent | Self::Snoozed)
    }

    /// Whether mail that is there can be snoozed.
    pub const fn can_be_snoozed(self) -> bool {
        !matches!(self, Self::Drafts | Self::Sent | Self::Spam | Self::Trash)
    }

    /// The role that `word` names; none for an unknown word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::SYSTEM.into_iter().chain([Self::Own]).find(|role| role.as_str() == word)
    }
}

/// A folder as the side bar shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// Its id.
    pub id: FolderId,
    /// What it is for.
    pub role: Role,
    /// Its name: the role's label, or what the user called it.
    pub name: String,
    /// The folder that it lies in; none at the top.
    pub parent: Option<FolderId>,
    /// Messages in it.
    pub total: i64,
    /// Unread messages in it.
    pub unread: i64,
    /// What its messages come to. Bytes.
    pub bytes: i64,
}

/// What becomes of what lies in a folder that is removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// Where its messages go.
    pub messages: FolderKey,
    /// The folders in it are removed as well; else they move up to where it was.
    pub with_folders: bool,
}

impl Folder {
    /// How addresses name the folder.
    pub fn key(&self) -> FolderKey {
        match self.role {
            Role::Own => FolderKey::Own(self.id),
            role => FolderKey::Role(role),
        }
    }
}

/// How an address (`/mail/{folder}`) names a folder: `inbox`, …, or the id of an own one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FolderKey {
    /// One of the folders that every user has.
    Role(Role),
    /// One of the user's own.
    Own(FolderId),
    /// No folder is named so.
    Unknown(String),
}

impl fmt::Display for FolderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(role) => f.write_str(role.as_str()),
            Self::Own(id) => id.fmt(f),
            Self::Unknown(text) => f.write_str(text),
        }
    }
}

impl FromStr for FolderKey {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Role::SYSTEM
            .into_iter()
            .find(|role| role.as_str() == text)
            .map(Self::Role)
            .or_else(|| text.parse().ok().map(Self::Own))
            .unwrap_or_else(|| Self::Unknown(text.to_owned())))
    }
}
