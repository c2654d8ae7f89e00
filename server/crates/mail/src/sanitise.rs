//! HTML of strangers to HTML that can do nothing.
//!
//! The last step is always ammonia: an allow-list on the tree that a real HTML5 parser built.
//! Style is read by a CSS parser and written anew from what is allowed ([`css`]). What comes out
//! is parsed once more; only when that changes nothing (a fixed point) is it shown as HTML.
//! The frame that shows it runs no scripts and loads nothing by itself: a gap in here is one of
//! two locks, not the only one.

mod address;
mod allowed;
mod css;
mod design;
mod policy;

pub use policy::Policy;

use crate::parse::text_nodes;
use scraper::Html;

/// Elements within each other; browsers stop at 512. Deeper is an attack, not a design.
const DEPTH: usize = 400;

/// Rounds in which cleaning must come to rest.
const ROUNDS: usize = 3;

/// Clean HTML for the inside of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clean {
    /// The elements.
    pub html: String,
    /// The rules of its style sheets.
    pub css: String,
    /// Pictures that were not let through because they are remote.
    pub blocked: u32,
}

/// Cleans a mail's HTML, a whole document or a piece of one.
pub fn clean(html: &str, policy: &Policy) -> Clean {
    if crate::parse::is_bottomless(html) {
        return words_alone(html);
    }
    let design = design::read(html, policy);
    if design.depth > DEPTH {
        return words_alone(html);
    }
    let mut cleaner = allowed::Cleaner::new(policy);
    let mut result = cleaner.clean(&design.wrapped(html));
    let blocked = cleaner.blocked() + design.blocked;
    for _ in 0..ROUNDS {
        let settled = reparsed(&result);
        let again = cleaner.clean(&settled);
        if reparsed(&again) == settled {
            return Clean { html: settled, css: design.css, blocked };
        }
        result = again;
    }
    words_alone(html)
}

/// What is shown of markup that is an attack by its shape alone: deep beyond any design, or
/// never the same when read again.
fn words_alone(html: &str) -> Clean {
    Clean { html: text_nodes(&crate::parse::html_words(html)), ..Clean::default() }
}

/// What a browser makes of the inside of a body.
fn reparsed(html: &str) -> String {
    Html::parse_fragment(html).root_element().inner_html()
}

/// The whole document that the frame shows.
pub fn document(body: &str, css: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <base target=\"_blank\"><style>{OWN}</style><style>{css}</style></head>\
         <body>{body}</body></html>"
    )
}

/// Neutral style; the mail's own comes behind it and wins. Mail keeps its colours on white.
const OWN: &str = include_str!("sanitise/frame.css");
