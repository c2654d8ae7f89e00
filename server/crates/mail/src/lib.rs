//! Reading, cleaning, composing and carrying mail. No database, no HTTP.
//!
//! Every byte that comes in here was chosen by a stranger, so the crate forbids what panics on
//! input: indexing, slicing and unwrapping.
#![forbid(clippy::indexing_slicing, clippy::string_slice, clippy::unwrap_used)]

pub mod compose;
pub mod parse;
pub mod pop3;
pub mod sanitise;
pub mod smtp;
