use model::UnixMillis;
use time::{Date, Month, PrimitiveDateTime, Time};

const MONTHS: [&[u8]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

/// Whether the line divides messages: `From `, and a time of day in it, which a sentence that
/// begins with "From " hardly has.
pub fn is_postmark(line: &[u8]) -> bool {
    line.strip_prefix(b"From ").is_some_and(|rest| words(rest).any(|word| time(word).is_some()))
}

/// The date in a postmark, taken as UTC: `Thu Nov 12 08:15:30 2026`.
pub fn date(line: &[u8]) -> Option<UnixMillis> {
    let words: Vec<&[u8]> = words(line).collect();
    let at = words.iter().position(|word| month(word).is_some())?;
    let [month_word, day, rest @ ..] = words.get(at..)? else { return None };
    let time = rest.iter().find_map(|word| time(word))?;
    let year = rest.iter().find_map(|word| number(word).filter(|year| *year >= 1970))?;
    let date = Date::from_calendar_date(
        i32::try_from(year).ok()?,
        month(month_word)?,
        u8::try_from(number(day)?).ok()?,
    );
    Some(PrimitiveDateTime::new(date.ok()?, time).assume_utc().unix_timestamp() * 1000)
}

fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty())
}

fn month(word: &[u8]) -> Option<Month> {
    let index = MONTHS.iter().position(|month| *month == word)?;
    Month::try_from(u8::try_from(index + 1).ok()?).ok()
}

/// `8:15` or `08:15:30`.
fn time(word: &[u8]) -> Option<Time> {
    let mut parts = word.split(|byte| *byte == b':').map(number);
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    let small = |value: u32| u8::try_from(value).ok();
    // A leap second is the second before.
    Time::from_hms(small(hour)?, small(minute)?, small(second.min(59))?).ok()
}

fn number(word: &[u8]) -> Option<u32> {
    std::str::from_utf8(word).ok()?.parse().ok()
}
