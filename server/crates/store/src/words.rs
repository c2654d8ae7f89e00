//! Text to the words that are indexed, looked for and marked: one function for all three, so
//! that they can never disagree.
//!
//! - Case and accents fold: "Élan" and "elan", "Straße" and "strasse" are one word.
//! - Scripts that write without blanks (Chinese, Japanese, Thai, …; Korean with its endings
//!   too) have no words to split at. A run of such characters becomes its overlapping pairs and,
//!   last, its last character: 東京都 → 東京 京都 都. So a longer piece is found as a phrase of
//!   its pairs, and a single character as the beginning of a pair or as the last one. What stands
//!   there in parts (한 as ㅎ, ㅏ and ㄴ, カ with its voicing mark; NFD, as macOS names files) is put
//!   together first.

mod fold;
mod run;
mod script;

use run::Run;
use std::ops::Range;

/// Longer words (base64, tracking links) are cut, in index and query alike. Bytes.
pub(crate) const LONGEST: usize = 40;

/// A word and where it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Folded.
    pub(crate) text: String,
    /// Bytes of the original text.
    pub(crate) at: Range<usize>,
    /// The last character of a run without blanks, which its pairs already cover.
    pub(crate) tail: bool,
}

/// Calls `each` with every word of `text`, in order, where it stands, and whether it is the
/// tail of a run; as long as it answers true.
pub(crate) fn each_word(text: &str, mut each: impl FnMut(&str, Range<usize>, bool) -> bool) {
    let mut word = String::new();
    let mut rest = 0;
    // Most mail is ASCII for the most part: its words need no look at each character.
    while let Some(start) = begin_of_word(text, rest) {
        if let Some(end) = end_of_ascii_word(text, start) {
            word.clear();
            word.push_str(&text[start..end.min(start + LONGEST)]);
            word.make_ascii_lowercase();
            if !each(&word, start..end, false) {
                return;
            }
            rest = end;
        } else if let Some(end) = word_or_run(text, start, &mut word, &mut each) {
            rest = end;
        } else {
            return;
        }
    }
}

/// The next byte that is not ASCII, or an ASCII letter or digit.
pub(crate) fn begin_of_word(text: &str, from: usize) -> Option<usize> {
    let rest = &text.as_bytes()[from..];
    let begins = |byte: &u8| !byte.is_ascii() || byte.is_ascii_alphanumeric();
    Some(from + rest.iter().position(begins)?)
}

/// Where the word ends that begins at `start`, if it and what follows it are ASCII.
pub(crate) fn end_of_ascii_word(text: &str, start: usize) -> Option<usize> {
    let rest = &text.as_bytes()[start..];
    let length = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let follows = rest.get(length).is_none_or(u8::is_ascii);
    (length > 0 && follows).then_some(start + length)
}

/// The word or the run that begins at `start`, if one does. Answers where to go on, or nothing
/// once `each` has had enough.
fn word_or_run(
    text: &str,
    start: usize,
    word: &mut String,
    each: &mut impl FnMut(&str, Range<usize>, bool) -> bool,
) -> Option<usize> {
    let first = text[start..].chars().next()?;
    if script::is_unspaced(first) {
        let mut run = Run::new(text, start);
        // A run: each character with what it folds to.
        let mut previous = run.next()?;
        for next in run {
            word.clear();
            word.extend([previous.folded, next.folded]);
            if !each(word, previous.at.start..next.at.end, false) {
                return None;
            }
            previous = next;
        }
        word.clear();
        word.push(previous.folded);
        let end = previous.at.end;
        return each(word, previous.at, true).then_some(end);
    }
    let mut chars = text[start..].char_indices().map(|(at, c)| (start + at, c)).peekable();
    chars.next();
    let mut end = start + first.len_utf8();
    if !fold::begins_word(first) {
        return Some(end);
    }
    word.clear();
    fold::push(first, word);
    while let Some((at, c)) =
        chars.next_if(|(_, c)| !script::is_unspaced(*c) && fold::continues_word(*c))
    {
        end = at + c.len_utf8();
        if word.len() < LONGEST {
            fold::push(c, word);
        }
    }
    word.truncate(word.floor_char_boundary(LONGEST));
    (word.is_empty() || each(word, start..end, false)).then_some(end)
}

/// The words of `text` with where they stand.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut all = Vec::new();
    each_word(text, |word, at, tail| {
        all.push(Word { text: word.to_owned(), at, tail });
        true
    });
    all
}

/// Appends the words of `text` to `indexed`, each with a blank after it.
pub(crate) fn index_into(indexed: &mut String, text: &str) {
    each_word(text, |word, _, _| {
        indexed.push_str(word);
        indexed.push(' ');
        true
    });
}

/// Words to look for side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) words: Vec<String>,
    /// The last word may go on.
    pub(crate) prefix: bool,
}

/// What to look for when somebody types `text`; none when it has no word.
pub(crate) fn phrase(text: &str, prefix: bool) -> Option<Phrase> {
    let mut words = words(text);
    let last = words.pop()?;
    let pair_before = words.last().is_some_and(|word| word.at.end == last.at.end);
    // The message's run may go on where the typed one ends: its last character stands alone
    // there only if it is alone here, and then it begins a pair.
    let (last, prefix) = match (last.tail, pair_before) {
        (true, true) => (None, prefix),
        (tail, _) => (Some(last.text), prefix || tail),
    };
    let words: Vec<String> = words.into_iter().map(|word| word.text).chain(last).collect();
    Some(Phrase { words, prefix })
}

#[cfg(test)]
mod tests;
