//! The first match in a text that begins with ASCII, as most mail is all ASCII: it is sought as bytes,
//! and words are looked at only where they may begin one.

use crate::words::{LONGEST, Phrase, begin_of_word, end_of_ascii_word};
use memchr::memmem;
use std::ops::Range;

/// The first match that lies in the ASCII with which the text begins, as [`super::matches`] would
/// find it: the one that ends first, of those the longest.
pub(super) fn first(text: &str, phrases: &[Phrase]) -> Option<Range<usize>> {
    let lower = beginning(text).to_ascii_lowercase();
    let found = phrases.iter().filter_map(|phrase| first_of(&lower, phrase));
    found.min_by_key(|found| (found.end, found.start))
}

/// What is ASCII, but for a word that may go on behind it.
fn beginning(text: &str) -> &str {
    let Some(end) = text.bytes().position(|byte| !byte.is_ascii()) else { return text };
    let whole = text[..end].rfind(|c: char| !c.is_ascii_alphanumeric());
    &text[..whole.map_or(0, |blank| blank + 1)]
}

fn first_of(lower: &str, phrase: &Phrase) -> Option<Range<usize>> {
    let word = phrase.words.first()?;
    memmem::find_iter(lower.as_bytes(), word.as_bytes()).find_map(|start| {
        let before = lower.as_bytes()[..start].last();
        let begins = before.is_none_or(|byte| !byte.is_ascii_alphanumeric());
        begins.then(|| end_at(lower, start, phrase)).flatten().map(|end| start..end)
    })
}

/// Where the phrase ends whose first word begins here, if the whole of it is here.
fn end_at(lower: &str, start: usize, phrase: &Phrase) -> Option<usize> {
    let mut words = phrase.words.iter().peekable();
    let mut end = start;
    while let Some(wanted) = words.next() {
        let at = begin_of_word(lower, end)?;
        end = end_of_ascii_word(lower, at)?;
        let word = &lower[at..end.min(at + LONGEST)];
        let goes_on = phrase.prefix && words.peek().is_none();
        if !(word == wanted || goes_on && word.starts_with(wanted.as_str())) {
            return None;
        }
    }
    Some(end)
}
