//! A message as it is answered or forwarded.

use super::{
    Part, attachment, body,
    choice::Choice,
    mime::{Source, Tree},
};
use mail_parser::HeaderName;
use model::Mailbox;

/// What an answer or a forward needs of a message.
pub struct Original {
    pub from: Vec<Mailbox>,
    pub reply_to: Vec<Mailbox>,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    pub bcc: Vec<Mailbox>,
    pub subject: String,
    /// The body as text.
    pub text: String,
    /// All attachments and pictures.
    pub files: Vec<Part>,
}

impl Original {
    pub fn read(source: &[u8]) -> Self {
        let source = Source::new(source);
        let tree = Tree::new(&source);
        let choice = Choice::new(&tree);
        let mailboxes =
            |name| tree.root().map(|root| root.fields.mailboxes(&name)).unwrap_or_default();
        let files = attachment::list(&tree, &choice, &|_| false)
            .into_iter()
            .filter_map(|info| Some(Part { bytes: tree.node(info.index)?.bytes(), info }))
            .collect();
        Self {
            from: mailboxes(HeaderName::From),
            reply_to: mailboxes(HeaderName::ReplyTo),
            to: mailboxes(HeaderName::To),
            cc: mailboxes(HeaderName::Cc),
            bcc: mailboxes(HeaderName::Bcc),
            subject: tree
                .root()
                .map(|root| root.fields.text(&HeaderName::Subject))
                .unwrap_or_default(),
            text: body::best(&tree, &choice),
            files,
        }
    }
}
