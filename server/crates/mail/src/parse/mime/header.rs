//! Where a header ends and a body begins.

use crate::parse::outline::{Gap, Gaps};
use std::borrow::Cow;

/// A message's bytes, put right as far as reading needs it: an mbox `From ` line is left out,
/// and lines that end in a bare CR end in LF.
pub struct Source<'a> {
    bytes: Cow<'a, [u8]>,
    gaps: Gaps,
}

impl<'a> Source<'a> {
    /// Looks at a message's source.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self::with_gaps(bytes, &[])
    }

    /// The same of an outline.
    pub fn with_gaps(whole: &'a [u8], gaps: &[Gap]) -> Self {
        let bytes = whole;
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let bare_cr = bytes.contains(&b'\r') && !bytes.contains(&b'\n');
        let mut bytes = if bare_cr {
            Cow::Owned(bytes.iter().map(|&b| if b == b'\r' { b'\n' } else { b }).collect())
        } else {
            Cow::Borrowed(bytes)
        };
        if bytes.starts_with(b"From ") || bytes.starts_with(b">From ") {
            let line = line_length(&bytes);
            bytes = match bytes {
                Cow::Borrowed(bytes) => Cow::Borrowed(bytes.get(line..).unwrap_or_default()),
                Cow::Owned(mut bytes) => Cow::Owned(bytes.split_off(line)),
            };
        }
        let gaps = Gaps::new(gaps, whole.len() - bytes.len());
        Self { bytes, gaps }
    }

    /// The message.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where some of it was left out.
    pub fn gaps(&self) -> &Gaps {
        &self.gaps
    }
}

/// Bytes of the first line, its end included.
pub fn line_length(bytes: &[u8]) -> usize {
    memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1)
}

/// Cuts a part in header and body. A line that is no field ends the header, unless fields go on
/// behind it: then somebody folded a field without indenting it.
pub fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let line = rest.get(..line_length(rest)).unwrap_or_default();
        if rest.is_empty() {
            return (bytes, &[]);
        }
        if line.trim_ascii().is_empty() {
            let body = rest.get(line.len()..).unwrap_or_default();
            // A part that begins with blank lines: fields may still follow them.
            if at == 0 && begins_with_mime_field(body) {
                let (header, body) = split(body);
                return (header, body);
            }
            return (bytes.get(..at).unwrap_or_default(), body);
        }
        let folded = line.starts_with(b" ") || line.starts_with(b"\t");
        let belongs = if folded {
            at > 0 || fields_follow(rest.get(line.len()..).unwrap_or_default())
        } else {
            is_field(line) || fields_follow(rest.get(line.len()..).unwrap_or_default())
        };
        if !belongs {
            return (bytes.get(..at).unwrap_or_default(), rest);
        }
        at += line.len();
    }
}

/// `Name: …` with a name of visible characters (RFC 5322, section 2.2; blanks before the colon
/// were once allowed).
fn is_field(line: &[u8]) -> bool {
    let Some(colon) = memchr::memchr(b':', line) else { return false };
    let name = line.get(..colon).unwrap_or_default().trim_ascii_end();
    !name.is_empty() && name.iter().all(|&b| b.is_ascii_graphic() || b >= 0x80 || b == 0)
}

/// The next line begins a field that every message or part has.
fn fields_follow(bytes: &[u8]) -> bool {
    const KNOWN: [&[u8]; 14] = [
        b"from",
        b"to",
        b"cc",
        b"subject",
        b"date",
        b"message-id",
        b"mime-version",
        b"content-type",
        b"content-transfer-encoding",
        b"content-disposition",
        b"received",
        b"return-path",
        b"delivered-to",
        b"x-mailer",
    ];
    // Lines that continue the broken one do not count.
    let line = bytes
        .split_inclusive(|&b| b == b'\n')
        .take(3)
        .find(|line| !(line.starts_with(b" ") || line.starts_with(b"\t")))
        .unwrap_or_default();
    let name = line.split(|&b| b == b':').next().unwrap_or_default().trim_ascii();
    is_field(line) && KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn begins_with_mime_field(bytes: &[u8]) -> bool {
    let line = bytes.get(..line_length(bytes)).unwrap_or_default();
    line.get(..8).is_some_and(|start| start.eq_ignore_ascii_case(b"content-"))
        || (fields_follow(bytes) && line.get(..5).is_some_and(|s| s.eq_ignore_ascii_case(b"mime-")))
}
