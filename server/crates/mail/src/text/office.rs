//! Office Open XML (ISO/IEC 29500): texts and presentations.

use super::{
    TextError,
    markup::{self, Rules},
    output::Output,
    package::Package,
};

/// Where a text is.
pub const DOCUMENT: &str = "word/document.xml";
/// What every presentation has.
pub const PRESENTATION: &str = "ppt/presentation.xml";

const RULES: Rules = Rules {
    words: &["t"],
    lines: &["p", "tr"],
    blanks: &["tab", "br", "cr", "tc"],
    // The same again for older programs; a number that says which slide this is.
    skipped: &["Fallback", "fld"],
};

/// Reads a text with its notes, comments, headers and footers.
pub fn read_document(package: &mut Package<'_>, output: &mut Output) -> Result<(), TextError> {
    let mut names = vec![DOCUMENT.to_owned()];
    for (begins, ends) in [
        ("word/footnotes", ".xml"),
        ("word/endnotes", ".xml"),
        ("word/comments", ".xml"),
        ("word/header", ".xml"),
        ("word/footer", ".xml"),
    ] {
        names.extend(package.numbered(begins, ends));
    }
    read_all(package, &names, output)
}

/// Reads slides and notes.
pub fn read_presentation(package: &mut Package<'_>, output: &mut Output) -> Result<(), TextError> {
    let mut names = package.numbered("ppt/slides/slide", ".xml");
    names.extend(package.numbered("ppt/notesSlides/notesSlide", ".xml"));
    names.truncate(package.limits.pages);
    read_all(package, &names, output)
}

fn read_all(
    package: &mut Package<'_>,
    names: &[String],
    output: &mut Output,
) -> Result<(), TextError> {
    let (limits, stop) = (package.limits, package.stop);
    for name in names {
        markup::words(package.open(name)?, &RULES, limits, stop, output)?;
        output.line();
        if output.is_full() {
            break;
        }
    }
    Ok(())
}
