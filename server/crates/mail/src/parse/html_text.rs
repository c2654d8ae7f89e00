//! HTML to the words that a reader of it sees.

use super::limits;
use ego_tree::iter::Edge;
use scraper::{Html, Node, node::Element};

/// The words: blocks on lines of their own, list items and quotes marked, no script, no style,
/// nothing that the design hides (so the hidden "preheader" of newsletters is left out).
pub fn text(html: &str) -> String {
    let html = cut(html, limits::SHOWN_HTML);
    if is_bottomless(html) {
        return without_tags(html);
    }
    let tree = Html::parse_document(html);
    let mut writer = Writer::default();
    let mut hidden: usize = 0;
    for edge in tree.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => {
                    if hidden > 0 || is_hidden(element) {
                        hidden += 1;
                    } else {
                        writer.open(element);
                    }
                }
                Node::Text(text) if hidden == 0 => writer.words(text),
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    if hidden > 0 {
                        hidden -= 1;
                    } else {
                        writer.close(element);
                    }
                }
            }
        }
    }
    writer.finish()
}

/// More elements are opened than any design needs without closing them: parsing that takes time
/// that grows with the square of its length, so it is not parsed at all.
pub fn is_bottomless(html: &str) -> bool {
    const DEEPEST: i32 = 2_000;
    let mut open = 0_i32;
    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        let tag = html.as_bytes().get(at + 1..).unwrap_or_default();
        let closes = tag.starts_with(b"/");
        let name = tag.strip_prefix(b"/").unwrap_or(tag);
        let length = name.iter().take(12).take_while(|b| b.is_ascii_alphanumeric()).count();
        let name = name.get(..length).unwrap_or_default().to_ascii_lowercase();
        let ends_itself = matches!(
            name.as_slice(),
            b"" | b"area"
                | b"base"
                | b"br"
                | b"col"
                | b"embed"
                | b"hr"
                | b"img"
                | b"input"
                | b"link"
                | b"meta"
                | b"wbr"
                | b"p"
                | b"li"
                | b"dt"
                | b"dd"
                | b"td"
                | b"th"
                | b"tr"
                | b"option"
                | b"tbody"
                | b"thead"
                | b"tfoot"
        );
        if !ends_itself {
            open = if closes { (open - 1).max(0) } else { open + 1 };
        }
        if open > DEEPEST {
            return true;
        }
    }
    false
}

/// What stands outside angle brackets.
fn without_tags(html: &str) -> String {
    html.split('<')
        .map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text).trim())
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// At most `limit` bytes, cut between characters.
pub fn cut(text: &str, limit: usize) -> &str {
    let end = (0..=limit.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

fn is_hidden(element: &Element) -> bool {
    matches!(
        element.name(),
        "script"
            | "style"
            | "title"
            | "template"
            | "object"
            | "embed"
            | "svg"
            | "math"
            | "iframe"
            | "noframes"
            | "select"
            | "textarea"
    ) || element.attr("hidden").is_some()
        || element.attr("style").is_some_and(hides)
}

/// `display:none` and its like; a size or height of nothing together with hiding is how
/// preheaders are written.
fn hides(style: &str) -> bool {
    let style: String =
        style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let has = |what: &str| {
        style.split(';').any(|declaration| declaration.trim_end_matches("!important") == what)
    };
    has("display:none") || has("visibility:hidden") || has("mso-hide:all")
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Line ends that are due before the next word.
    breaks: usize,
    blank: bool,
    preformatted: usize,
    quotes: usize,
}

impl Writer {
    fn open(&mut self, element: &Element) {
        match element.name() {
            "br" => self.break_line(),
            "hr" => self.block(2),
            "li" => {
                self.block(1);
                self.words("• ");
            }
            "td" | "th" => self.blank = true,
            "img" => {
                if let Some(alt) = element.attr("alt") {
                    self.blank = true;
                    self.words(alt);
                    self.blank = true;
                }
            }
            "blockquote" => {
                self.block(1);
                self.quotes += 1;
            }
            name => {
                if name == "pre" {
                    self.preformatted += 1;
                }
                self.block(lines_around(name));
            }
        }
    }

    fn close(&mut self, element: &Element) {
        match element.name() {
            "br" | "img" | "hr" => {}
            "blockquote" => {
                self.block(1);
                self.quotes = self.quotes.saturating_sub(1);
            }
            name => {
                if name == "pre" {
                    self.preformatted = self.preformatted.saturating_sub(1);
                }
                self.block(lines_around(name));
            }
        }
    }

    /// At least this many line ends before what follows.
    fn block(&mut self, lines: usize) {
        self.breaks = self.breaks.max(lines);
    }

    fn break_line(&mut self) {
        self.breaks = (self.breaks + 1).min(3);
    }

    fn words(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' if self.preformatted > 0 => self.break_line(),
                ' ' | '\t' if self.preformatted > 0 && self.breaks == 0 => self.out.push(c),
                c if c.is_ascii_whitespace() => self.blank = true,
                // Fillers of preheaders: they show nothing.
                '\u{200B}' | '\u{200C}' | '\u{200D}' | '\u{FEFF}' | '\u{AD}' | '\u{34F}' => {}
                c => self.push(if c == '\u{A0}' { ' ' } else { c }),
            }
        }
    }

    fn push(&mut self, c: char) {
        if self.breaks > 0 {
            if !self.out.is_empty() {
                for _ in 0..self.breaks.min(2) {
                    self.out.push('\n');
                }
            }
            for _ in 0..self.quotes.min(20) {
                self.out.push('>');
            }
            if self.quotes > 0 {
                self.out.push(' ');
            }
        } else if self.blank && !self.out.is_empty() && !self.out.ends_with(['\n', ' ']) {
            self.out.push(' ');
        }
        self.breaks = 0;
        self.blank = false;
        self.out.push(c);
    }

    fn finish(self) -> String {
        self.out.trim_end().to_owned()
    }
}

/// No word goes on where such an element begins or ends.
pub fn begins_line(name: &str) -> bool {
    matches!(name, "br" | "hr" | "li" | "td" | "th" | "img" | "blockquote")
        || lines_around(name) > 0
}

fn lines_around(name: &str) -> usize {
    match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "pre" => 2,
        "div" | "tr" | "table" | "section" | "article" | "header" | "footer" | "center"
        | "form" | "address" | "dt" | "dd" | "main" | "aside" | "nav" | "fieldset" | "figure"
        | "caption" | "title" | "body" => 1,
        _ => 0,
    }
}
