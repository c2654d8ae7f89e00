//! Office Open XML (ISO/IEC 29500-1, section 18): spreadsheets.

use super::{
    TextError,
    markup::{self, Piece},
    output::Output,
    package::Package,
};

/// What every workbook has.
pub const WORKBOOK: &str = "xl/workbook.xml";
/// Texts that cells name by number.
const SHARED: &str = "xl/sharedStrings.xml";

/// Reads the sheets, then what is commented.
pub fn read(package: &mut Package<'_>, output: &mut Output) -> Result<(), TextError> {
    let shared = shared(package)?;
    let mut sheets = package.numbered("xl/worksheets/sheet", ".xml");
    sheets.truncate(package.limits.pages);
    for sheet in sheets {
        cells(package, &sheet, &shared, output)?;
        if output.is_full() {
            return Ok(());
        }
    }
    let mut comments = package.numbered("xl/comments", ".xml");
    comments.extend(package.numbered("xl/comments/comment", ".xml"));
    for comments in comments {
        for comment in strings(package, &comments, "comment")? {
            output.push(&comment);
            output.line();
        }
    }
    Ok(())
}

fn shared(package: &mut Package<'_>) -> Result<Vec<String>, TextError> {
    if package.has(SHARED) { strings(package, SHARED, "si") } else { Ok(Vec::new()) }
}

/// The texts of all elements of this name, without those that say how a word is pronounced.
/// No more of them are kept than the bytes of all text.
fn strings(package: &mut Package<'_>, name: &str, element: &str) -> Result<Vec<String>, TextError> {
    let (limits, stop) = (package.limits, package.stop);
    let (mut all, mut text) = (Vec::new(), String::new());
    let (mut in_text, mut phonetic, mut kept) = (false, 0_usize, 0);
    markup::walk(package.open(name)?, limits, stop, |piece| {
        match piece {
            Piece::Open("rPh", _) => phonetic += 1,
            Piece::Close("rPh") => phonetic = phonetic.saturating_sub(1),
            Piece::Open("t", _) => in_text = phonetic == 0,
            Piece::Close("t") => in_text = false,
            Piece::Words(words) if in_text && kept < limits.text => {
                kept += words.len();
                text.push_str(words);
            }
            // Each of them has a number, empty ones too.
            Piece::Close(name) if name == element => all.push(std::mem::take(&mut text)),
            _ => {}
        }
        all.len() < limits.text
    })?;
    Ok(all)
}

/// What a cell has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// The number of a shared text.
    Shared,
    /// Yes or no, or an error's name.
    Wordless,
    /// What it says.
    Plain,
}

fn cells(
    package: &mut Package<'_>,
    name: &str,
    shared: &[String],
    output: &mut Output,
) -> Result<(), TextError> {
    let (limits, stop) = (package.limits, package.stop);
    let (mut cell, mut reading) = (Cell::Plain, false);
    let mut number = String::new();
    markup::walk(package.open(name)?, limits, stop, |piece| {
        match piece {
            Piece::Open("c", element) => {
                let kind = element.try_get_attribute("t").ok().flatten();
                cell = match kind.as_ref().map(|kind| kind.value.as_ref()) {
                    Some("s") => Cell::Shared,
                    Some("b" | "e") => Cell::Wordless,
                    _ => Cell::Plain,
                };
            }
            Piece::Open("v" | "t", _) => reading = true,
            Piece::Words(digits) if reading && cell == Cell::Shared && number.len() < 16 => {
                number.push_str(digits);
            }
            Piece::Words(words) if reading && cell == Cell::Plain => output.push(words),
            Piece::Close("v" | "t") => {
                reading = false;
                let index = std::mem::take(&mut number).trim().parse::<usize>().ok();
                if let Some(text) = index.and_then(|index| shared.get(index)) {
                    output.push(text);
                }
            }
            Piece::Close("c") => output.blank(),
            Piece::Close("row") => output.line(),
            _ => {}
        }
        !output.is_full()
    })
}
