//! What a composer begins with.

use super::{File, address::typed, quoting};
use crate::parse::Original;
use model::{
    ComposeKind, DraftFields, Identity, Mailbox,
    subject::{ANSWERS, FORWARDS, strip_prefix},
};

/// Fields and, when forwarding, the original's attachments, inline pictures among them.
///
/// `me` are the addresses of the user, the usual one first: they are left out of an answer to
/// all, and the one that the original was sent to is written from. `written` is when the
/// original was written, as the user reads dates; it may be empty.
pub fn start(
    kind: ComposeKind,
    source: &[u8],
    me: &[Identity],
    written: &str,
) -> (DraftFields, Vec<File>) {
    if kind == ComposeKind::New {
        let from = me.first().map(|identity| identity.address.clone()).unwrap_or_default();
        return (DraftFields { from, ..DraftFields::default() }, Vec::new());
    }
    let original = Original::read(source);
    let from = identity(&original, me);
    if kind == ComposeKind::Forward {
        let fields = DraftFields {
            from,
            subject: prefixed("Fwd: ", &original.subject, &FORWARDS),
            body: quoting::forward(&original, written),
            ..DraftFields::default()
        };
        let files = original
            .files
            .into_iter()
            .map(|part| File {
                name: part.info.name,
                media_type: part.info.media_type,
                bytes: part.bytes,
            })
            .collect();
        return (fields, files);
    }
    let (to, cc) = recipients(&original, me, kind == ComposeKind::ReplyAll);
    let list = |people: &[Mailbox]| people.iter().map(typed).collect::<Vec<_>>().join(", ");
    let fields = DraftFields {
        from,
        to: list(&to),
        cc: list(&cc),
        bcc: String::new(),
        subject: prefixed("Re: ", &original.subject, &ANSWERS),
        body: quoting::answer(&original, written),
    };
    (fields, Vec::new())
}

/// The subject with `prefix`, and without other prefixes of that sort before it.
fn prefixed(prefix: &str, subject: &str, sort: &[&str]) -> String {
    let mut rest = subject.trim();
    while let Some(after) = strip_prefix(rest, sort) {
        rest = after;
    }
    format!("{prefix}{rest}").trim_end().to_owned()
}

fn is_me(mailbox: &Mailbox, me: &[Identity]) -> bool {
    me.iter().any(|identity| identity.address.eq_ignore_ascii_case(&mailbox.address))
}

/// Who writes: whoever the original was sent to or from, or else the usual identity.
fn identity(original: &Original, me: &[Identity]) -> String {
    let people =
        || original.to.iter().chain(&original.cc).chain(&original.bcc).chain(&original.from);
    people()
        .find_map(|mailbox| {
            me.iter().find(|identity| identity.address.eq_ignore_ascii_case(&mailbox.address))
        })
        .or_else(|| me.first())
        .map(|identity| identity.address.clone())
        .unwrap_or_default()
}

/// To and Cc. An answer goes to `Reply-To`, or else to the sender; an answer to one's own mail
/// to whom that went to; an answer to all to everybody else too.
fn recipients(original: &Original, me: &[Identity], all: bool) -> (Vec<Mailbox>, Vec<Mailbox>) {
    let own = !original.from.is_empty() && original.from.iter().all(|m| is_me(m, me));
    let (mut to, mut cc) = if own {
        (original.to.clone(), if all { original.cc.clone() } else { Vec::new() })
    } else {
        let sender = if original.reply_to.is_empty() { &original.from } else { &original.reply_to };
        let others = if all { original.to.clone() } else { Vec::new() };
        let cc = if all { original.cc.clone() } else { Vec::new() };
        (sender.iter().cloned().chain(others).collect(), cc)
    };
    let mut seen: Vec<String> = Vec::new();
    let mut first_time = |mailbox: &Mailbox| {
        let address = mailbox.address.to_lowercase();
        let new = !address.is_empty() && !seen.contains(&address);
        seen.push(address);
        new
    };
    to.retain(&mut first_time);
    cc.retain(&mut first_time);
    if all {
        let everybody = to.clone();
        to.retain(|mailbox| !is_me(mailbox, me));
        cc.retain(|mailbox| !is_me(mailbox, me));
        // A note to oneself is answered to oneself.
        if to.is_empty() && cc.is_empty() {
            to = everybody;
        }
    }
    if to.is_empty() {
        to = std::mem::take(&mut cc);
    }
    (to, cc)
}
