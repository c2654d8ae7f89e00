//! Style, read by a CSS parser and written anew from what is allowed.
//!
//! What comes out never holds a `<`, so it cannot end the element that it stands in.

mod property;
mod rule;
mod value;

use super::policy::Policy;
use cssparser::{Parser, RuleBodyParser, StyleSheetParser};
use rule::Reader;

/// Clean style.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Declarations or rules.
    pub css: String,
    /// Remote pictures left out.
    pub blocked: u32,
}

/// Rules within rules (`@media`).
const DEPTH: usize = 4;

/// Cleans the value of a `style` attribute.
pub fn declarations(text: &str, policy: &Policy) -> Style {
    let mut reader = Reader::new(policy, DEPTH);
    let mut parser = Parser::new(text);
    let declarations: Vec<String> =
        RuleBodyParser::new(&mut parser, &mut reader).flatten().filter(|d| !d.is_empty()).collect();
    Style { css: closed(&declarations.concat()), blocked: reader.blocked }
}

/// Cleans a style sheet; `media` is the attribute of its element.
pub fn stylesheet(text: &str, media: Option<&str>, policy: &Policy) -> Style {
    let media = media.map(str::trim).filter(|media| !media.is_empty() && *media != "all");
    let wrapped;
    let text = match media {
        // A brace would end the rule that is put around the sheet.
        Some(media) if media.contains(['{', '}', ';', '"', '\'', '\\', '/']) => {
            return Style::default();
        }
        Some(media) => {
            wrapped = format!("@media {media} {{{}}}", without_comment_marks(text));
            &wrapped
        }
        None => text,
    };
    let mut reader = Reader::new(policy, DEPTH);
    let mut parser = Parser::new(text);
    let rules: Vec<String> = StyleSheetParser::new(&mut parser, &mut reader).flatten().collect();
    Style { css: closed(&rules.concat()), blocked: reader.blocked }
}

/// `<!--` and `-->` are allowed only at the top of a sheet.
fn without_comment_marks(text: &str) -> String {
    text.replace("<!--", "").replace("-->", "")
}

/// The last guard: no `<`, whatever was read.
fn closed(css: &str) -> String {
    css.replace('<', "\\3c ")
}
