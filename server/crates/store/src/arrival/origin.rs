//! Where a message was collected from, and what tells it from others.

use model::{AccountId, MessageId};

/// How long a message that was collected is remembered, to be known when it comes again (R11):
/// long enough for a provider that gives all of its messages new UIDs. Milliseconds.
pub(crate) const WINDOW: i64 = 365 * 24 * 60 * 60 * 1000;

/// What tells the same message again. A chance hit among 2^40 messages is one in 2^48.
pub(crate) type Digest = [u8; 16];

/// What is to become of a message that the user's accounts have brought before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Copies {
    /// It is kept once; the copy's UID is recorded, so that it cannot return (R11).
    Dropped,
    /// It is kept twice.
    #[default]
    Kept,
}

/// Where a message was collected from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The account.
    pub account: AccountId,
    /// Its UID there.
    pub uid: String,
    /// What the provider says of its size; 0: nothing.
    pub size: u64,
    /// A hash of its header; 0: not known. Only ever compared with another.
    pub header: i64,
    /// The UID is recorded, but perhaps for another message. Should this be another, then it is
    /// stored and takes over the UID; if not, the UID stays recorded as it is, with what is known
    /// now of size and header.
    pub doubted: bool,
    /// What is to become of copies.
    pub copies: Copies,
    /// Only the headers have come, as the message has more bytes than this: what is stored is a
    /// stub, and the UID does not count as collected.
    pub more_than: Option<u64>,
    /// The stub whose place it takes.
    pub stub: Option<MessageId>,
}

impl Origin {
    /// A whole message.
    pub fn new(account: AccountId, uid: impl Into<String>) -> Self {
        Self {
            account,
            uid: uid.into(),
            size: 0,
            header: 0,
            doubted: false,
            copies: Copies::Kept,
            more_than: None,
            stub: None,
        }
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.more_than.is_none()
    }

    pub(crate) fn fills_stub(&self) -> bool {
        self.is_whole() && self.stub.is_some()
    }

    pub(crate) fn key(&self) -> (AccountId, String) {
        (self.account, self.uid.clone())
    }

    pub(crate) fn size(&self) -> i64 {
        i64::try_from(self.size).unwrap_or(i64::MAX)
    }
}

/// The same for two messages of the same Message-ID and the same body, whatever was written in
/// front of them on their way; of messages without a Message-ID, for the same bytes.
pub(super) fn digest(message_id: &str, source: &[u8]) -> Digest {
    let mut hash = blake3::Hasher::new();
    let id = message_id.trim();
    if id.is_empty() {
        hash.update(b"whole\0").update(source);
    } else {
        hash.update(b"body\0").update(&(id.len() as u64).to_le_bytes()).update(id.as_bytes());
        hash.update(body(source));
    }
    let mut first = Digest::default();
    hash.finalize_xof().fill(&mut first);
    first
}

/// What follows the first empty line; nothing where there is none.
fn body(source: &[u8]) -> &[u8] {
    let mut line = 0;
    while let Some(end) = source.get(line..).and_then(|rest| rest.iter().position(|b| *b == b'\n'))
    {
        let is_empty = matches!(source.get(line..line + end), Some(b"" | b"\r"));
        line += end + 1;
        if is_empty {
            return source.get(line..).unwrap_or_default();
        }
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::digest;

    const ONE: &[u8] = b"Received: by one\r\nSubject: a\r\n\r\nbody\r\n";

    #[test]
    fn what_is_written_in_front_on_the_way_does_not_count() {
        let other = b"Received: by two\r\nX-Spam: no\r\nSubject: a\r\n\r\nbody\r\n";
        assert_eq!(digest("1@a", ONE), digest("1@a", other));
        assert_eq!(digest("1@a", ONE), digest(" 1@a ", b"\nbody\r\n"));
    }

    #[test]
    fn another_id_or_another_body_is_another_message() {
        assert_ne!(digest("1@a", ONE), digest("2@a", ONE));
        assert_ne!(digest("1@a", ONE), digest("1@a", b"Subject: a\r\n\r\nBody\r\n"));
        assert_ne!(digest("1@a", b"\nx"), digest("1@ax", b"\n"));
    }

    #[test]
    fn without_an_id_every_byte_counts() {
        assert_eq!(digest("", ONE), digest(" ", ONE));
        assert_ne!(digest("", ONE), digest("", b"Received: by two\r\nSubject: a\r\n\r\nbody\r\n"));
        assert_ne!(digest("", b"\nx"), digest("x", b"\nx"));
    }
}
