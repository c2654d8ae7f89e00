//! `OpenDocument` (ISO/IEC 26300): texts, spreadsheets, presentations and drawings alike.

use super::{
    TextError,
    markup::{self, Rules},
    output::Output,
    package::Package,
};

/// Where the document is.
pub const CONTENT: &str = "content.xml";

const RULES: Rules = Rules {
    words: &["p", "h"],
    lines: &["p", "h", "table-row"],
    blanks: &["tab", "s", "line-break", "table-cell"],
    // What was deleted, and how numbers are written.
    skipped: &["tracked-changes", "automatic-styles"],
};

/// Reads the document.
pub fn read(package: &mut Package<'_>, output: &mut Output) -> Result<(), TextError> {
    let (limits, stop) = (package.limits, package.stop);
    // A file that a password opens has entries that look like noise.
    if is_encrypted(package)? {
        return Err(TextError::Encrypted);
    }
    markup::words(package.open(CONTENT)?, &RULES, limits, stop, output)
}

/// The list of entries says how each is encrypted (part 2, section 4.8).
fn is_encrypted(package: &mut Package<'_>) -> Result<bool, TextError> {
    const MANIFEST: &str = "META-INF/manifest.xml";
    if !package.has(MANIFEST) {
        return Ok(false);
    }
    let (limits, stop) = (package.limits, package.stop);
    let mut encrypted = false;
    markup::walk(package.open(MANIFEST)?, limits, stop, |piece| {
        encrypted |= matches!(piece, markup::Piece::Open("encryption-data", _));
        !encrypted
    })?;
    Ok(encrypted)
}
