//! The words of a message's body.

use super::{
    charset,
    choice::Choice,
    flowed, html_text, limits,
    mime::{Node, Tree},
};

/// A part's words: decoded, line ends as `\n`, NUL and other control characters left out.
pub fn words(node: &Node<'_>) -> String {
    let label = node.fields.parameter("charset");
    let content = node.content();
    let content = content.get(..limits::SHOWN_HTML).unwrap_or(&content);
    let text = charset::decode(content, label.as_deref());
    normalised(&text)
}

/// Line ends as `\n`, no control characters.
pub fn normalised(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\n' | '\t' => out.push(c),
            // A form feed separates pages.
            '\x0C' => out.push('\n'),
            c if c.is_control() || c == '\u{FEFF}' => {}
            c => out.push(c),
        }
    }
    out
}

/// A text part's words with flowed lines joined (RFC 3676).
pub fn plain(node: &Node<'_>) -> String {
    let text = words(node);
    let flows = node.fields.parameter("format").is_some_and(|f| f.eq_ignore_ascii_case("flowed"));
    if node.media_type == "text/plain" && flows {
        let delsp = node.fields.parameter("delsp").is_some_and(|d| d.eq_ignore_ascii_case("yes"));
        flowed::unfolded(&text, delsp)
    } else {
        text
    }
}

/// The words of one part, whatever its type.
pub fn text_of(node: &Node<'_>) -> String {
    if node.media_type == "text/html" { html_text::text(&words(node)) } else { plain(node) }
}

/// The body as text: text where there is text, HTML's words otherwise.
pub fn best(tree: &Tree<'_>, choice: &Choice) -> String {
    let chosen = choice.text.iter().filter_map(|&index| tree.node(index));
    let mut text = joined(chosen);
    if text.trim().is_empty() {
        text = joined(choice.html.iter().filter_map(|&index| tree.node(index)));
    }
    text
}

fn joined<'t, 's: 't>(nodes: impl Iterator<Item = &'t Node<'s>>) -> String {
    let texts: Vec<String> = nodes
        .filter(|node| node.is_text())
        .map(text_of)
        .filter(|text| !text.trim().is_empty())
        .collect();
    texts.join("\n")
}
