//! What a document says outside its body: style sheets and the body's own attributes.
//!
//! This only reads. Style goes through the CSS reader, names through ammonia with the rest.

use super::{css, policy::Policy};
use ego_tree::iter::Edge;
use scraper::{ElementRef, Html, node::Element};

/// Bytes of style sheets that are read.
const SHEETS_LIMIT: usize = 512 * 1024;

#[derive(Default)]
pub struct Design {
    /// Clean rules.
    pub css: String,
    /// Remote pictures left out of them.
    pub blocked: u32,
    /// Elements within each other.
    pub depth: usize,
    class: String,
    id: String,
    dir: String,
}

/// Reads a document.
pub fn read(html: &str, policy: &Policy) -> Design {
    let tree = Html::parse_document(html);
    let mut design = Design { depth: depth(&tree), ..Design::default() };
    let mut left = SHEETS_LIMIT;
    let mut style = String::new();
    for element in tree.tree.root().descendants().filter_map(ElementRef::wrap) {
        match element.value().name() {
            "style" => {
                let text: String = element.text().collect();
                left = left.saturating_sub(text.len());
                if left > 0 {
                    let sheet = css::stylesheet(&text, element.attr("media"), policy);
                    design.css.push_str(&sheet.css);
                    design.blocked += sheet.blocked;
                }
            }
            "body" => style.push_str(&design.body(element.value())),
            _ => {}
        }
    }
    // Behind the sheets, as an attribute would be.
    let style = css::declarations(&style, policy);
    if !style.css.is_empty() {
        design.css += &["body{", &style.css, "}\n"].concat();
    }
    design.blocked += style.blocked;
    design
}

fn depth(tree: &Html) -> usize {
    let (mut depth, mut deepest): (usize, usize) = (0, 0);
    for edge in tree.tree.root().traverse() {
        match edge {
            Edge::Open(_) => depth += 1,
            Edge::Close(_) => depth = depth.saturating_sub(1),
        }
        deepest = deepest.max(depth);
    }
    deepest
}

impl Design {
    /// Takes over the body's names; answers its style.
    fn body(&mut self, body: &Element) -> String {
        let mut style = String::new();
        let mut add = |attribute: &str, property: &str| {
            if let Some(value) = body.attr(attribute).filter(|v| !v.contains([';', '(', '"'])) {
                style += &[property, ":", value, ";"].concat();
            }
        };
        add("bgcolor", "background-color");
        add("text", "color");
        if let Some(address) = body.attr("background").filter(|a| !a.contains(['"', '\\', '\n'])) {
            style += &["background-image:url(\"", address, "\");"].concat();
        }
        style.push_str(body.attr("style").unwrap_or_default());
        let attribute = |name| body.attr(name).unwrap_or_default().to_owned();
        (self.class, self.id, self.dir) = (attribute("class"), attribute("id"), attribute("dir"));
        style
    }

    /// The document inside an element that has the names of its body.
    pub fn wrapped(&self, html: &str) -> String {
        let attributes: Vec<String> =
            [("class", &self.class), ("id", &self.id), ("dir", &self.dir)]
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| [" ", name, "=\"", &escaped(value), "\""].concat())
                .collect();
        if attributes.is_empty() {
            html.to_owned()
        } else {
            format!("<div{}>{html}</div>", attributes.concat())
        }
    }
}

/// The value of an attribute.
fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}
