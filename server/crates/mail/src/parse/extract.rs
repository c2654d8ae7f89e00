//! What is stored and searched.

use super::{
    Fields, attachment, body, charset,
    choice::Choice,
    frame::Pictures,
    html_text::cut,
    limits,
    mime::{Node, Source, Tree},
    outline::Gap,
};
use mail_parser::HeaderName;
use model::Extract;

/// What a message says, for the list, the search and the threading. Never fails: a message that
/// cannot be understood at all has its source as text.
pub fn extract(source: &[u8]) -> Extract {
    extract_with(source, &[])
}

/// The same of an outline.
pub(super) fn extract_with(source: &[u8], gaps: &[Gap]) -> Extract {
    let source = Source::with_gaps(source, gaps);
    let tree = Tree::new(&source);
    let Some(root) = tree.root() else { return Extract::default() };
    let fields = &root.fields;
    let choice = Choice::new(&tree);
    let pictures = Pictures::new(&tree, &choice);
    let attachments = attachment::list(&tree, &choice, &|node| pictures.shows(node));

    let words = body::best(&tree, &choice);
    let snippet = snippet(&words);
    let mut text = words;
    more_text(&tree, &choice, 0, &mut text);
    let text = cut(&text, limits::INDEXED_TEXT).to_owned();

    let mut references = fields.ids(&HeaderName::References);
    references.drain(..references.len().saturating_sub(limits::REFERENCES));
    Extract {
        message_id: fields.ids(&HeaderName::MessageId).into_iter().next().unwrap_or_default(),
        in_reply_to: fields.ids(&HeaderName::InReplyTo),
        references,
        from: fields.mailboxes(&HeaderName::From),
        to: fields.mailboxes(&HeaderName::To),
        cc: fields.mailboxes(&HeaderName::Cc),
        bcc: fields.mailboxes(&HeaderName::Bcc),
        reply_to: fields.mailboxes(&HeaderName::ReplyTo),
        subject: fields.text(&HeaderName::Subject),
        date: fields.date(),
        automatic: is_automatic(fields),
        list_id: fields.list_id(),
        text,
        snippet,
        attachments,
    }
}

/// It says so (RFC 3834, section 5), or it is a report (RFC 3462; RFC 8098).
fn is_automatic(fields: &Fields) -> bool {
    let said = fields.text(&HeaderName::Other("Auto-Submitted".into()));
    let said = said.split([';', ' ', '(']).next().unwrap_or_default();
    (!said.is_empty() && !said.eq_ignore_ascii_case("no"))
        || fields.media_type().as_deref() == Some("multipart/report")
}

/// The first words: quotes, attribution and what follows the signature mark left out where
/// anything else is left.
fn snippet(words: &str) -> String {
    let own: Vec<&str> = words
        .lines()
        .take_while(|line| *line != "-- ")
        .filter(|line| !line.trim_start().starts_with('>'))
        .collect();
    let own = one_line(own.into_iter());
    if own.is_empty() { one_line(words.lines()) } else { own }
}

fn one_line<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut line = String::new();
    let mut length = 0;
    for word in lines.flat_map(str::split_whitespace) {
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        for c in word.chars() {
            if length >= limits::SNIPPET {
                return line.trim_end().to_owned();
            }
            line.push(c);
            length += 1;
        }
    }
    line
}

/// The words that are not in the best body: HTML beside text, attached text, messages in the
/// message, text outside any part.
fn more_text(tree: &Tree<'_>, choice: &Choice, depth: usize, text: &mut String) {
    let add = |more: &str, text: &mut String| {
        if text.len() < limits::INDEXED_TEXT && !more.trim().is_empty() {
            text.push('\n');
            text.push_str(more);
        }
    };
    for node in tree.nodes().filter(|node| !node.is_multipart()) {
        if text.len() >= limits::INDEXED_TEXT {
            return;
        }
        if node.is_message() {
            let bytes = node.content();
            if depth >= limits::DEPTH {
                add(&body::normalised(&charset::utf8_or_western(&bytes)), text);
                continue;
            }
            let inner = Source::new(&bytes);
            let inner = Tree::new(&inner);
            add(&heading(inner.root()), text);
            let inner_choice = Choice::new(&inner);
            add(&body::best(&inner, &inner_choice), text);
            more_text(&inner, &inner_choice, depth + 1, text);
        } else if node.is_text() && !is_in_best(tree, choice, node) {
            let words = body::text_of(node);
            if node.media_type == "text/html" {
                // Mostly the same words again, in another order of lines.
                add(&new_words(&words, text), text);
            } else {
                add(&words, text);
            }
        }
    }
    for loose in &tree.loose {
        let words = charset::utf8_or_western(loose);
        if !words.trim_start().starts_with("This is a multi") {
            add(&body::normalised(&words), text);
        }
    }
}

fn is_in_best(tree: &Tree<'_>, choice: &Choice, node: &Node<'_>) -> bool {
    let text_is_blank = || {
        let texts = choice.text.iter().filter_map(|&index| tree.node(index));
        texts.filter(|n| n.is_text()).all(|n| body::text_of(n).trim().is_empty())
    };
    choice.text.contains(&node.index) || (choice.html.contains(&node.index) && text_is_blank())
}

/// The lines of `words` that have a word which is not in `text` yet.
fn new_words(words: &str, text: &str) -> String {
    let known: std::collections::HashSet<&str> = text.split_whitespace().collect();
    let lines: Vec<&str> = words
        .lines()
        .filter(|line| line.split_whitespace().any(|word| !known.contains(word)))
        .collect();
    lines.join("\n")
}

/// Subject and people of a message in a message.
fn heading(root: Option<&Node<'_>>) -> String {
    let Some(Node { fields, .. }) = root else { return String::new() };
    let people = [HeaderName::From, HeaderName::To, HeaderName::Cc]
        .iter()
        .flat_map(|name| Fields::mailboxes(fields, name))
        .map(|mailbox| mailbox.to_string());
    std::iter::once(fields.text(&HeaderName::Subject)).chain(people).collect::<Vec<_>>().join("\n")
}
