use crate::{Folder, MessageId, MessageRow, UnixMillis};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Rows in one page of a list.
pub const PAGE_SIZE: i64 = 50;

/// Where a page of a list begins: beside a row, never at an offset, so that the ten-thousandth
/// page costs what the first costs. Written `older-DATE-ID` or `newer-DATE-ID` in addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Which way from the row.
    pub direction: Direction,
    /// The row's place in time: [`MessageRow::place`].
    pub date: UnixMillis,
    /// The row's id.
    pub id: MessageId,
}

/// Which way a page lies from its cursor's row. Lists show the newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// Rows after it.
    Older,
    /// Rows before it.
    Newer,
}

/// A page's address did not name a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a place in a list")]
pub struct BadCursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.direction {
            Direction::Older => "older",
            Direction::Newer => "newer",
        };
        write!(f, "{word}_{}_{}", self.date, self.id)
    }
}

impl FromStr for Cursor {
    type Err = BadCursor;

    fn from_str(text: &str) -> Result<Self, BadCursor> {
        let mut fields = text.split('_');
        let direction = match fields.next() {
            Some("older") => Direction::Older,
            Some("newer") => Direction::Newer,
            _ => return Err(BadCursor),
        };
        let mut number = || fields.next().and_then(|f| f.parse().ok()).ok_or(BadCursor);
        let (date, id) = (number()?, MessageId(number()?));
        if fields.next().is_some() { Err(BadCursor) } else { Ok(Self { direction, date, id }) }
    }
}

/// One page of messages, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MessagePage {
    /// The rows.
    pub rows: Vec<MessageRow>,
    /// Where the next, older page begins.
    pub older: Option<Cursor>,
    /// Where the previous, newer page begins.
    pub newer: Option<Cursor>,
}

/// A folder with one page of its messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FolderPage {
    /// The folder, with its counts.
    pub folder: Folder,
    /// The messages.
    pub page: MessagePage,
}

/// What a row stands for in what a search found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rows {
    /// A message.
    #[default]
    Messages,
    /// All of a conversation that was found; the newest of it is shown.
    Conversations,
}

impl Rows {
    /// The word in addresses (`rows=`) and forms; empty for messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Messages => "",
            Self::Conversations => "conversations",
        }
    }

    /// What `word` names; messages for any other word.
    pub fn from_word(word: &str) -> Self {
        if word == Self::Conversations.as_str() { Self::Conversations } else { Self::Messages }
    }
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchPage {
    /// The messages, newest arrival first.
    pub page: MessagePage,
    /// One sentence when the query could not be understood in full: what was wrong, and what
    /// was searched for instead.
    pub notice: Option<String>,
}
