//! The words in attached files, for the search.
//!
//! Plain text, HTML, PDF, `OpenDocument` and Office Open XML. What a file is, its first bytes say
//! before its name and the sender do ([`kind`]). A stranger chose every byte, so each step is
//! bounded: bytes that come in, bytes that unpacking makes of them, text that goes out, entries,
//! pages, nesting; and `stop` is asked between pages, entries and every few steps in them.
//!
//! Time is the caller's to bound, by `stop` and by a thread of its own: libraries of others do
//! the unpacking, and none of them can be asked to hurry. Should one panic, then that ends here,
//! as [`TextError::Panicked`]; nothing they touched is used again. No file is fetched, no
//! program started.

mod kind;
mod markup;
mod office;
mod open_document;
mod output;
mod package;
mod pdf;
mod sheet;

use crate::parse::{charset, html_words, limits};
use kind::Kind;
use model::PartInfo;
use output::Output;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Bounds on one file.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a file; a larger one is not read at all.
    pub bytes: usize,
    /// Bytes of text that are kept, the first ones.
    pub text: usize,
    /// Bytes that all unpacking in a file may come to. One that has more is refused.
    pub unpacked: usize,
    /// Entries of a package.
    pub entries: usize,
    /// Elements within each other.
    pub depth: usize,
    /// Pages that are read, the first ones.
    pub pages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: usize::try_from(PartInfo::READ).unwrap_or_default(),
            text: limits::INDEXED_TEXT,
            unpacked: 256 * 1024 * 1024,
            entries: 10_000,
            depth: 256,
            pages: 2_000,
        }
    }
}

/// Why a file's words are not known. Nothing is wrong with the message: it is found by all
/// other words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing that has words, or of a kind that is not read.
    #[error("it is no document that can be read")]
    Unknown,
    /// More bytes than [`Limits::bytes`].
    #[error("the file is too large")]
    TooLarge,
    /// It unpacks to more than [`Limits::unpacked`], or to who knows how much.
    #[error("the file unpacks to more than is read")]
    TooMuch,
    /// Elements within each other, more than [`Limits::depth`].
    #[error("the file is nested too deeply")]
    TooDeep,
    /// Not as its kind has to be.
    #[error("the file is damaged")]
    Damaged,
    /// Only a password opens it; or none does, but what it hides cannot be weighed beforehand.
    #[error("the file is encrypted")]
    Encrypted,
    /// `stop` said so.
    #[error("reading took too long or was interrupted")]
    Stopped,
    /// The library that reads files of this kind panicked.
    #[error("reading the file made a library panic")]
    Panicked,
}

/// The words of a file, words of different paragraphs, cells and pages apart; at most
/// [`Limits::text`] bytes, cut between characters. `media_type` and `name` are the sender's.
/// Reading ends soon after `stop` answers true.
///
/// # Errors
/// Each [`TextError`]; then nothing of the file is known.
pub fn text_of(
    media_type: &str,
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    stop: &dyn Fn() -> bool,
) -> Result<String, TextError> {
    if bytes.len() > limits.bytes {
        return Err(TextError::TooLarge);
    }
    let read = || {
        let mut output = Output::new(limits.text);
        match kind::of(media_type, name, bytes).ok_or(TextError::Unknown)? {
            Kind::Plain => output.push(&charset::decode(bytes, None)),
            Kind::Html => output.push(&html_words(&charset::decode(bytes, None))),
            Kind::Pdf => pdf::read(bytes, limits, stop, &mut output)?,
            Kind::Package => package::read(bytes, limits, stop, &mut output)?,
        }
        Ok(output.finish())
    };
    // All that `read` changes is its own, and is dropped.
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(TextError::Panicked))
}
