//! Where a message was collected from, and what tells it from others.

use super::Source;
use model::{AccountId, MessageId};
use std::io::{self, BufRead};

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
pub(super) fn digest(message_id: &str, source: &Source) -> io::Result<Digest> {
    let mut hash = blake3::Hasher::new();
    let mut reader = source.reader();
    let id = message_id.trim();
    if id.is_empty() {
        hash.update(b"whole\0");
    } else {
        hash.update(b"body\0").update(&(id.len() as u64).to_le_bytes()).update(id.as_bytes());
        skip_header(&mut reader)?;
    }
    hash.update_reader(reader)?;
    let mut first = Digest::default();
    hash.finalize_xof().fill(&mut first);
    Ok(first)
}

/// Reads up to the end of the first empty line; to the end where there is none.
fn skip_header(reader: &mut impl BufRead) -> io::Result<()> {
    // Of the line that is being read: its bytes but for a CR that may belong to its end.
    let (mut text, mut cr) = (false, false);
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok(());
        }
        let end = bytes.iter().position(|byte| *byte == b'\n');
        for byte in bytes.iter().take(end.unwrap_or(bytes.len())) {
            text |= cr || *byte != b'\r';
            cr = *byte == b'\r';
        }
        let read = end.map_or(bytes.len(), |end| end + 1);
        reader.consume(read);
        if end.is_some() {
            if !text {
                return Ok(());
            }
            (text, cr) = (false, false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Digest, Source};

    fn digest(message_id: &str, source: &[u8]) -> Digest {
        super::digest(message_id, &Source::Memory(source.to_vec())).expect("in memory")
    }

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
    fn the_body_begins_behind_the_first_empty_line_however_lines_end() {
        let same = ["\nbody", "\r\nbody", "A: b\n\nbody", "A: b\r\n\r\nbody", "\r\r\n\nbody"];
        for source in same {
            assert_eq!(digest("1@a", source.as_bytes()), digest("1@a", b"\nbody"), "{source:?}");
        }
        let none = ["", "A: b", "A: b\r\n", "body", "\r"];
        for source in none {
            assert_eq!(digest("1@a", source.as_bytes()), digest("1@a", b"\n"), "{source:?}");
        }
    }

    #[test]
    fn without_an_id_every_byte_counts() {
        assert_eq!(digest("", ONE), digest(" ", ONE));
        assert_ne!(digest("", ONE), digest("", b"Received: by two\r\nSubject: a\r\n\r\nbody\r\n"));
        assert_ne!(digest("", b"\nx"), digest("x", b"\nx"));
    }
}
