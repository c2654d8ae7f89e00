//! Which parts are the body and which are attachments: the algorithm of RFC 8621, section 4.1.4.

use super::{
    mime::{Node, Tree},
    name,
};

/// Numbers of parts.
#[derive(Debug, Default)]
pub struct Choice {
    /// What to show, in order, where HTML is preferred.
    pub html: Vec<u32>,
    /// What to show, in order, where text is preferred.
    pub text: Vec<u32>,
    /// The rest.
    pub attachments: Vec<u32>,
}

impl Choice {
    /// Sorts the parts of a message.
    pub fn new(tree: &Tree<'_>) -> Self {
        let mut choice = Self::default();
        choice.sort(tree, &[0], "mixed", Wanted { html: true, text: true, alternative: false });
        choice.show_lone_text(tree);
        choice
    }

    /// A message that is nothing but text of another kind (`text/enriched`) is not left blank.
    fn show_lone_text(&mut self, tree: &Tree<'_>) {
        let blank = self.html.is_empty() && self.text.is_empty();
        if let Some(root) = tree.root().filter(|root| blank && root.is_text())
            && !root.fields.is_attachment()
        {
            self.attachments.clear();
            self.text.push(root.index);
            self.html.push(root.index);
        }
    }

    /// The parts of the HTML body include HTML.
    pub fn has_html(&self, tree: &Tree<'_>) -> bool {
        self.html.iter().any(|&i| tree.node(i).is_some_and(|n| n.media_type == "text/html"))
    }

    fn sort(&mut self, tree: &Tree<'_>, parts: &[u32], kind: &str, mut wanted: Wanted) {
        let before = (self.html.len(), self.text.len());
        for (place, &index) in parts.iter().enumerate() {
            let Some(node) = tree.node(index) else { continue };
            if node.is_multipart() {
                let sub = node.media_type.strip_prefix("multipart/").unwrap_or("mixed");
                let alternative = wanted.alternative || sub == "alternative";
                self.sort(tree, &node.children, sub, Wanted { alternative, ..wanted });
            } else if is_inline(node, place, kind) {
                self.show(node, kind, &mut wanted);
            } else {
                self.attachments.push(index);
            }
        }
        if kind == "alternative" && wanted.html && wanted.text {
            let (html, text) = (self.html.len() > before.0, self.text.len() > before.1);
            if html && !text {
                self.text.extend(self.html.iter().skip(before.0));
            } else if text && !html {
                self.html.extend(self.text.iter().skip(before.1));
            }
        }
    }

    fn show(&mut self, node: &Node<'_>, kind: &str, wanted: &mut Wanted) {
        let media_type = node.media_type.as_str();
        if kind == "alternative" {
            match media_type {
                "text/plain" => self.text.push(node.index),
                "text/html" => self.html.push(node.index),
                _ => self.attachments.push(node.index),
            }
            return;
        }
        if wanted.alternative {
            match media_type {
                "text/plain" => wanted.html = false,
                "text/html" => wanted.text = false,
                _ => {}
            }
        }
        if wanted.text {
            self.text.push(node.index);
        }
        if wanted.html {
            self.html.push(node.index);
        }
        if (!wanted.text || !wanted.html) && is_media(media_type) {
            self.attachments.push(node.index);
        }
    }
}

#[derive(Clone, Copy)]
struct Wanted {
    html: bool,
    text: bool,
    alternative: bool,
}

fn is_media(media_type: &str) -> bool {
    ["image/", "audio/", "video/"].iter().any(|kind| media_type.starts_with(kind))
}

fn is_inline(node: &Node<'_>, place: usize, kind: &str) -> bool {
    let media_type = node.media_type.as_str();
    let media = is_media(media_type);
    // A multipart without parts is shown as the text that it is.
    let shown = media
        || matches!(media_type, "text/plain" | "text/html")
        || media_type.starts_with("multipart/");
    shown
        && !node.fields.is_attachment()
        && (place == 0 || (kind != "related" && (media || !name::is_given(&node.fields))))
}
