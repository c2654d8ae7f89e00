//! What an export says of a message beside its bytes: lines before its header, taken off again
//! when the message comes back, so that its bytes are what they were.
//!
//! The first line is `X-Pillarbox-Export: 4 unended`: how many lines of ours follow it, and that
//! the message has no end of its last line where the file has one. Of those that follow, other
//! programs know `Status`, `X-Status` and `X-Keywords`; `X-Folder` is the path of its folder, the
//! names divided by `/`.

use super::{keywords, state::State};

const NAME: &str = "X-Pillarbox-Export:";
const FOLDER: &str = "X-Folder:";
const FORWARDED: &str = "$Forwarded";
/// Lines of ours before one message.
const MOST_LINES: usize = 8;
/// Bytes that such lines have at most; an import reads so much beyond the size limit.
pub const LONGEST: usize = 64 << 10;

/// What is said of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// What was done with it; none where the file has another way to say it.
    pub state: Option<State>,
    /// The names of its labels.
    pub labels: Vec<String>,
    /// The path of its folder; none where the file has another way to say it.
    pub folder: Option<String>,
    /// The file ends its last line, and it does not.
    pub unended: bool,
}

/// The message with the notes before it; without notes, as it is, unless it begins with what
/// would be taken for some.
pub fn put_on(source: Vec<u8>, notes: &Notes) -> Vec<u8> {
    let lines = notes.lines();
    if lines.is_empty() && !notes.unended && begins_with_field(&source) && !is_marked(&source) {
        return source;
    }
    let first = source.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let end = if first.ends_with(b"\r") { "\r\n" } else { "\n" };
    let unended = if notes.unended { " unended" } else { "" };
    let mut text = format!("{NAME} {}{unended}{end}", lines.len());
    for line in lines {
        // Names are users': they must not end a line.
        text.extend(line.chars().map(|char| if char.is_control() { ' ' } else { char }));
        text.push_str(end);
    }
    let mut text = text.into_bytes();
    text.extend(source);
    text
}

/// The message without notes, and the notes.
pub fn take_off(mut source: Vec<u8>) -> (Vec<u8>, Notes) {
    if let Some((length, notes)) = read(&source) {
        source.drain(..length);
        if notes.unended && source.ends_with(b"\n") {
            source.pop();
        }
        return (source, notes);
    }
    let (source, labels) = keywords::take_off(source);
    (source, Notes { labels, ..Notes::default() })
}

/// Whether the message has notes of ours before it.
pub fn is_noted(source: &[u8]) -> bool {
    source.starts_with(NAME.as_bytes())
}

/// Whether the first line is a header field (RFC 5322, section 2.2). Names of others than letters,
/// digits, `-` and `_` are allowed and have never been seen.
pub fn begins_with_field(source: &[u8]) -> bool {
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let name = source.iter().take_while(is_name).count();
    // Blanks before the colon are of RFC 822.
    let rest = source.get(name..).unwrap_or_default().trim_ascii_start();
    name > 0
        && source[0].is_ascii_alphabetic()
        && rest.starts_with(b":")
        && !rest.starts_with(b"://")
}

fn is_marked(source: &[u8]) -> bool {
    is_noted(source) || keywords::begins(source)
}

impl Notes {
    fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let forwarded = self.state.is_some_and(|state| state.forwarded);
        lines.extend(self.state.into_iter().flat_map(State::lines));
        if forwarded || !self.labels.is_empty() {
            let names = forwarded.then_some(FORWARDED).into_iter();
            let names: Vec<&str> = names.chain(self.labels.iter().map(String::as_str)).collect();
            lines.push(keywords::line(&names));
        }
        lines.extend(self.folder.iter().map(|folder| format!("{FOLDER} {folder}")));
        lines
    }
}

/// The notes before a message, and how many bytes they have; none where they are not whole.
fn read(source: &[u8]) -> Option<(usize, Notes)> {
    let mut lines = source.get(..source.len().min(LONGEST))?.split_inclusive(|byte| *byte == b'\n');
    let first = lines.next().filter(|first| is_noted(first) && first.ends_with(b"\n"))?;
    let mut length = first.len();
    let mut words = std::str::from_utf8(&first[NAME.len()..]).ok()?.split_ascii_whitespace();
    let count: usize = words.next()?.parse().ok().filter(|count| *count <= MOST_LINES)?;
    let mut notes = Notes { unended: words.next() == Some("unended"), ..Notes::default() };
    for _ in 0..count {
        let line = lines.next().filter(|line| line.ends_with(b"\n"))?;
        length += line.len();
        let text = String::from_utf8_lossy(line);
        if notes.state.unwrap_or_default().hear(line) {
            notes.state.get_or_insert_default().hear(line);
        } else if keywords::begins(line) {
            let (ours, forwarded) = keywords::read(&text, FORWARDED);
            notes.labels = ours;
            if forwarded {
                notes.state.get_or_insert_default().forwarded = true;
            }
        } else if let Some(folder) = text.strip_prefix(FOLDER) {
            notes.folder = Some(folder.trim().to_owned());
        }
    }
    Some((length, notes))
}

#[cfg(test)]
mod tests {
    use super::{Notes, begins_with_field, put_on, take_off};
    use crate::transfer::state::State;

    #[test]
    fn notes_are_put_before_a_message_and_taken_off_again() {
        let state = |unread, starred, answered, forwarded| {
            Some(State { unread, starred, answered, forwarded })
        };
        let all = [
            Notes::default(),
            Notes { state: state(true, false, false, false), ..Notes::default() },
            Notes {
                state: state(false, true, true, true),
                labels: vec!["Work".to_owned(), "To do".to_owned(), "Büro, a".to_owned()],
                folder: Some("Museum/Room 1".to_owned()),
                unended: false,
            },
        ];
        for source in
            ["Subject: x\r\n\r\nHello.\r\n", "X-Keywords: mine\n\nHello.\n", "", "x", "From x\n"]
        {
            for notes in &all {
                let text = put_on(source.as_bytes().to_vec(), notes);
                assert!(begins_with_field(&text), "{source}");
                let (back, read) = take_off(text);
                assert_eq!((String::from_utf8_lossy(&back).as_ref(), &read), (source, notes));
            }
        }
        let plain = b"Subject: x\n\n".to_vec();
        assert_eq!(put_on(plain.clone(), &Notes::default()), plain);
    }

    #[test]
    fn notes_that_are_not_whole_are_the_messages_own() {
        for source in [
            "X-Pillarbox-Export: 2\nStatus: O\n",
            "X-Pillarbox-Export: 1\nStatus: O",
            "X-Pillarbox-Export: 9\na\nb\nc\nd\ne\nf\ng\nh\ni\nj\n",
            "X-Pillarbox-Export: x\n\n",
            "X-Pillarbox-Export: \n\n",
            "X-Pillarbox-Export:",
            "X-Pillarbox-Export: -1\n\n",
        ] {
            let (back, notes) = take_off(source.as_bytes().to_vec());
            assert_eq!(
                (String::from_utf8_lossy(&back).as_ref(), notes),
                (source, Notes::default())
            );
        }
    }

    #[test]
    fn a_name_does_not_end_a_line() {
        let notes = Notes { folder: Some("a\r\nSubject: b".to_owned()), ..Notes::default() };
        let text = put_on(b"Subject: x\n\n".to_vec(), &notes);
        assert_eq!(text.split(|byte| *byte == b'\n').count(), 5);
        assert_eq!(take_off(text).0, b"Subject: x\n\n");
    }

    #[test]
    fn a_header_field_is_told_from_other_text() {
        for text in ["Subject: x", "x-y_1:z", "Date : today\n", "A:"] {
            assert!(begins_with_field(text.as_bytes()), "{text}");
        }
        for text in ["", ":", "From me", " Subject: x", "https://x.test/", "1: x", "a=b:c", "Ü: x"]
        {
            assert!(!begins_with_field(text.as_bytes()), "{text}");
        }
    }
}
