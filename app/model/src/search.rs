//! The search syntax: text to [`Query`].
//!
//! | written | finds |
//! |---|---|
//! | `budget report` | both words, anywhere in the message |
//! | `"budget report"` | the words in this order, side by side |
//! | `-draft` | not this; before a word, a phrase, an operator or a group |
//! | `budget OR report` | either; binds closer than the blank between words |
//! | `(budget OR report) march` | groups |
//! | `bud*` | words that begin so |
//! | `from:` `to:` `cc:` `subject:` `body:` `filename:` `list:` | words in that place |
//! | `has:attachment` | messages with a file |
//! | `has:pdf` `has:document` `has:spreadsheet` `has:presentation` `has:image` | by how a file's name ends |
//! | `is:unread` `is:read` `is:starred` `is:answered` `is:muted` | by state |
//! | `is:suspected` | in Spam by its looks, and not because its reader put it there |
//! | `in:archive` `in:"Old projects"` | in a folder, by role or name |
//! | `in:"Projects/2024"` `in:2024` | in a folder that lies in another |
//! | `label:work` `label:"To do"` | with a label |
//! | `is:labelled` | with any label |
//! | `before:2024-05-01` `after:2024-05` `after:2024` | by date, where the reader is; `after` includes the day |
//! | `older_than:1y` `newer_than:3d` | by age: d, w, m (30 days), y (365 days) |
//! | `larger:5M` `smaller:10K` | by size of the message |
//!
//! Reading a query never fails. What makes no sense is left out or taken as plain words, and a
//! sentence says so. How a text is split into words is the store's matter.

mod days;
mod lexer;
mod operator;
mod parser;
mod suggestion;

pub use days::{Days, Utc};
pub use operator::size;
pub use suggestion::{Kind, OPERATORS, Suggestion, Typed, begins, suggestions, wanted};

use crate::UnixMillis;

/// What a search asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// Every one of these; all mail when empty.
    All(Vec<Query>),
    /// At least one of these.
    Any(Vec<Query>),
    /// Everything else.
    Not(Box<Query>),
    /// Words side by side.
    Words(Words),
    /// Has a file attached.
    Attachment,
    /// Unread, or read.
    Unread(bool),
    /// Starred.
    Starred,
    /// Answered.
    Answered,
    /// In a muted conversation.
    Muted,
    /// In Spam since its arrival, because it looks like it; nobody has said yet whether that is right.
    Suspected,
    /// In the folders of this role, name or path, or end of a path, whatever the case of the
    /// letters.
    In(String),
    /// Has the label of this name, whatever the case of the letters.
    Label(String),
    /// Has a label.
    Labelled,
    /// Dated before this moment.
    Before(UnixMillis),
    /// Dated at this moment or later.
    Since(UnixMillis),
    /// More bytes than this.
    Larger(i64),
    /// Fewer bytes than this.
    Smaller(i64),
}

impl Query {
    /// Whether all that it can find is dated before some moment.
    pub fn is_of_the_past(&self) -> bool {
        match self {
            Self::Before(_) => true,
            Self::All(parts) => parts.iter().any(Self::is_of_the_past),
            Self::Any(parts) => !parts.is_empty() && parts.iter().all(Self::is_of_the_past),
            _ => false,
        }
    }
}

/// Words that stand side by side in one place of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Where.
    pub place: Place,
    /// As typed; has a letter or a digit.
    pub text: String,
    /// The last word may go on.
    pub prefix: bool,
}

/// Where words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Anywhere.
    Anywhere,
    /// `From`: names and addresses.
    From,
    /// `To`.
    To,
    /// `Cc` and, in sent mail, `Bcc`.
    Cc,
    /// `Subject`.
    Subject,
    /// The text.
    Body,
    /// Names of attached files.
    Filename,
    /// The `List-Id` of a mailing list.
    List,
}

/// A query, and sentences about what could not be understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// What was understood.
    pub query: Query,
    /// One sentence or more for the person when something was not.
    pub notice: Option<String>,
    /// Whether it names a day, a month or a year: where the reader is makes a difference.
    pub names_days: bool,
}

/// Reads a query whose days are those of UTC. For what asks for no messages, or where nobody can
/// say where the reader is; else see [`parse_in`].
pub fn parse(text: &str, now: UnixMillis) -> Parsed {
    parse_in(text, now, &Utc)
}

/// Reads a query. Never fails: what cannot be understood is left out or taken as plain words,
/// and said in the notice. `now` is what `older_than:` and `newer_than:` count from, `days` says
/// when the days of `before:` and `after:` begin.
pub fn parse_in(text: &str, now: UnixMillis, days: &dyn Days) -> Parsed {
    parser::Parser::new(text, now, days).parse()
}

#[cfg(test)]
mod tests;
