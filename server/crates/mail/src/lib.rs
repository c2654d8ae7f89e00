//! Reading, cleaning, composing and carrying mail. No database, no HTTP.
//!
//! Every byte that comes in here was chosen by a stranger, so the crate forbids what panics on
//! input: indexing, slicing and unwrapping.
#![cfg_attr(not(test), forbid(clippy::indexing_slicing, clippy::string_slice, clippy::unwrap_used))]

pub mod compose;
pub mod marks;
pub mod parse;
pub mod pop3;
pub mod sanitise;
pub mod smtp;
mod source;
pub mod spam;
pub mod text;
mod url;
mod wire;

pub use source::{Source, Spooled};

/// Log targets that must stay off whatever the operator asks for: these libraries log what
/// passes over the wire, passwords included.
///
/// The crate's dependency on `log` already leaves no trace level for them to log at; a
/// subscriber names them as well, so that neither guard stands alone.
pub const SILENCED_LOG_TARGETS: [&str; 2] = ["async_pop", "lettre"];
