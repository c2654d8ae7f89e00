//! Drafts to messages (RFC 5322, MIME), answers, forwards, and notices of failed delivery.

mod address;
mod answer;
mod message;
mod notice;
mod quoting;
mod wire;

pub use address::addresses;
pub use answer::start;
pub use message::build;
pub use notice::delivery_notice;
pub use wire::without_bcc;

use model::{DraftFields, Mailbox, UnixMillis};

/// Why a draft cannot become a message. Each is a sentence for the writer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// The sentence names the field and the text that is not an address.
    #[error("{0}")]
    Address(String),
    /// Nobody to send to.
    #[error("Write at least one address in To, Cc or Bcc.")]
    NoRecipient,
    /// Something else; the sentence says what.
    #[error("{0}")]
    Other(String),
}

/// A message to be built.
pub struct Outgoing<'a> {
    /// Who writes.
    pub from: &'a Mailbox,
    /// What is typed; `from` in it is not looked at.
    pub fields: &'a DraftFields,
    /// The files to attach.
    pub attachments: &'a [File],
    /// The `Message-ID` of the message answered, with or without brackets.
    pub in_reply_to: Option<&'a str>,
    /// `References` of the message answered, oldest first, without its own id.
    pub references: &'a [String],
    /// When it is written.
    pub date: UnixMillis,
    /// `Message-ID` without brackets, made by the caller.
    pub message_id: &'a str,
}

/// A file to attach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type; anything that is none becomes `application/octet-stream`.
    pub media_type: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A built message.
#[derive(Clone, Debug)]
pub struct Built {
    /// The copy to store, with `Bcc`. What goes on the wire is [`without_bcc`].
    pub source: Vec<u8>,
    /// Everybody it goes to, each once.
    pub recipients: Vec<String>,
}

/// What a delivery status notification tells.
pub struct Notice<'a> {
    /// Whom it is for: the sender of the original.
    pub to: &'a str,
    /// The host that gave up, or goes on trying.
    pub host: &'a str,
    /// The source of the message that was not delivered.
    pub original: &'a [u8],
    /// Recipients, each with what the other server said or what else went wrong.
    pub failed: &'a [(String, String)],
    /// Not given up yet: delivery is only late.
    pub delayed: bool,
    /// When the notice is written.
    pub date: UnixMillis,
    /// Its `Message-ID` without brackets.
    pub message_id: &'a str,
}
