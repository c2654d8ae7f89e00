//! A message's source to what is stored, searched and shown.
//!
//! [`mime`] cuts the source into parts (RFC 2046) with limits on depth and number; the fields of
//! each part, its encoded words and parameters are read by mail-parser; [`choice`] decides which
//! parts are the body and which are attachments (RFC 8621, section 4.1.4). Nothing in here fails:
//! what cannot be understood is shown as text, and the source stays as it came.
//!
//! **Numbers of parts.** Every part of a message has a number: 0 is the message itself, the
//! others follow in the order in which they begin in the source, multiparts counted. A
//! `message/rfc822` part is one part; what is inside it has no number. The number of a part
//! never changes, because the source never does.

mod attachment;
mod authentication;
mod body;
pub(crate) mod charset;
mod choice;
mod content;
mod extract;
mod fields;
mod flowed;
mod frame;
mod html_text;
mod link;
pub(crate) mod mime;
mod name;
mod original;
mod outline;
mod quote;
mod sender;
mod transfer;

pub use authentication::{Provider, authentication};
pub use content::{Content, content};
pub use extract::extract;
pub(crate) use fields::Fields;
pub(crate) use frame::text_nodes;
pub use frame::{Frame, frame, marked_frame};
pub(crate) use html_text::{begins_line, cut, is_bottomless, text as html_words};
pub(crate) use mime::header_of;
pub(crate) use original::Original;
pub use outline::Outline;
pub(crate) use outline::Outliner;

use model::{PartInfo, UnixMillis};

/// Limits on what a stranger chooses. Over one of them, what fits is shown and searched; the
/// source is kept whole and can be saved.
pub mod limits {
    /// Multiparts and messages within each other. What lies deeper is one opaque part.
    pub const DEPTH: usize = 32;
    /// Parts of a message. What follows is not cut further.
    pub const PARTS: usize = 1000;
    /// Bytes of one part's header that are read.
    pub const HEADER: usize = 256 * 1024;
    /// Addresses of one field.
    pub const ADDRESSES: usize = 5000;
    /// Ids in `References`, the last ones.
    pub const REFERENCES: usize = 200;
    /// Bytes of text that the search sees.
    pub const INDEXED_TEXT: usize = 1024 * 1024;
    /// Bytes of plain text that the reader shows.
    pub const SHOWN_TEXT: usize = 1024 * 1024;
    /// Bytes of HTML that the reader shows.
    pub const SHOWN_HTML: usize = 4 * 1024 * 1024;
    /// Characters of a snippet.
    pub const SNIPPET: usize = 200;
    /// Characters of a file name.
    pub const FILE_NAME: usize = 200;
}

/// A part to be saved or shown.
#[derive(Clone, Debug)]
pub struct Part {
    /// What the list says about it. The media type is only the sender's claim.
    pub info: PartInfo,
    /// Its content, transfer encoding removed.
    pub bytes: Vec<u8>,
}

/// The part with this number (see the module), unless there is none or it is a multipart.
/// 0 is the message's own body.
pub fn part(source: &[u8], index: u32) -> Option<Part> {
    let source = mime::Source::new(source);
    let tree = mime::Tree::new(&source);
    let node = tree.node(index)?;
    if node.is_multipart() {
        return None;
    }
    let info = attachment::info(&tree, node);
    Some(Part { info, bytes: node.bytes() })
}

/// Calls `each` with the parts of these numbers, one at a time, as long as it answers true.
pub fn parts(source: &[u8], numbers: &[u32], mut each: impl FnMut(Part) -> bool) {
    let source = mime::Source::new(source);
    let tree = mime::Tree::new(&source);
    let nodes = numbers.iter().filter_map(|&number| tree.node(number));
    for node in nodes.filter(|node| !node.is_multipart()) {
        if !each(Part { info: attachment::info(&tree, node), bytes: node.bytes() }) {
            return;
        }
    }
}

/// When a message came, by its header: to the server that has it, or else when it says it was
/// written; none where neither can be read. Somebody who wants to may write either.
pub fn arrived(header: &[u8]) -> Option<UnixMillis> {
    let fields = Fields::read(header);
    fields.received().or_else(|| fields.date())
}

#[cfg(test)]
mod tests {
    use super::arrived;

    #[test]
    fn the_first_trace_counts_before_the_date_and_the_date_where_no_trace_can_be_read() {
        let trace = "Received: from a by b; Sun, 1 Mar 2026 12:00:00 +0000\r\n\
                     Received: from c by a; Sun, 1 Feb 2026 12:00:00 +0000\r\n";
        let date = "Date: Thu, 1 Jan 2026 12:00:00 +0000\r\n";
        let march = Some(1_772_366_400_000);
        let january = Some(1_767_268_800_000);
        let table = [
            (format!("{trace}{date}"), march),
            (format!("{trace}Date: yesterday\r\n"), march),
            (format!("Received: nonsense\r\n{date}"), january),
            (date.to_owned(), january),
            ("Date: soon\r\nSubject: a\r\n".to_owned(), None),
            (String::new(), None),
        ];
        for (header, expected) in table {
            assert_eq!(arrived(header.as_bytes()), expected, "{header}");
        }
    }
}
