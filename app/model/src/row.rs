use crate::{ConversationId, FolderKey, LabelId, Mailbox, MessageId, Role, UnixMillis};
use serde::{Deserialize, Serialize};

/// A message as a list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a marker of its own in the row")]
pub struct MessageRow {
    /// Its id.
    pub id: MessageId,
    /// The conversation it belongs to.
    pub conversation: ConversationId,
    /// The folder it is in.
    pub folder: FolderKey,
    /// What that folder is for.
    pub role: Role,
    /// That folder's name, shown in search results.
    pub folder_name: String,
    /// Who wrote it.
    pub from: Mailbox,
    /// To whom, in the order of the header, at most five; what Sent and Drafts show.
    pub to: Vec<Mailbox>,
    /// The subject, decoded; empty when there is none. Marked where a search matched.
    pub subject: Vec<Span>,
    /// The first words of the body, or the words around a search match.
    pub snippet: Vec<Span>,
    /// When it was written, or received when that cannot be told.
    pub date: UnixMillis,
    /// Where lists of a folder have it: its date, or when it came back from Snoozed.
    pub place: UnixMillis,
    /// In Snoozed: when it comes back.
    pub until: Option<UnixMillis>,
    /// Size of the source in bytes.
    pub size: i64,
    /// Nobody has opened it yet.
    pub unread: bool,
    /// Starred.
    pub starred: bool,
    /// Answered.
    pub answered: bool,
    /// Forwarded.
    pub forwarded: bool,
    /// Number of attachments, inline pictures not counted.
    pub attachments: i64,
    /// For a message in Sent: how its delivery stands, the worst of all recipients.
    pub delivery: Option<DeliveryState>,
    /// The labels that it has, in no order.
    pub labels: Vec<LabelId>,
    /// The messages that the row stands for: where a search has a row for each conversation, all
    /// of it that was found; else 1.
    pub matches: i64,
}

impl MessageRow {
    /// It was snoozed, and has come back.
    pub fn came_back(&self) -> bool {
        self.place != self.date
    }

    /// The subject without marks.
    pub fn subject_text(&self) -> String {
        Span::text(&self.subject)
    }
}

/// A piece of text, marked where a search matched it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The text.
    pub text: String,
    /// A search matched here.
    pub mark: bool,
}

impl Span {
    /// Text without a mark, as a list of one; empty for an empty text.
    pub fn plain(text: impl Into<String>) -> Vec<Self> {
        let text = text.into();
        if text.is_empty() { Vec::new() } else { vec![Self { text, mark: false }] }
    }

    /// The text of these, without marks.
    pub fn text(spans: &[Self]) -> String {
        spans.iter().map(|span| span.text.as_str()).collect()
    }
}

/// Where an outgoing message stands with one recipient. Ordered from settled to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryState {
    /// The next server took responsibility.
    Sent,
    /// Held for a moment, so that it can be undone.
    Held,
    /// Waits for its first or next attempt.
    Queued,
    /// An attempt is under way.
    Sending,
    /// The connection broke after the message was given over: it may or may not have arrived.
    /// Not tried again by itself.
    Unclear,
    /// Given up.
    Failed,
}

impl DeliveryState {
    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Held => "held",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Unclear => "unclear",
            Self::Failed => "failed",
        }
    }

    /// The state that `word` names.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Sent, Self::Held, Self::Queued, Self::Sending, Self::Unclear, Self::Failed]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}
