//! The parts that a reader can save.

use super::{
    choice::Choice,
    fields::one_line,
    mime::{Node, Tree},
    name,
};
use mail_parser::HeaderName;
use model::PartInfo;

/// What is said of one part.
pub fn info(_tree: &Tree<'_>, node: &Node<'_>) -> PartInfo {
    PartInfo {
        index: node.index,
        name: name::of(&node.fields, &node.media_type, node.index),
        media_type: node.media_type.clone(),
        size: node.size(),
        content_id: content_id(node),
        inline: false,
    }
}

/// `Content-ID` without angle brackets.
pub fn content_id(node: &Node<'_>) -> String {
    node.fields.ids(&HeaderName::ContentId).into_iter().next().unwrap_or_default()
}

/// `Content-Location`, as written.
pub fn content_location(node: &Node<'_>) -> String {
    one_line(&node.fields.text(&HeaderName::ContentLocation))
}

/// All parts that are no words of the body. `shown` tells which pictures the body shows.
pub fn list(tree: &Tree<'_>, choice: &Choice, shown: &dyn Fn(&Node<'_>) -> bool) -> Vec<PartInfo> {
    let words = |node: &Node<'_>| {
        node.is_text() && (choice.text.contains(&node.index) || choice.html.contains(&node.index))
    };
    tree.nodes()
        .filter(|node| !node.is_multipart() && !words(node))
        .map(|node| PartInfo { inline: shown(node), ..info(tree, node) })
        .collect()
}
