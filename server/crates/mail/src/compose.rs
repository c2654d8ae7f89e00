//! Drafts to messages. Contract:
#![expect(clippy::todo, unused_variables, missing_docs, reason = "contract, being filled in")]
use model::*;

#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// The sentence names the field and the text that is not an address.
    #[error("{0}")]
    Address(String),
    #[error("Write at least one address in To, Cc or Bcc.")]
    NoRecipient,
    #[error("{0}")]
    Other(String),
}

pub struct Outgoing<'a> {
    pub from: &'a Mailbox,
    pub fields: &'a DraftFields,
    pub attachments: &'a [File],
    /// Of the message answered: its Message-ID and References.
    pub in_reply_to: Option<&'a str>,
    pub references: &'a [String],
    pub date: UnixMillis,
    /// Message-ID without brackets, made by the caller.
    pub message_id: &'a str,
}
#[derive(Clone, Debug)]
pub struct File { pub name: String, pub media_type: String, pub bytes: Vec<u8> }

/// The stored copy (with Bcc) and the envelope.
#[derive(Clone, Debug)]
pub struct Built { pub source: Vec<u8>, pub recipients: Vec<String> }
pub fn build(outgoing: &Outgoing<'_>) -> Result<Built, ComposeError> { todo!() }

/// What goes on the wire: the source without Bcc headers, byte for byte otherwise.
pub fn without_bcc(source: &[u8]) -> Vec<u8> { todo!() }

/// Addresses as typed in a field: "Ada <a@x>, b@y; group: c@z;".
pub fn addresses(field: &str, typed: &str) -> Result<Vec<Mailbox>, ComposeError> { todo!() }

/// What a composer begins with: fields and, when forwarding, the original's attachments. `me`: the user's own addresses (left out of reply-all).
pub fn start(kind: ComposeKind, source: &[u8], me: &[Identity], written: &str) -> (DraftFields, Vec<File>) { todo!() }

/// A delivery status notification for the sender's inbox (RFC 3464, multipart/report): human sentence, per-recipient fields, headers of the original.
pub struct Notice<'a> { pub to: &'a str, pub host: &'a str, pub original: &'a [u8], pub failed: &'a [(String, String)], pub delayed: bool, pub date: UnixMillis, pub message_id: &'a str }
pub fn delivery_notice(notice: &Notice<'_>) -> Vec<u8> { todo!() }
