//! Where a search matched: marks in subjects and snippets.

mod ascii;

use crate::words::{self, Phrase, each_word};
use model::{
    Span,
    search::{Place, Query},
};
use std::ops::Range;

/// Text shown before and after the first match, in bytes, roughly: a row of the list shows some
/// forty characters, and the match has to be among them.
const BEFORE: usize = 24;
const AFTER: usize = 150;
/// Marks in one text. A stranger's text may be nothing but the word that is looked for.
const MOST: usize = 1000;

/// What a query marks in the messages that it finds: the words they are found by, not those that
/// keep others out, nor names, places and states.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    subject: Vec<Phrase>,
    text: Vec<Phrase>,
}

impl Marks {
    /// Those of a query.
    pub fn of(query: &Query) -> Self {
        let mut marks = Self::default();
        marks.add(query);
        marks
    }

    fn add(&mut self, query: &Query) {
        match query {
            Query::All(parts) | Query::Any(parts) => parts.iter().for_each(|part| self.add(part)),
            Query::Words(typed) => {
                let Some(phrase) = words::phrase(&typed.text, typed.prefix) else { return };
                if matches!(typed.place, Place::Anywhere | Place::Subject) {
                    self.subject.push(phrase.clone());
                }
                if matches!(typed.place, Place::Anywhere | Place::Body) {
                    self.text.push(phrase);
                }
            }
            _ => {}
        }
    }

    /// Nothing in the text of a message is marked.
    pub fn is_textless(&self) -> bool {
        self.text.is_empty()
    }

    /// A subject with its marks.
    pub fn subject(&self, subject: &str) -> Vec<Span> {
        mark(subject, &self.subject)
    }

    /// The text of a message, or a piece of it, with its first thousand marks.
    pub fn text(&self, text: &str) -> Vec<Span> {
        mark(text, &self.text)
    }

    /// The words around the first mark in the text of a message; none when nothing is marked.
    pub(crate) fn around(&self, text: &str) -> Option<Vec<Span>> {
        around(text, &self.text)
    }
}

/// Calls `each` with the place of every match, in the order of their ends, as long as it answers
/// true.
fn matches(text: &str, phrases: &[Phrase], mut each: impl FnMut(Range<usize>) -> bool) {
    // Phrases begun: which, how many words of it matched, where it began.
    let mut begun: Vec<(&Phrase, usize, usize)> = Vec::new();
    each_word(text, |word, at, _| {
        let mut found: Option<Range<usize>> = None;
        let mut end = |phrase: &Phrase, start: usize| {
            let wanted = phrase.words.last().map_or("", String::as_str);
            let end = end_of(text, wanted, word, &at);
            if found.as_ref().is_none_or(|found| found.len() < end - start) {
                found = Some(start..end);
            }
        };
        begun.retain_mut(|(phrase, matched, start)| {
            let next = fits(phrase, *matched, word);
            *matched += 1;
            let ends = next && *matched == phrase.words.len();
            if ends {
                end(phrase, *start);
            }
            next && !ends
        });
        // Next to no word of a text begins anything: nothing is done for the others.
        for phrase in phrases.iter().filter(|phrase| fits(phrase, 0, word)) {
            if phrase.words.len() == 1 {
                end(phrase, at.start);
            } else {
                begun.push((phrase, 1, at.start));
            }
        }
        found.is_none_or(&mut each)
    });
}

/// Whether `word` is this word of the phrase.
fn fits(phrase: &Phrase, place: usize, word: &str) -> bool {
    let Some(wanted) = phrase.words.get(place) else { return false };
    if phrase.prefix && place + 1 == phrase.words.len() {
        word.starts_with(wanted.as_str())
    } else {
        word == wanted
    }
}

/// A single character found at the beginning of a pair is marked alone; of other words that go
/// on, all is marked.
fn end_of(text: &str, wanted: &str, word: &str, at: &Range<usize>) -> usize {
    let mut wanted_chars = wanted.chars();
    let single = wanted_chars.next().is_some() && wanted_chars.next().is_none();
    let pair = single
        && word.chars().count() == 2
        && text[at.clone()].chars().count() == 2
        && !wanted.is_ascii();
    match text[at.clone()].chars().next() {
        Some(first) if pair => at.start + first.len_utf8(),
        _ => at.end,
    }
}

/// The whole text with its matches marked.
fn mark(text: &str, phrases: &[Phrase]) -> Vec<Span> {
    let mut marked: Vec<Range<usize>> = Vec::new();
    matches(text, phrases, |found| {
        match marked.last_mut() {
            // Pairs overlap, and so may phrases.
            Some(last) if found.start <= last.end => {
                last.start = last.start.min(found.start);
                last.end = last.end.max(found.end);
            }
            _ => marked.push(found),
        }
        marked.len() < MOST
    });
    let mut spans = Vec::new();
    let mut done = 0;
    for Range { start, end } in marked {
        let start = start.max(done);
        spans.extend(Span::plain(&text[done..start]));
        spans.push(Span { text: text[start..end].to_owned(), mark: true });
        done = end;
    }
    spans.extend(Span::plain(&text[done..]));
    spans
}

/// The first match, whatever the text is written in.
fn first(text: &str, phrases: &[Phrase]) -> Option<Range<usize>> {
    let mut first = None;
    matches(text, phrases, |found| {
        first = Some(found);
        false
    });
    first
}

/// The words around the first match; none when nothing matches.
fn around(text: &str, phrases: &[Phrase]) -> Option<Vec<Span>> {
    let elsewhere = || if text.is_ascii() { None } else { first(text, phrases) };
    let first = ascii::first(text, phrases).or_else(elsewhere)?;
    let mut start = text.floor_char_boundary(first.start.saturating_sub(BEFORE));
    if start > 0 {
        // From the next word on, if one begins before the match.
        let blank = text[start..first.start].find(char::is_whitespace);
        start += blank.unwrap_or_default();
    }
    let end = text.floor_char_boundary((first.end + AFTER).min(text.len()));
    let piece = text[start..end].split_whitespace().collect::<Vec<_>>().join(" ");
    let mut spans = mark(&piece, phrases);
    if start > 0 {
        spans.insert(0, Span { text: "… ".into(), mark: false });
    }
    Some(spans)
}

#[cfg(test)]
mod tests;
