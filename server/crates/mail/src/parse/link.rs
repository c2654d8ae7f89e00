//! Links in plain text, as nodes: nothing is ever written into a string of HTML.

use linkify::{LinkFinder, LinkKind};
use model::{Inline, Span};

/// Text with its web and mail addresses as links. No scheme but `http`, `https` and `mailto`
/// ever becomes a link.
pub fn inlines(text: &str) -> Vec<Inline> {
    let mut finder = LinkFinder::new();
    finder.url_must_have_scheme(false);
    let mut inlines: Vec<Inline> = Vec::new();
    for span in finder.spans(text) {
        let words = span.as_str();
        match span.kind().and_then(|kind| target(kind, words)) {
            Some(href) => inlines.push(Inline::Link { href, text: Span::plain(words) }),
            None => match inlines.last_mut() {
                Some(Inline::Text(span)) => span.text.push_str(words),
                _ => inlines.extend(Span::plain(words).into_iter().map(Inline::Text)),
            },
        }
    }
    inlines
}

fn target(kind: &LinkKind, words: &str) -> Option<String> {
    let begins =
        |with: &str| words.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    match kind {
        LinkKind::Email => Some(format!("mailto:{words}")),
        LinkKind::Url if begins("http://") || begins("https://") => {
            let (scheme, rest) = words.split_once(':')?;
            Some(format!("{}:{rest}", scheme.to_ascii_lowercase()))
        }
        LinkKind::Url if begins("mailto:") => {
            Some(format!("mailto:{}", words.get("mailto:".len()..)?))
        }
        LinkKind::Url if begins("www.") => Some(format!("http://{words}")),
        _ => None,
    }
}
