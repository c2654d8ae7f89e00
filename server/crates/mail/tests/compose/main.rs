//! What is written: messages, answers, forwards and notices, read back by other parsers.

mod addresses;
mod answers;
mod messages;
mod notices;
mod python;

use mail::compose::{Built, ComposeError, File, Outgoing, build};
use model::{DraftFields, Mailbox};

/// 2026-01-02T03:04:05Z.
const DATE: i64 = 1_767_323_045_000;

fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox { name: name.into(), address: address.into() }
}

fn fields(to: &str, subject: &str, body: &str) -> DraftFields {
    DraftFields {
        to: to.into(),
        subject: subject.into(),
        body: body.into(),
        ..DraftFields::default()
    }
}

fn built(fields: &DraftFields, attachments: &[File]) -> Result<Built, ComposeError> {
    build(&Outgoing {
        from: &mailbox("Ada Łovelace", "ada@pillarbox.test"),
        fields,
        attachments,
        in_reply_to: None,
        references: &[],
        date: DATE,
        message_id: "1.2@pillarbox.test",
    })
}
