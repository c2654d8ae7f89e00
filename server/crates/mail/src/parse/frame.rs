//! The document that the message frame shows.

use super::{
    attachment, body,
    choice::Choice,
    html_text::cut,
    limits,
    mime::{Node, Source, Tree},
    quote,
};
use crate::{
    marks::{self, Matcher},
    sanitise::{self, Policy},
};
use model::{Inline, Span, TextBlock};
use std::{
    collections::{HashMap, HashSet},
    fmt::Write as _,
};

/// A complete HTML document that can do nothing.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The document, for a sandboxed frame.
    pub document: String,
    /// Remote pictures left out; 0 when they were asked for.
    pub blocked: u32,
}

/// The frame's document: the message's HTML, cleaned, or its text when it has no HTML. Pictures
/// named by `cid:` or by `Content-Location` are shown from `part_url(number)`. Remote pictures
/// are left out and counted unless `remote_images`; with it the reader's browser loads them.
pub fn frame(source: &[u8], remote_images: bool, part_url: &dyn Fn(u32) -> String) -> Frame {
    marked_frame(source, remote_images, part_url, None)
}

/// The same, with marks in its text where something is looked for.
pub fn marked_frame(
    source: &[u8],
    remote_images: bool,
    part_url: &dyn Fn(u32) -> String,
    matcher: Option<&Matcher<'_>>,
) -> Frame {
    let source = Source::new(source);
    let tree = Tree::new(&source);
    let choice = Choice::new(&tree);
    let pictures = Pictures::new(&tree, &choice);
    build(&tree, &choice, &pictures, remote_images, part_url, matcher)
}

pub fn build(
    tree: &Tree<'_>,
    choice: &Choice,
    pictures: &Pictures,
    remote_images: bool,
    part_url: &dyn Fn(u32) -> String,
    matcher: Option<&Matcher<'_>>,
) -> Frame {
    let policy = Policy { remote_images, parts: pictures.urls(tree, part_url) };
    let mut html = String::new();
    let mut css = String::new();
    let mut blocked = 0;
    let parts = if choice.has_html(tree) { &choice.html } else { &choice.text };
    for node in parts.iter().filter_map(|&index| tree.node(index)) {
        if let Some(source) = pictures.html.get(&node.index) {
            let clean = sanitise::clean(cut(source, limits::SHOWN_HTML), &policy);
            html.push_str(&clean.html);
            css.push_str(&clean.css);
            blocked += clean.blocked;
        } else if node.is_text() {
            html.push_str(&text_nodes(cut(&body::plain(node), limits::SHOWN_TEXT)));
        }
    }
    if let Some(matcher) = matcher {
        html = marks::mark_html(&html, matcher);
    }
    Frame { document: sanitise::document(&html, &css), blocked }
}

/// The pictures of a message that its HTML shows.
pub struct Pictures {
    /// The HTML of the body's parts.
    html: HashMap<u32, String>,
    ids: HashSet<String>,
}

impl Pictures {
    /// Looks for the addresses of pictures in the body.
    pub fn new(tree: &Tree<'_>, choice: &Choice) -> Self {
        let html: HashMap<u32, String> = choice
            .html
            .iter()
            .filter_map(|&index| tree.node(index))
            .filter(|node| node.media_type == "text/html")
            .map(|node| (node.index, body::words(node)))
            .collect();
        let ids = html.values().flat_map(|html| content_ids(html)).collect();
        Self { html, ids }
    }

    /// The body shows this part.
    pub fn shows(&self, node: &Node<'_>) -> bool {
        if !node.media_type.starts_with("image/") {
            return false;
        }
        let id = attachment::content_id(node);
        let location = attachment::content_location(node);
        (!id.is_empty() && self.ids.contains(&id))
            || (!location.is_empty() && self.html.values().any(|html| html.contains(&location)))
    }

    fn urls(&self, tree: &Tree<'_>, part_url: &dyn Fn(u32) -> String) -> HashMap<String, String> {
        let mut urls = HashMap::new();
        for node in tree.nodes().filter(|node| self.shows(node)) {
            let url = part_url(node.index);
            for name in [attachment::content_id(node), attachment::content_location(node)] {
                if !name.is_empty() {
                    urls.entry(name).or_insert_with(|| url.clone());
                }
            }
        }
        urls
    }
}

/// The ids of `cid:` addresses in HTML; too many rather than too few.
fn content_ids(html: &str) -> impl Iterator<Item = String> + '_ {
    memchr::memmem::find_iter(html.as_bytes(), b":").filter_map(|colon| {
        let scheme = html.get(colon.checked_sub(3)?..colon)?;
        let rest = scheme.eq_ignore_ascii_case("cid").then(|| html.get(colon + 1..))??;
        let id = rest.split(['"', '\'', '>', ')', ' ', '\n', '\t']).next()?;
        let id = id.replace("&amp;", "&");
        Some(percent_encoding::percent_decode_str(&id).decode_utf8_lossy().into_owned())
    })
}

/// Plain text as HTML, made of escaped words, links and quotes.
pub fn text_nodes(text: &str) -> String {
    let mut html = String::new();
    for TextBlock { depth, text } in quote::blocks(text) {
        let depth = usize::from(depth.min(20));
        html.push_str(&"<blockquote>".repeat(depth));
        html.push_str("<div class=\"pillarbox-text\">");
        for inline in text {
            // Writing to a string does not fail.
            let _ = match inline {
                Inline::Text(words) => write!(html, "{}", escaped(&words.text)),
                Inline::Link { href, text } => write!(
                    html,
                    "<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer\">{}</a>",
                    escaped(&href),
                    escaped(&Span::text(&text))
                ),
            };
        }
        html.push_str("</div>");
        html.push_str(&"</blockquote>".repeat(depth));
    }
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
