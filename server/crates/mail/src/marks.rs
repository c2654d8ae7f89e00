//! Marks what a search found in what the reader shows: words, whatever elements and links they
//! stand in. What is marked is for the [`Matcher`] to say; here it is put where it belongs.

use crate::parse::begins_line;
use ego_tree::{NodeId, iter::Edge};
use model::{Inline, Span, TextBlock};
use scraper::{Html, Node, node::Text};
use std::mem;

/// All of a text, in pieces, marked where something was found.
pub type Matcher<'m> = dyn Fn(&str) -> Vec<Span> + Send + Sync + 'm;

/// What a mark in HTML is; the frame's own style knows it by its class.
const MARK: &str = "<mark class=\"pillarbox-mark\"></mark>";

/// Marks plain text. A phrase is found also where it goes on in another line or in a link.
pub fn mark_text(blocks: &mut [TextBlock], matcher: &Matcher<'_>) {
    let mut pieces = Vec::new();
    for block in &*blocks {
        pieces.extend(block.text.iter().map(|inline| match inline {
            Inline::Text(span) => span.text.clone(),
            Inline::Link { text, .. } => Span::text(text),
        }));
        pieces.push("\n".to_owned());
    }
    let mut marked = spread(&pieces, matcher).into_iter();
    for block in blocks {
        for inline in mem::take(&mut block.text) {
            let spans = marked.next().unwrap_or_default();
            match inline {
                Inline::Text(_) => block.text.extend(spans.into_iter().map(Inline::Text)),
                Inline::Link { href, .. } => block.text.push(Inline::Link { href, text: spans }),
            }
        }
        marked.next();
    }
}

/// Marks clean HTML of the inside of a body: its text nodes on the tree, and nothing else.
pub(crate) fn mark_html(html: &str, matcher: &Matcher<'_>) -> String {
    let mut tree = Html::parse_fragment(html);
    let (nodes, pieces) = texts(&tree);
    let mark = Html::parse_fragment(MARK);
    let mark = mark.root_element().first_child().map(|node| node.value().clone());
    let Some(mark) = mark else { return html.to_owned() };
    let marked = nodes.into_iter().zip(spread(&pieces, matcher));
    for (id, spans) in marked.filter(|(_, spans)| spans.iter().any(|span| span.mark)) {
        let Some(mut node) = id.and_then(|id| tree.tree.get_mut(id)) else { continue };
        for span in spans {
            let text = Node::Text(Text { text: span.text.as_str().into() });
            if span.mark {
                node.insert_before(mark.clone()).append(text);
            } else {
                node.insert_before(text);
            }
        }
        node.detach();
    }
    tree.root_element().inner_html()
}

/// The text nodes in order, and a line end, which is no node, wherever a line begins between
/// them: no word goes on there.
fn texts(tree: &Html) -> (Vec<Option<NodeId>>, Vec<String>) {
    let (mut nodes, mut pieces) = (Vec::new(), Vec::new());
    for edge in tree.root_element().traverse() {
        let (Edge::Open(node) | Edge::Close(node)) = edge;
        match (edge, node.value()) {
            (Edge::Open(_), Node::Text(text)) => {
                nodes.push(Some(node.id()));
                pieces.push(text.to_string());
            }
            (_, Node::Element(element)) if begins_line(element.name()) => {
                nodes.push(None);
                pieces.push("\n".to_owned());
            }
            _ => {}
        }
    }
    (nodes, pieces)
}

/// Each piece of a text, marked by what is found in all of it.
fn spread(pieces: &[String], matcher: &Matcher<'_>) -> Vec<Vec<Span>> {
    let all = pieces.concat();
    let mut spans = matcher(&all);
    // Nothing of a message is lost, whatever the matcher makes of it.
    if Span::text(&spans) != all {
        spans = Span::plain(all);
    }
    let mut spans = spans.into_iter();
    let mut left: Option<Span> = None;
    let mut cut = |piece: &String| {
        let mut marked = Vec::new();
        let mut missing = piece.len();
        while missing > 0 {
            let Some(mut span) = left.take().or_else(|| spans.next()) else { break };
            if let Some((now, later)) = span.text.split_at_checked(missing)
                && !later.is_empty()
            {
                left = Some(Span { text: later.to_owned(), mark: span.mark });
                span = Span { text: now.to_owned(), mark: span.mark };
            }
            missing = missing.saturating_sub(span.text.len());
            marked.push(span);
        }
        marked
    };
    pieces.iter().map(&mut cut).collect()
}

#[cfg(test)]
mod tests;
