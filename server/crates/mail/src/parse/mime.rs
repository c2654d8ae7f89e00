//! The structure of a message (RFC 2046).

mod boundary;
mod header;

pub use header::Source;

use super::{
    Fields, limits,
    outline::{Gaps, LeftOut},
    transfer,
};
use std::{borrow::Cow, ops::Range};

/// The header of a message.
pub fn header_of(source: &[u8]) -> &[u8] {
    header::split(source).0
}

/// A message cut into parts: flat, in the order of the source; a part's number is its place.
pub struct Tree<'s> {
    nodes: Vec<Node<'s>>,
    /// Text outside any part: before the first boundary and behind the last one.
    pub loose: Vec<&'s [u8]>,
}

/// A part: a multipart, or a leaf with content.
pub struct Node<'s> {
    /// Its number.
    pub index: u32,
    /// Its header.
    pub fields: Fields,
    /// `type/subtype` in lower case: what the sender claims, or the default (RFC 2046, 5.1.5).
    pub media_type: String,
    /// The parts in it, if it is a multipart.
    pub children: Vec<u32>,
    body: &'s [u8],
    /// How much of the body is not here.
    left_out: Option<LeftOut>,
}

/// Bytes of a source, and where in it they begin.
#[derive(Clone, Copy)]
struct Stretch<'s> {
    bytes: &'s [u8],
    at: usize,
    gaps: &'s Gaps,
}

impl<'s> Tree<'s> {
    /// Cuts a message.
    pub fn new(source: &'s Source<'_>) -> Self {
        let mut tree = Self { nodes: Vec::new(), loose: Vec::new() };
        let whole = Stretch { bytes: source.bytes(), at: 0, gaps: source.gaps() };
        tree.grow(whole, "text/plain", 0);
        tree
    }

    /// The part with this number.
    pub fn node(&self, index: u32) -> Option<&Node<'s>> {
        self.nodes.get(usize::try_from(index).ok()?)
    }

    /// The message itself.
    pub fn root(&self) -> Option<&Node<'s>> {
        self.nodes.first()
    }

    /// All parts, in the order of the source.
    pub fn nodes(&self) -> impl Iterator<Item = &Node<'s>> {
        self.nodes.iter()
    }

    /// Adds the part that `bytes` are, and the parts in it; answers its number.
    fn grow(&mut self, stretch: Stretch<'s>, default_type: &str, depth: usize) -> Option<u32> {
        let place = self.nodes.len();
        let index = u32::try_from(place).ok().filter(|_| place < limits::PARTS)?;
        let (header, body) = header::split(stretch.bytes);
        let Stretch { at, gaps, .. } = stretch;
        let at = at + (stretch.bytes.len() - body.len());
        let fields = Fields::read(header.get(..limits::HEADER).unwrap_or(header));
        let media_type = fields.media_type().unwrap_or_else(|| default_type.to_owned());
        let cuts = if media_type.starts_with("multipart/") && depth < limits::DEPTH {
            boundary::cut(body, fields.parameter("boundary").as_deref())
        } else {
            None
        };
        let default_type =
            if media_type == "multipart/digest" { "message/rfc822" } else { "text/plain" };
        let left_out = gaps.within(&(at..at + body.len()));
        self.nodes.push(Node { index, fields, media_type, children: Vec::new(), body, left_out });
        if let Some(cuts) = cuts {
            let slice = |range: Range<usize>| body.get(range).unwrap_or_default();
            self.loose.extend([slice(cuts.preamble), slice(cuts.epilogue)]);
            let children: Vec<u32> = cuts
                .parts
                .into_iter()
                .map_while(|range| {
                    let at = at + range.start;
                    self.grow(Stretch { bytes: slice(range), at, gaps }, default_type, depth + 1)
                })
                .collect();
            if let Some(node) = self.nodes.get_mut(place) {
                node.children = children;
            }
        }
        Some(index)
    }
}

impl<'s> Node<'s> {
    /// Has parts of its own.
    pub fn is_multipart(&self) -> bool {
        !self.children.is_empty()
    }

    /// A message in a message.
    pub fn is_message(&self) -> bool {
        matches!(
            self.media_type.as_str(),
            "message/rfc822" | "message/global" | "message/news" | "message/partial"
        )
    }

    /// Words to read: `text/*`, and what reports are made of.
    pub fn is_text(&self) -> bool {
        self.media_type.starts_with("text/")
            || matches!(
                self.media_type.as_str(),
                "message/delivery-status"
                    | "message/global-delivery-status"
                    | "message/disposition-notification"
                    | "message/feedback-report"
                    | "message/external-body"
            )
            || (self.media_type.starts_with("multipart/") && !self.is_multipart())
    }

    /// The content, transfer encoding removed.
    pub fn content(&self) -> Cow<'s, [u8]> {
        transfer::decode(self.body, &self.fields.transfer_encoding(), self.is_text())
    }

    /// The content, transfer encoding removed.
    pub fn bytes(&self) -> Vec<u8> {
        self.content().into_owned()
    }

    /// Size of the content in bytes, transfer encoding removed.
    pub fn size(&self) -> i64 {
        let encoding = self.fields.transfer_encoding();
        let size = match self.left_out {
            None => transfer::decoded_size(self.body, &encoding, self.is_text()),
            Some(some) => transfer::decoded_size_with(self.body, &encoding, self.is_text(), some),
        };
        i64::try_from(size).unwrap_or(i64::MAX)
    }
}
