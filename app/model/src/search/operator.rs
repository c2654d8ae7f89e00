//! What stands after an operator's colon: dates, ages and sizes.

use crate::UnixMillis;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// The beginning, in UTC, of the year, month or day that `text` names: `2024`, `2024-05`,
/// `2024-05-31`, with `/` as well as `-`.
pub(super) fn date(text: &str) -> Option<UnixMillis> {
    let mut fields = text.split(['-', '/']);
    let year: i64 = digits(fields.next()?, 4)?;
    let month = fields.next().map_or(Some(1), |field| digits(field, 2))?;
    let day = fields.next().map_or(Some(1), |field| digits(field, 2))?;
    let known = fields.next().is_none()
        && year >= 1900
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day);
    known.then(|| days_since_epoch(year, month, day) * DAY)
}

fn digits(text: &str, most: usize) -> Option<i64> {
    let plain = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the Gregorian calendar. Years are counted from March, so that the
/// leap day is the last of its year.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let before_month = (153 * month + 2) / 5;
    365 * year + year / 4 - year / 100 + year / 400 + before_month + day - 1 - 719_468
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
