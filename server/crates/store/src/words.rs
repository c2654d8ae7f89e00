//! Text to the words that are indexed, looked for and marked: one function for all three, so
//! that they can never disagree.
//!
//! - Case and accents fold: "Élan" and "elan", "Straße" and "strasse" are one word.
//! - Scripts that write without blanks (Chinese, Japanese, Thai, …; Korean with its endings
//!   too) have no words to split at. A run of such characters becomes its overlapping pairs and,
//!   last, its last character: 東京都 → 東京 京都 都. So a longer piece is found as a phrase of
//!   its pairs, and a single character as the beginning of a pair or as the last one.

mod fold;
mod script;

use std::ops::Range;

/// Longer words (base64, tracking links) are cut, in index and query alike. Bytes.
const LONGEST: usize = 40;

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
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if script::is_unspaced(first) {
            // A run: each character with what it folds to.
            let mut previous = (start, start + first.len_utf8(), fold::unspaced(first));
            while let Some((at, c)) = chars.next_if(|(_, c)| script::is_unspaced(*c)) {
                word.clear();
                word.push(previous.2);
                let folded = fold::unspaced(c);
                word.push(folded);
                if !each(&word, previous.0..at + c.len_utf8(), false) {
                    return;
                }
                previous = (at, at + c.len_utf8(), folded);
            }
            word.clear();
            word.push(previous.2);
            if !each(&word, previous.0..previous.1, true) {
                return;
            }
        } else if fold::begins_word(first) {
            word.clear();
            fold::push(first, &mut word);
            let mut end = start + first.len_utf8();
            while let Some((at, c)) =
                chars.next_if(|(_, c)| !script::is_unspaced(*c) && fold::continues_word(*c))
            {
                end = at + c.len_utf8();
                if word.len() < LONGEST {
                    fold::push(c, &mut word);
                }
            }
            word.truncate(word.floor_char_boundary(LONGEST));
            if !word.is_empty() && !each(&word, start..end, false) {
                return;
            }
        }
    }
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
