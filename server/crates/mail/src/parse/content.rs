//! What the reader shows.

use super::{
    attachment, body,
    choice::Choice,
    frame::{self, Pictures},
    html_text::cut,
    limits,
    mime::{Source, Tree},
    quote, sender,
};
use mail_parser::HeaderName;
use model::{Body, Mailbox, PartInfo};

/// A message as the reader shows it.
#[derive(Clone, Debug)]
pub struct Content {
    /// `From`.
    pub from: Vec<Mailbox>,
    /// `To`.
    pub to: Vec<Mailbox>,
    /// `Cc`.
    pub cc: Vec<Mailbox>,
    /// `Bcc`.
    pub bcc: Vec<Mailbox>,
    /// `Reply-To`, empty when it is the same as `From`.
    pub reply_to: Vec<Mailbox>,
    /// A sentence when the sender looks like somebody else.
    pub sender_warning: Option<String>,
    /// The body.
    pub body: Body,
    /// What can be saved; pictures that the body shows are not listed.
    pub attachments: Vec<PartInfo>,
    /// Remote pictures that [`frame`](super::frame()) leaves out unless asked for them.
    pub blocked_images: u32,
}

/// Reads a message for the reader.
pub fn content(source: &[u8]) -> Content {
    let source = Source::new(source);
    let tree = Tree::new(&source);
    let choice = Choice::new(&tree);
    let pictures = Pictures::new(&tree, &choice);
    let mailboxes = |name| tree.root().map(|root| root.fields.mailboxes(&name)).unwrap_or_default();
    let from = mailboxes(HeaderName::From);
    let reply_to = mailboxes(HeaderName::ReplyTo);
    let mut attachments = attachment::list(&tree, &choice, &|node| pictures.shows(node));
    attachments.retain(|part| !part.inline);
    let (body, blocked_images) = if choice.has_html(&tree) {
        let frame = frame::build(&tree, &choice, &pictures, false, &|_| String::new(), None);
        (Body::Html, frame.blocked)
    } else {
        (text_body(&body::best(&tree, &choice)), 0)
    };
    Content {
        sender_warning: sender::warning(&from),
        reply_to: if same_addresses(&reply_to, &from) { Vec::new() } else { reply_to },
        to: mailboxes(HeaderName::To),
        cc: mailboxes(HeaderName::Cc),
        bcc: mailboxes(HeaderName::Bcc),
        from,
        body,
        attachments,
        blocked_images,
    }
}

fn text_body(text: &str) -> Body {
    if text.trim().is_empty() {
        return Body::Empty;
    }
    let shown = cut(text, limits::SHOWN_TEXT);
    Body::Text { blocks: quote::blocks(shown), cut: shown.len() < text.len() }
}

fn same_addresses(some: &[Mailbox], others: &[Mailbox]) -> bool {
    some.len() == others.len()
        && some.iter().zip(others).all(|(a, b)| a.address.eq_ignore_ascii_case(&b.address))
}
