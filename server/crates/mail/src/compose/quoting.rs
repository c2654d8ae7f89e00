//! The words of the message that is answered or forwarded.

use crate::parse::{Original, limits};
use model::Mailbox;
use std::fmt::Write as _;

/// The body of an answer: room to write, who wrote when, and the original with `> `.
pub fn answer(original: &Original, written: &str) -> String {
    let who = original.from.first().map(Mailbox::label).unwrap_or_default();
    let who = if who.is_empty() { "somebody" } else { who };
    let attribution = if written.is_empty() {
        format!("{who} wrote:")
    } else {
        format!("On {written}, {who} wrote:")
    };
    if original.text.trim().is_empty() {
        return format!("\n\n{attribution}\n");
    }
    let mut body = format!("\n\n{attribution}\n");
    for line in shown(&original.text).lines() {
        let marks = if line.starts_with('>') { ">" } else { "> " };
        let line = line.trim_end();
        body.push_str(if line.is_empty() { ">" } else { marks });
        body.push_str(line);
        body.push('\n');
    }
    body
}

/// The body of a forwarded message: room to write, the heading, and the original as it is.
pub fn forward(original: &Original, written: &str) -> String {
    let list =
        |people: &[Mailbox]| people.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let heading = [
        ("From", list(&original.from)),
        ("Date", written.to_owned()),
        ("Subject", original.subject.clone()),
        ("To", list(&original.to)),
        ("Cc", list(&original.cc)),
    ];
    let mut body = "\n\n---------- Forwarded message ----------\n".to_owned();
    for (name, value) in heading.into_iter().filter(|(_, value)| !value.is_empty()) {
        // Writing to a string does not fail.
        let _ = writeln!(body, "{name}: {value}");
    }
    body.push('\n');
    body.push_str(shown(&original.text));
    body.push('\n');
    body
}

/// The original's words without its signature's blank end, up to the limit.
fn shown(text: &str) -> &str {
    crate::parse::cut(text, limits::SHOWN_TEXT).trim_end().trim_start_matches('\n')
}
