//! What stands after an operator's colon: dates, ages and sizes.

use super::Days;
use crate::UnixMillis;
use std::str::FromStr;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// The beginning of the year, month or day that `text` names: `2024`, `2024-05`, `2024-05-31`,
/// with `/` as well as `-`.
pub(super) fn date(text: &str, days: &dyn Days) -> Option<UnixMillis> {
    let mut fields = text.split(['-', '/']);
    let year: i16 = digits(fields.next()?, 4)?;
    let month: i8 = fields.next().map_or(Some(1), |field| digits(field, 2))?;
    let day: i8 = fields.next().map_or(Some(1), |field| digits(field, 2))?;
    let known = fields.next().is_none()
        && year >= 1900
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day);
    known.then(|| days.begin(year, month, day))
}

fn digits<N: FromStr>(text: &str, most: usize) -> Option<N> {
    let plain = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

fn days_in(year: i16, month: i8) -> i8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// `3d`, `2w`, `1m`, `1y` in milliseconds.
pub(super) fn age(text: &str) -> Option<i64> {
    let (number, days) = scaled(text, |unit| {
        Some(match unit {
            'd' => 1,
            'w' => 7,
            'm' => 30,
            'y' => 365,
            _ => return None,
        })
    })?;
    number.checked_mul(days)?.checked_mul(DAY)
}

/// `500`, `10K`, `5M`, `1G`, also with a `B` after it, in bytes.
pub fn size(text: &str) -> Option<i64> {
    let upper = text.to_ascii_uppercase();
    let text = upper.strip_suffix('B').unwrap_or(&upper);
    if text.ends_with(|c: char| c.is_ascii_digit()) {
        return number(text);
    }
    let (number, unit) = scaled(text, |unit| {
        Some(match unit {
            'k' => 1 << 10,
            'm' => 1 << 20,
            'g' => 1 << 30,
            _ => return None,
        })
    })?;
    number.checked_mul(unit)
}

fn scaled(text: &str, unit: impl Fn(char) -> Option<i64>) -> Option<(i64, i64)> {
    let last = text.chars().next_back()?;
    let digits = &text[..text.len() - last.len_utf8()];
    Some((number(digits)?, unit(last.to_ascii_lowercase())?))
}

fn number(text: &str) -> Option<i64> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}
