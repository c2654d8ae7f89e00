/// How ids begin that are made of a message's headers, where a server has none of its own.
pub const HEADERS_ID: &str = "headers:";

/// Lines that servers change from session to session, or write only for some clients.
const VOLATILE: [&str; 7] =
    ["status", "x-status", "x-keywords", "x-uid", "x-uidl", "content-length", "lines"];

/// A hash of a message's header, which stays the same whatever the server writes into it when the
/// message is read, and however it ends lines. Never 0.
///
/// `source` is a whole message, as RETR gives it, or its beginning, as TOP does. Two messages
/// have the same by chance once in 2^64 times.
pub fn header_hash(source: &[u8]) -> i64 {
    let mut first = [0; 8];
    hash(source).finalize_xof().fill(&mut first);
    never_0(i64::from_le_bytes(first))
}

fn never_0(hash: i64) -> i64 {
    if hash == 0 { 1 } else { hash }
}

/// The same as an id, where a server has none of its own.
pub(super) fn id(headers: &[u8]) -> String {
    let hex = hash(headers).finalize().to_hex();
    format!("{HEADERS_ID}{}", hex.get(..32).unwrap_or_default())
}

/// Of an id that several messages have, and that therefore has one of headers behind it: the
/// server's own, and the [`header_hash`] of the message that it names.
pub fn shared_id(uid: &str) -> Option<(&str, i64)> {
    let (own, headers) = uid.rsplit_once(HEADERS_ID)?;
    let own = own.strip_suffix(' ')?;
    let first = u64::from_str_radix(headers.get(..16)?, 16).ok()?.swap_bytes();
    Some((own, never_0(first.cast_signed())))
}

/// Hashes the lines up to the first empty one.
fn hash(source: &[u8]) -> blake3::Hasher {
    let mut hash = blake3::Hasher::new();
    let mut volatile = false;
    for line in source.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
            volatile =
                VOLATILE.iter().any(|it| name.trim_ascii().eq_ignore_ascii_case(it.as_bytes()));
        }
        if !volatile {
            hash.update(line).update(b"\n");
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::{header_hash, id, shared_id};

    #[test]
    fn what_a_server_writes_when_a_message_is_read_changes_no_id() {
        let unread = b"Subject: a\r\n folded\r\nTo: b@example.org\r\n\r\n";
        let read =
            b"Status: RO\r\n folded\r\nSubject: a\n folded\nX-UIDL: 1\nTo: b@example.org\n\nbody";
        assert_eq!(id(unread), id(read));
        assert_eq!(header_hash(unread), header_hash(read));
        for other in [
            b"Subject: a\r\nTo: b@example.org\r\n\r\n".as_slice(),
            b"Subject: a\r\n folded\r\n",
            b"",
        ] {
            assert_ne!(id(unread), id(other));
            assert_ne!(header_hash(unread), header_hash(other));
        }
        assert!(id(b"").len() < 70);
        assert_ne!(header_hash(b""), 0);
    }

    #[test]
    fn an_id_that_several_messages_have_says_which_of_them_it_names() {
        let message = b"Subject: a\r\n\r\nbody";
        let hash = header_hash(message);
        for own in ["one", "a b", "x headers:y"] {
            let uid = format!("{own} {}", id(message));
            assert_eq!(shared_id(&uid), Some((own, hash)), "{uid}");
            assert_eq!(shared_id(&format!("{uid} #2")), Some((own, hash)), "{uid}");
        }
        for uid in ["one", "", &id(message), "one headers:", "one headers:zzzzzzzzzzzzzzzzzz"] {
            assert_eq!(shared_id(uid), None, "{uid}");
        }
    }

    #[test]
    fn a_header_alone_is_known_for_that_of_its_message() {
        for message in ["A: b\r\n\r\nbody\r\n", "\r\nbody\r\n", "A: b\r\n", "A: b", "\n\n"] {
            let header = message.split_once("\r\n\r\n").map_or(message, |(header, _)| header);
            for end in ["", "\r\n", "\n", "\r\n\r\n"] {
                let header = format!("{header}{end}");
                assert_eq!(
                    header_hash(header.as_bytes()),
                    header_hash(message.as_bytes()),
                    "{header:?}"
                );
            }
        }
    }
}
