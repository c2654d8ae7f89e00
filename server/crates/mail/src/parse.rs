//! A message's source to what is stored, searched and shown. Contract:
#![expect(clippy::todo, unused_variables, missing_docs, reason = "contract, being filled in")]
use model::*;

/// What is stored and searched. Never fails: a message that cannot be parsed at all has its text as text.
pub fn extract(source: &[u8]) -> Extract { todo!() }

/// What the reader shows.
#[derive(Clone, Debug)]
pub struct Content {
    pub from: Vec<Mailbox>, pub to: Vec<Mailbox>, pub cc: Vec<Mailbox>, pub bcc: Vec<Mailbox>, pub reply_to: Vec<Mailbox>,
    pub sender_warning: Option<String>,
    pub body: Body,
    pub attachments: Vec<PartInfo>,
    pub blocked_images: u32,
}
pub fn content(source: &[u8]) -> Content { todo!() }

/// The frame's document: sanitised HTML (or text as HTML when there is no HTML part), with `cid:` and Content-Location pictures pointing to `part_url(n)`.
/// Remote pictures are left out and counted unless `remote_images`.
#[derive(Clone, Debug)]
pub struct Frame { pub document: String, pub blocked: u32 }
pub fn frame(source: &[u8], remote_images: bool, part_url: &dyn Fn(u32) -> String) -> Frame { todo!() }

#[derive(Clone, Debug)]
pub struct Part { pub info: PartInfo, pub bytes: Vec<u8> }
pub fn part(source: &[u8], index: u32) -> Option<Part> { todo!() }
