//! One character to what it is compared as.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

pub(super) fn begins_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() }
}

pub(super) fn continues_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        c.is_alphanumeric() || is_combining_mark(c) || c == SOFT_HYPHEN
    }
}

/// Invisible; put inside words by those who typeset newsletters.
const SOFT_HYPHEN: char = '\u{AD}';

/// Appends what `c` is compared as: nothing for an accent, one letter for most.
pub(super) fn push(c: char, word: &mut String) {
    if c.is_ascii() {
        return word.push(c.to_ascii_lowercase());
    }
    for part in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
        match part {
            'ß' => word.push_str("ss"),
            'æ' => word.push_str("ae"),
            'œ' => word.push_str("oe"),
            'ø' => word.push('o'),
            'đ' | 'ð' => word.push('d'),
            'ł' => word.push('l'),
            'ı' => word.push('i'),
            'ς' => word.push('σ'),
            c if is_accent(c) || c == SOFT_HYPHEN => {}
            c if c.is_alphanumeric() || is_combining_mark(c) => word.push(c),
            _ => {}
        }
    }
}

/// A mark that readers leave out when they type. Vowel signs of Indic scripts are none.
fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0487}' // Latin, Greek, Cyrillic
        | '\u{0591}'..='\u{05C7}' // Hebrew points
        | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' // Arabic
        | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}')
}

/// Half-width Katakana and compatibility characters as their usual form.
pub(super) fn unspaced(c: char) -> char {
    if c < '\u{F900}' {
        return c;
    }
    let mut forms = std::iter::once(c).nfkc();
    forms.next().unwrap_or(c)
}
