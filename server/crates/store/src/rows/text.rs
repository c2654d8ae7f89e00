//! The beginning of a message's text, kept to show what surrounds a match.
//!
//! The text of much plain mail is a piece of its source. Where that lies in a row of the database and
//! is small, only where the piece is is kept: some 7 % of the mail's own size less.

use crate::{Result, compression};
use memchr::memmem;

/// Bytes of a text that are kept, before compression.
const KEPT: usize = 32 * 1024;
/// Bytes of a source that is read for its text; to read a larger one takes longer than it is worth.
pub(crate) const SMALL: i64 = 64 * 1024;
/// What a piece begins with. A compressed text begins with zstd's own sign, of four bytes.
const PIECE: u8 = b'p';
/// Bytes of a piece as it is kept: the sign, where it begins, and how long it is.
pub(crate) const LENGTH: i64 = 9;

/// What is kept of a text by itself: it is compressed.
pub(crate) fn packed(text: &str) -> Result<Vec<u8>> {
    Ok(compression::compress(beginning(text).as_bytes())?)
}

/// What is kept of a text beside the source that it is from.
pub(super) fn packed_beside(text: &str, source: &[u8]) -> Result<Vec<u8>> {
    match piece(beginning(text), source) {
        Some(piece) => Ok(piece),
        None => packed(text),
    }
}

/// The text again; the source, compressed, is that of the same message. Empty when they do not
/// belong together.
pub(crate) fn text_of(kept: &[u8], source: Option<&[u8]>) -> String {
    let text = match kept {
        [PIECE, place @ ..] => source.and_then(|source| cut_out(place, source)),
        compressed => compression::decompress(compressed, KEPT).ok(),
    };
    String::from_utf8(text.unwrap_or_default()).unwrap_or_default()
}

/// A source that a piece may be of, again; none of one that is damaged or too large.
pub(crate) fn source_of(compressed: &[u8]) -> Option<Vec<u8>> {
    compression::decompress(compressed, usize::try_from(SMALL).ok()?).ok()
}

fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(KEPT)]
}

fn piece(text: &str, source: &[u8]) -> Option<Vec<u8>> {
    if text.is_empty() || i64::try_from(source.len()).is_ok_and(|size| size > SMALL) {
        return None;
    }
    let start = memmem::find(&lines(source), text.as_bytes())?;
    let number = |number: usize| u32::try_from(number).ok().map(u32::to_le_bytes);
    Some([&[PIECE], &number(start)?[..], &number(text.len())?[..]].concat())
}

fn cut_out(place: &[u8], source: &[u8]) -> Option<Vec<u8>> {
    let (start, length) = place.split_first_chunk()?;
    let number = |bytes: &[u8; 4]| usize::try_from(u32::from_le_bytes(*bytes)).ok();
    let (start, length) = (number(start)?, number(length.try_into().ok()?)?);
    let lines = lines(&source_of(source)?);
    Some(lines.get(start..start.checked_add(length)?)?.to_vec())
}

/// A source with the ends of lines that texts have.
fn lines(source: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(source.len());
    let mut start = 0;
    for end in memchr::memchr_iter(b'\r', source) {
        lines.extend_from_slice(&source[start..end]);
        start = end + 1;
    }
    lines.extend_from_slice(&source[start..]);
    lines
}

#[cfg(test)]
mod tests;
