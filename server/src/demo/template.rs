//! A message with gaps. Its first lines, `X-Demo: ada inbox unread starred`, say in whose mail
//! it lies and how; they are taken out. In the rest
//!
//! - `{{date 3d 14:05}}` becomes the date three days ago at that time, as a header has it;
//!   `{{date 40m}}` and `{{date 5h}}` count back from now;
//! - `{{day 3d}}` becomes that day, as people write it;
//! - `{{file menu.pdf}}` becomes the file of that name in base64.

use base64::{Engine, prelude::BASE64_STANDARD};
use model::{Role, UnixMillis};
use std::str::Lines;
use time::{
    Duration, OffsetDateTime, Time, format_description::well_known::Rfc2822,
    macros::format_description,
};

/// A message as it lies in one user's mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// The part of the user's address before the `@`.
    pub user: String,
    pub folder: Role,
    pub unread: bool,
    pub starred: bool,
}

/// A template filled in.
#[derive(Debug)]
pub struct Filled {
    pub placements: Vec<Placement>,
    pub source: Vec<u8>,
    /// The first date in it.
    pub date: UnixMillis,
}

/// Fills in a template. `file` gives the bytes of a fixture. The error tells the author.
pub fn fill(
    text: &str,
    now: UnixMillis,
    file: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<Filled, String> {
    let mut lines = text.lines();
    let placements = placements(&mut lines)?;
    let now = OffsetDateTime::from_unix_timestamp(now.div_euclid(1000))
        .map_err(|error| error.to_string())?;
    let (mut source, mut date) = (String::with_capacity(text.len()), None);
    for line in lines {
        let mut rest = line;
        while let Some((before, gap)) = rest.split_once("{{") {
            let (gap, after) = gap.split_once("}}").ok_or("a gap has no end")?;
            source.push_str(before);
            let (kind, argument) = gap.split_once(' ').ok_or("a gap says nothing")?;
            match kind {
                "date" => {
                    let at = ago(now, argument)?;
                    date.get_or_insert(at);
                    source.push_str(&at.format(&Rfc2822).map_err(|error| error.to_string())?);
                }
                "day" => source.push_str(&day(ago(now, argument)?)?),
                "file" => {
                    let bytes = file(argument).ok_or(format!("there is no {argument}"))?;
                    source.push_str(&lines_of_base64(&bytes));
                }
                _ => return Err(format!("a gap is called {kind}")),
            }
            rest = after;
        }
        source.push_str(rest);
        source.push_str("\r\n");
    }
    let date = date.ok_or("it has no date")?.unix_timestamp() * 1000;
    Ok(Filled { placements, source: source.into_bytes(), date })
}

/// The `X-Demo` lines; leaves the others.
fn placements(lines: &mut Lines<'_>) -> Result<Vec<Placement>, String> {
    let mut placements = Vec::new();
    loop {
        let mut ahead = lines.clone();
        let Some(line) = ahead.next().and_then(|line| line.strip_prefix("X-Demo: ")) else {
            return Ok(placements);
        };
        *lines = ahead;
        let mut words = line.split(' ');
        let user = words.next().unwrap_or_default().to_owned();
        let folder = words.next().and_then(Role::from_word).ok_or("a folder is unknown")?;
        let flags: Vec<&str> = words.collect();
        let (unread, starred) = (flags.contains(&"unread"), flags.contains(&"starred"));
        placements.push(Placement { user, folder, unread, starred });
    }
}

/// `40m`, `5h`, `3d` or `3d 14:05` before now.
fn ago(now: OffsetDateTime, words: &str) -> Result<OffsetDateTime, String> {
    let wrong = || format!("“{words}” is no time ago");
    let (count, time) = match words.split_once(' ') {
        Some((count, time)) => (count, Some(time)),
        None => (words, None),
    };
    let unit = count.chars().last().ok_or_else(wrong)?;
    let number: i64 = count.strip_suffix(unit).and_then(|n| n.parse().ok()).ok_or_else(wrong)?;
    let then = match unit {
        'm' => now - Duration::minutes(number),
        'h' => now - Duration::hours(number),
        'd' => now - Duration::days(number),
        _ => return Err(wrong()),
    };
    let Some((hour, minute)) = time.and_then(|time| time.split_once(':')) else { return Ok(then) };
    let (hour, minute) = (hour.parse().ok(), minute.parse().ok());
    let (Some(hour), Some(minute)) = (hour, minute) else { return Err(wrong()) };
    Time::from_hms(hour, minute, 0).map(|time| then.replace_time(time)).map_err(|_| wrong())
}

/// "Tuesday, 3 March".
fn day(date: OffsetDateTime) -> Result<String, String> {
    date.format(format_description!("[weekday], [day padding:none] [month repr:long]"))
        .map_err(|error| error.to_string())
}

/// In lines of 76 characters (RFC 2045, section 6.8).
fn lines_of_base64(bytes: &[u8]) -> String {
    let lines: Vec<String> = bytes.chunks(57).map(|line| BASE64_STANDARD.encode(line)).collect();
    lines.join("\r\n")
}

#[cfg(test)]
mod tests;
