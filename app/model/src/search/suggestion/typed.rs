use crate::search::lexer::{ends_word, is_operator, is_quote};
use std::ops::Range;

/// The word of a query in which the cursor stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// Where it stands in the text, without a `-` before it. Bytes.
    pub place: Range<usize>,
    /// What stands before its colon, in small letters; empty when there is none.
    pub operator: String,
    /// What is typed of its value up to the cursor, without quotation marks.
    pub value: String,
    /// A quotation mark stands before the value.
    pub quoted: bool,
}

impl Typed {
    /// The word in which the cursor stands, or at the end of which; it may be empty. `cursor`
    /// counts in the UTF-16 units that a field counts in.
    pub fn at(text: &str, cursor: u32) -> Self {
        let (before, after) = text.split_at(bytes(text, cursor));
        let (mut start, mut inside) = (0, false);
        for (at, c) in before.char_indices() {
            let next = at + c.len_utf8();
            if is_quote(c) {
                // After a colon it belongs to the word, else it begins one; another ends it.
                if inside {
                    start = next;
                } else if !before[start..at].ends_with(':') {
                    start = at;
                }
                inside = !inside;
            } else if !inside && ends_word(c) {
                start = next;
            }
        }
        let word = before[start..].trim_start_matches('-');
        let start = before.len() - word.len();
        let (operator, value) = match word.split_once(':') {
            Some((operator, value)) if is_operator(operator) => (operator, value),
            _ => ("", word),
        };
        let opens = value.is_empty() && !operator.is_empty() && after.starts_with(is_quote);
        let end = before.len() + end(after, inside, opens);
        Self {
            place: start..end,
            operator: operator.to_ascii_lowercase(),
            value: value.trim_start_matches(is_quote).to_owned(),
            quoted: value.starts_with(is_quote),
        }
    }

    /// The text with something else in the place of this word, and the cursor after that, in
    /// UTF-16 units. What wants no value is followed by a blank.
    pub fn replaced(&self, text: &str, by: &str) -> (String, u32) {
        let before = text.get(..self.place.start).unwrap_or_default();
        let after = text.get(self.place.end..).unwrap_or_default();
        let begun =
            if by.ends_with(':') { format!("{before}{by}") } else { format!("{before}{by} ") };
        let after = if begun.ends_with(' ') { after.trim_start() } else { after };
        let cursor = u32::try_from(begun.encode_utf16().count()).unwrap_or(u32::MAX);
        (begun + after, cursor)
    }
}

/// How much of what follows the cursor belongs to its word: up to the mark that ends the quotation
/// which it is `inside` of or that `opens` right there, if there is one.
fn end(after: &str, inside: bool, opens: bool) -> usize {
    let skipped = if opens { after.chars().next().map_or(0, char::len_utf8) } else { 0 };
    let rest = &after[skipped..];
    let closing = rest.char_indices().find(|(_, c)| is_quote(*c)).filter(|_| inside || opens);
    match closing {
        Some((at, mark)) => skipped + at + mark.len_utf8(),
        None => after.find(ends_word).unwrap_or(after.len()),
    }
}

/// Where so many UTF-16 units end. One inside of a character counts as before it.
fn bytes(text: &str, units: u32) -> usize {
    let mut left = usize::try_from(units).unwrap_or(usize::MAX);
    let fits = |c: &char| {
        let rest = left.checked_sub(c.len_utf16());
        left = rest.unwrap_or(0);
        rest.is_some()
    };
    text.chars().take_while(fits).map(char::len_utf8).sum()
}
