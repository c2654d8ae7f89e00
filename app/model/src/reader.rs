use crate::{ConversationId, DeliveryState, Mailbox, MessageRow, PartInfo, Span, UnixMillis};
use serde::{Deserialize, Serialize};

/// A conversation as the reader shows it, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// The subject of the opened message.
    pub subject: String,
    /// What comes later in it skips the inbox.
    pub muted: bool,
    /// Its messages; the opened one, and unread ones, come with their content.
    pub messages: Vec<ConversationItem>,
}

/// A message of a conversation: folded to its row, or open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConversationItem {
    /// What the folded line shows.
    pub row: MessageRow,
    /// What the open message shows; none while it is folded.
    pub open: Option<Box<OpenMessage>>,
}

/// The content of an opened message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenMessage {
    /// `From`, all of it.
    pub from: Vec<Mailbox>,
    /// `To`.
    pub to: Vec<Mailbox>,
    /// `Cc`.
    pub cc: Vec<Mailbox>,
    /// `Bcc`, in one's own sent mail.
    pub bcc: Vec<Mailbox>,
    /// `Reply-To`, when it differs from `From`.
    pub reply_to: Vec<Mailbox>,
    /// A sentence when the sender's name or address looks like somebody else's
    /// (mixed scripts, an address inside the display name).
    pub sender_warning: Option<String>,
    /// Whether the sender's domain stands behind the message; none when nothing is known.
    pub authentication: Option<Authentication>,
    /// The body.
    pub body: Body,
    /// What can be saved; inline pictures that the body shows are not listed.
    pub attachments: Vec<PartInfo>,
    /// Remote pictures, style sheets and fonts that were not loaded.
    pub blocked_images: u32,
    /// For one's own sent mail: each recipient.
    pub deliveries: Vec<Delivery>,
    /// It is in Spam because it looks like what its reader marked as spam.
    pub looks_like_spam: bool,
    /// Only its headers are here: it was larger than what is collected by itself.
    pub stub: Option<StubView>,
}

/// A message of which only the headers are here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StubView {
    /// The rest is still at its provider.
    There {
        /// Bytes of all of it; at least so many, where the provider does not say.
        size: i64,
        /// It has been asked for.
        wanted: bool,
    },
    /// The rest cannot be had any more.
    Gone,
}

/// What the provider that took a message in found out about its sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Authentication {
    /// The message comes from whom it says, as far as the domain goes.
    Confirmed {
        /// The domain of `From`, as DNS has it.
        domain: String,
    },
    /// The domain's own rules say that it does not.
    Failed {
        /// The domain of `From`, as DNS has it.
        domain: String,
    },
}

/// The body of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// HTML, shown from `/messages/{id}/frame` in a sandboxed frame.
    Html,
    /// Plain text, as nodes.
    Text {
        /// Blocks in order.
        blocks: Vec<TextBlock>,
        /// The text was longer than what is shown here; the original has it all.
        cut: bool,
    },
    /// The message has no body.
    Empty,
    /// What is stored of the message is damaged; all that is known is what its row has.
    Damaged,
}

/// Consecutive lines with the same quote depth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextBlock {
    /// How often the lines are quoted (`>`); 0 for the sender's own words.
    pub depth: u8,
    /// The text of the lines, quote marks removed, line ends as `\n`.
    pub text: Vec<Inline>,
}

/// Text or a link in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inline {
    /// Words, marked where a search matched.
    Text(Span),
    /// An address that is also a link. `href` begins with `http://`, `https://` or `mailto:`.
    Link {
        /// Where it leads.
        href: String,
        /// As written, marked where a search matched.
        text: Vec<Span>,
    },
}

/// How the delivery to one recipient stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The recipient's address.
    pub recipient: String,
    /// The state.
    pub state: DeliveryState,
    /// Attempts made.
    pub attempts: i64,
    /// When the next attempt is due, while one is.
    pub next_attempt: Option<UnixMillis>,
    /// What the other server said last, or why it could not be asked; empty when all is well.
    pub detail: String,
}
