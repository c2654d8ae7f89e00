//! What a reader sees of messages that are written by hand here, odd ones most of all.

mod anything;
mod bodies;
mod frames;
mod limits;
mod names;
mod senders;

use mail::parse;
use model::{Body, Inline, Span};

/// A message of this header (lines ended by `\n`) and body.
fn message(header: &str, body: &str) -> Vec<u8> {
    format!("From: a@b.test\n{header}\n\n{body}").replace('\n', "\r\n").into_bytes()
}

/// The text of a body, blocks as `depth|text`, links as `[text](href)`.
fn blocks(source: &[u8]) -> Vec<String> {
    let Body::Text { blocks, .. } = parse::content(source).body else { return Vec::new() };
    blocks
        .into_iter()
        .map(|block| {
            let text = block.text.into_iter().map(|inline| match inline {
                Inline::Text(span) => span.text,
                Inline::Link { href, text } => format!("[{}]({href})", Span::text(&text)),
            });
            format!("{}|{}", block.depth, text.collect::<String>())
        })
        .collect()
}
