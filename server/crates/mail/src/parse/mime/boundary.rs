//! Boundaries of a multipart (RFC 2046, section 5.1.1).

use super::header::line_length;
use std::ops::Range;

/// Where the parts of a multipart's body lie.
pub struct Cuts {
    pub preamble: Range<usize>,
    pub parts: Vec<Range<usize>>,
    pub epilogue: Range<usize>,
}

/// Finds the parts. The boundary named by the header may be missing or wrong: then a line that
/// closes a multipart in the body tells it. None when there are no parts to be found.
pub fn cut(body: &[u8], named: Option<&str>) -> Option<Cuts> {
    named
        .map(str::trim_end)
        .filter(|name| !name.is_empty())
        .and_then(|name| cut_at(body, name.as_bytes()))
        .or_else(|| cut_at(body, guess(body)?))
}

fn cut_at(body: &[u8], boundary: &[u8]) -> Option<Cuts> {
    let mut parts = Vec::new();
    let mut preamble = None;
    let mut start = 0;
    let mut at = 0;
    for line in lines(body) {
        let next = at + line.len();
        if let Some(closes) = delimiter(line, boundary) {
            let end = end_before(body, at).max(start);
            if preamble.is_none() {
                preamble = Some(0..end);
            } else {
                parts.push(start..end);
            }
            start = next;
            if closes {
                let epilogue = next..body.len();
                return Some(Cuts { preamble: preamble.unwrap_or(0..0), parts, epilogue })
                    .filter(|cuts| !cuts.parts.is_empty());
            }
        }
        at = next;
    }
    // Never closed: the last part goes to the end.
    let preamble = preamble?;
    parts.push(start..body.len());
    Some(Cuts { preamble, parts, epilogue: body.len()..body.len() })
}

/// A delimiter line: `--boundary`, or `--boundary--` which closes. Blanks may follow.
fn delimiter(line: &[u8], boundary: &[u8]) -> Option<bool> {
    let rest = line.strip_prefix(b"--")?.strip_prefix(boundary)?;
    if rest.trim_ascii().is_empty() {
        return Some(false);
    }
    rest.strip_prefix(b"--").filter(|rest| rest.trim_ascii().is_empty()).map(|_| true)
}

/// The line end before a delimiter belongs to the delimiter.
fn end_before(body: &[u8], delimiter: usize) -> usize {
    let before = body.get(..delimiter).unwrap_or_default();
    let before = before.strip_suffix(b"\n").unwrap_or(before);
    before.strip_suffix(b"\r").unwrap_or(before).len()
}

/// The boundary that a multipart seems to use: that of the last line `--x--` for which there is
/// a line `--x` before it.
fn guess(body: &[u8]) -> Option<&[u8]> {
    let mut opened: Vec<&[u8]> = Vec::new();
    let mut found = None;
    for line in lines(body) {
        let Some(rest) = line.trim_ascii_end().strip_prefix(b"--") else { continue };
        match rest.strip_suffix(b"--").filter(|name| opened.contains(name)) {
            Some(name) => found = Some(name),
            None if !rest.is_empty() && rest.len() <= 200 && opened.len() < 32 => opened.push(rest),
            None => {}
        }
    }
    found
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (line, after) = rest.split_at_checked(line_length(rest))?;
        rest = after;
        (!line.is_empty()).then_some(line)
    })
}
