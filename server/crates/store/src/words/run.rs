//! The characters of a run without blanks, each put together from its parts.

use super::{fold, script};
use std::{iter::Peekable, ops::Range, str::CharIndices};
use unicode_normalization::char::compose;

/// One character.
pub(super) struct Character {
    /// Bytes of the text.
    pub(super) at: Range<usize>,
    /// What it is compared as.
    pub(super) folded: char,
}

/// What is left of a run.
pub(super) struct Run<'t> {
    start: usize,
    chars: Peekable<CharIndices<'t>>,
}

impl<'t> Run<'t> {
    pub(super) fn new(text: &'t str, start: usize) -> Self {
        Self { start, chars: text[start..].char_indices().peekable() }
    }
}

impl Iterator for Run<'_> {
    type Item = Character;

    fn next(&mut self) -> Option<Character> {
        let (start, first) = self.chars.next_if(|(_, c)| script::is_unspaced(*c))?;
        let mut end = start + first.len_utf8();
        let mut folded = fold::unspaced(first);
        while let Some(&(at, c)) = self.chars.peek()
            && script::is_unspaced(c)
            && let Some(whole) = compose(folded, fold::unspaced(c))
        {
            folded = whole;
            end = at + c.len_utf8();
            self.chars.next();
        }
        Some(Character { at: self.start + start..self.start + end, folded })
    }
}
