//! What a search narrows by beside words, as words that nobody can type: when a message is from,
//! that it has attachments, that it is large. So the index itself leaves out what is too old or
//! too new, and no row is read in vain.
//!
//! They say less than the query: a month for a day, a power of two for a size. Whoever uses them
//! looks at the row as well.

use super::Find;
use crate::words::Phrase;
use model::{UnixMillis, search::Place};
use std::{fmt::Write as _, iter};
use time::OffsetDateTime;

/// Private use character: no word of a text begins with it.
const SIGN: char = '\u{E001}';
const ATTACHMENT: char = 'a';
const DECADE: char = 'd';
const YEAR: char = 'y';
const MONTH: char = 'm';
const SIZE: char = 's';
/// The first year that is told from those before it.
const FIRST_YEAR: i32 = 1990;
/// Decades from then to the last one that is told from those after it.
const DECADES: u32 = 6;
/// The power of two from which sizes are told apart, 64 KiB: most mail is smaller.
const LEAST_SIZE: u32 = 16;
/// Sizes from this power of two on are one.
const GREATEST_SIZE: u32 = 32;

/// What is indexed of a message.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Properties {
    pub(crate) date: UnixMillis,
    /// Bytes.
    pub(crate) size: i64,
    pub(crate) attachments: i64,
}

impl Properties {
    /// Appends them as words, each with a blank after it.
    pub(crate) fn index_into(self, indexed: &mut String) {
        let mut push = |word: String| {
            let _ = write!(indexed, "{word} ");
        };
        let month = month(self.date);
        for (kind, number) in [(DECADE, month / 120), (YEAR, month / 12), (MONTH, month)] {
            push(word(kind, number));
        }
        if let Some(power) = power(self.size) {
            push(word(SIZE, power));
        }
        if self.attachments > 0 {
            push(word(ATTACHMENT, 1));
        }
    }
}

/// All that has attachments.
pub(crate) fn attachment() -> Find {
    one_of(iter::once(word(ATTACHMENT, 1)))
}

/// All that is from before a time, and the rest of its month.
pub(crate) fn before(date: UnixMillis) -> Find {
    let month = month(date);
    let (year, decade) = (month / 12, month / 120);
    let months = (year * 12..=month).map(|number| word(MONTH, number));
    let years = (decade * 10..year).map(|number| word(YEAR, number));
    let decades = (0..decade).map(|number| word(DECADE, number));
    one_of(months.chain(years).chain(decades))
}

/// All that is from a time on, and from earlier in its month.
pub(crate) fn since(date: UnixMillis) -> Find {
    let month = month(date);
    let (year, decade) = (month / 12, month / 120);
    let months = (month..year * 12 + 12).map(|number| word(MONTH, number));
    let years = (year + 1..decade * 10 + 10).map(|number| word(YEAR, number));
    let decades = (decade + 1..DECADES).map(|number| word(DECADE, number));
    one_of(months.chain(years).chain(decades))
}

/// All that may be larger; none when sizes as small as this one are not told apart.
pub(crate) fn larger(size: i64) -> Option<Find> {
    Some(one_of((power(size)?..=GREATEST_SIZE).map(|power| word(SIZE, power))))
}

fn word(kind: char, number: u32) -> String {
    format!("{SIGN}{kind}{number}")
}

fn one_of(words: impl Iterator<Item = String>) -> Find {
    let phrase = |word| Phrase { words: vec![word], prefix: false };
    Find::Any(words.map(|word| Find::Phrase(Place::Anywhere, phrase(word))).collect())
}

/// Months since the first year, within what is told apart.
fn month(date: UnixMillis) -> u32 {
    let last = DECADES * 120 - 1;
    let Ok(date) = OffsetDateTime::from_unix_timestamp(date.div_euclid(1000)) else {
        return if date < 0 { 0 } else { last };
    };
    let months = (date.year() - FIRST_YEAR) * 12 + i32::from(u8::from(date.month())) - 1;
    u32::try_from(months).unwrap_or_default().min(last)
}

fn power(size: i64) -> Option<u32> {
    let power = u64::try_from(size).ok()?.checked_ilog2()?;
    (power >= LEAST_SIZE).then_some(power.min(GREATEST_SIZE))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    fn finds(find: &Find, properties: Properties) -> bool {
        let mut indexed = String::new();
        properties.index_into(&mut indexed);
        let Find::Any(options) = find else { return false };
        options.iter().any(|option| match option {
            Find::Phrase(_, phrase) => indexed.split(' ').any(|word| *word == phrase.words[0]),
            _ => false,
        })
    }

    #[test]
    fn every_date_is_found_from_both_sides_of_it_and_not_from_afar() {
        // From 1905 to 2119, a bound of each 31 days against dates around it.
        for day in (-23_742..54_787).step_by(31) {
            let bound = day * DAY;
            for away in [-40_000, -4_000, -400, -32, -1, 0, 1, 32, 400, 4_000, 40_000] {
                let date = bound + away * DAY;
                let is_told_apart = month(date) != month(bound);
                let message = Properties { date, size: 1, attachments: 0 };
                assert!(away >= 0 || finds(&before(bound), message), "{day} {away}");
                assert!(away < 0 || finds(&since(bound), message), "{day} {away}");
                assert!(!is_told_apart || away < 0 || !finds(&before(bound), message));
                assert!(!is_told_apart || away >= 0 || !finds(&since(bound), message));
            }
        }
    }

    #[test]
    fn no_date_is_too_far_away_to_be_indexed() {
        for date in [i64::MIN, -1, 0, i64::MAX] {
            let message = Properties { date, size: 1, attachments: 0 };
            assert!(finds(&before(i64::MAX), message) && finds(&since(i64::MIN), message));
        }
    }

    #[test]
    fn what_is_large_is_found_by_every_size_below_it() {
        let message = |size| Properties { date: 0, size, attachments: 0 };
        for size in [70_000, 5_000_001, 40_000_000, 1 << 40] {
            for bound in [65_536, 69_999, size - 1] {
                let find = larger(bound).expect("told apart");
                assert!(finds(&find, message(size)), "{bound} {size}");
                assert!(!finds(&find, message(30_000)));
            }
        }
        assert!(larger(10_000).is_none());
        assert!(!finds(&larger(5_000_000).expect("told apart"), message(70_000)));
    }

    #[test]
    fn what_has_attachments_says_so() {
        assert!(finds(&attachment(), Properties { date: 0, size: 1, attachments: 2 }));
        assert!(!finds(&attachment(), Properties { date: 0, size: 1, attachments: 0 }));
    }
}
