use crate::{Mailbox, UnixMillis};
use serde::{Deserialize, Serialize};

/// What a message says, read from its source once on arrival: enough for the list, the search
/// and the threading, so that neither parses again. Everything here was chosen by a stranger.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extract {
    /// `Message-ID` without angle brackets; empty when there is none.
    pub message_id: String,
    /// Ids in `In-Reply-To`, without angle brackets.
    pub in_reply_to: Vec<String>,
    /// Ids in `References`, oldest first, without angle brackets.
    pub references: Vec<String>,
    /// `From`.
    pub from: Vec<Mailbox>,
    /// `To`.
    pub to: Vec<Mailbox>,
    /// `Cc`.
    pub cc: Vec<Mailbox>,
    /// `Bcc`: present in one's own sent mail.
    pub bcc: Vec<Mailbox>,
    /// `Reply-To`.
    pub reply_to: Vec<Mailbox>,
    /// `Subject`, decoded, unfolded.
    pub subject: String,
    /// `Date`, when it can be read and is not absurd.
    pub date: Option<UnixMillis>,
    /// A program wrote it in answer to another message: a notice of delivery, a receipt, an
    /// automatic reply (RFC 3834).
    pub automatic: bool,
    /// `List-Id` inside the brackets; empty when the message is not from a list.
    pub list_id: String,
    /// Text of the best body and of all other text, for the search.
    pub text: String,
    /// The first words of the body for the list, one line, at most 200 characters.
    pub snippet: String,
    /// The parts that a reader can save.
    pub attachments: Vec<PartInfo>,
}

/// A part of a message that a reader can save or see: an attachment or an inline picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartInfo {
    /// Its number, in the order of the source; `/messages/{id}/parts/{n}`.
    pub index: u32,
    /// The file name that the sender gave, decoded and without path; never empty.
    pub name: String,
    /// The media type that the sender claims, lower case: `image/png`.
    pub media_type: String,
    /// Size in bytes when decoded.
    pub size: i64,
    /// `Content-ID` without angle brackets; empty when there is none.
    pub content_id: String,
    /// Shown inside the HTML body, so not listed as an attachment.
    pub inline: bool,
}

impl PartInfo {
    /// The largest file whose words are looked for. Bytes.
    pub const READ: i64 = 20 * 1024 * 1024;

    /// A file that may hold words which are not read as the message is: text is, and so are
    /// messages; pictures, sound and signatures have none.
    pub fn may_have_words(&self) -> bool {
        const WORDLESS: [&str; 8] = [
            "text/",
            "message/",
            "multipart/",
            "image/",
            "audio/",
            "video/",
            "application/pgp-",
            "application/pkcs7-",
        ];
        self.size <= Self::READ && !WORDLESS.iter().any(|kind| self.media_type.starts_with(kind))
    }
}
