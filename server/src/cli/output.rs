use anyhow::Context as _;
use serde::Serialize;
use std::io::{self, Write};
use time::{OffsetDateTime, macros::format_description};

/// Prints one object a line for programs, or a line for people.
pub fn line<T: Serialize>(
    json: bool,
    object: &T,
    text: impl FnOnce() -> String,
) -> anyhow::Result<()> {
    let line = if json { serde_json::to_string(object)? } else { text() };
    writeln!(io::stdout().lock(), "{line}").context("The output cannot be written")
}

/// A time for people, in UTC.
pub fn time(at: model::UnixMillis) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]");
    OffsetDateTime::from_unix_timestamp(at.div_euclid(1000))
        .ok()
        .and_then(|time| time.format(&format).ok())
        .unwrap_or_else(|| at.to_string())
}

/// "1 message", "2 messages".
pub fn count(n: u64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// A text of a stranger's on one line, without what moves a terminal's cursor.
pub fn one_line(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}

/// Names messages that are damaged in the store.
pub fn damaged(ids: &[model::MessageId]) {
    for id in ids {
        println!(
            "Message {id} is damaged in the store and is left as it is. A backup may have it."
        );
    }
}
