//! XML to words, as it streams by: nothing is kept of it but the names of the open elements.
//! Entities that a document defines are never looked up, so none can grow.

use super::{
    Limits, TextError,
    output::Output,
    package::{self, Entry},
};
use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesRef, BytesStart, Event},
};
use std::io::BufReader;

/// Which elements of a format mean what, by their names without prefix.
pub struct Rules {
    /// Have words directly in them. What stands elsewhere is no text.
    pub words: &'static [&'static str],
    /// End a line.
    pub lines: &'static [&'static str],
    /// Stand between words.
    pub blanks: &'static [&'static str],
    /// Are left out with all that is in them.
    pub skipped: &'static [&'static str],
}

/// What passes by.
pub enum Piece<'a> {
    /// An element begins; one without content ends at once.
    Open(&'a str, &'a BytesStart<'a>),
    /// Characters within the innermost element.
    Words(&'a str),
    /// An element ends.
    Close(&'a str),
}

/// Calls `each` with what passes by, until it answers false.
pub fn walk(
    input: BufReader<Entry<'_>>,
    limits: &Limits,
    stop: &dyn Fn() -> bool,
    mut each: impl FnMut(Piece<'_>) -> bool,
) -> Result<(), TextError> {
    let mut reader = Reader::from_reader(input);
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    for step in 1_u32.. {
        if step % 1024 == 0 && stop() {
            return Err(TextError::Stopped);
        }
        buffer.clear();
        reader.get_mut().get_mut().begin_piece();
        let goes_on = match reader.read_event_into(&mut buffer).map_err(of_xml)? {
            Event::Start(start) => {
                depth += 1;
                if depth > limits.depth {
                    return Err(TextError::TooDeep);
                }
                each(Piece::Open(start.local_name().as_ref(), &start))
            }
            Event::Empty(start) => {
                let name = start.local_name();
                each(Piece::Open(name.as_ref(), &start)) && each(Piece::Close(name.as_ref()))
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                each(Piece::Close(end.local_name().as_ref()))
            }
            Event::Text(text) => each(Piece::Words(&text.xml10_content())),
            Event::CData(text) => each(Piece::Words(&text.xml10_content())),
            Event::GeneralRef(name) => match character(&name) {
                Some(text) => each(Piece::Words(&text)),
                None => true,
            },
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => true,
        };
        if !goes_on {
            return Ok(());
        }
    }
    Ok(())
}

/// The words of a document by the rules of its format.
pub fn words(
    input: BufReader<Entry<'_>>,
    rules: &Rules,
    limits: &Limits,
    stop: &dyn Fn() -> bool,
    output: &mut Output,
) -> Result<(), TextError> {
    let (mut in_words, mut skipped) = (0_usize, 0_usize);
    walk(input, limits, stop, |piece| {
        match piece {
            Piece::Open(name, _) if skipped > 0 || rules.skipped.contains(&name) => skipped += 1,
            Piece::Close(_) if skipped > 0 => skipped -= 1,
            Piece::Open(name, _) if rules.words.contains(&name) => in_words += 1,
            Piece::Words(text) if skipped == 0 && in_words > 0 => output.push(text),
            Piece::Close(name) => {
                if rules.words.contains(&name) {
                    in_words = in_words.saturating_sub(1);
                }
                if rules.lines.contains(&name) {
                    output.line();
                } else if rules.blanks.contains(&name) {
                    output.blank();
                }
            }
            Piece::Open(..) | Piece::Words(_) => {}
        }
        !output.is_full()
    })
}

/// What a reference stands for; none for one that the document defines itself.
fn character(name: &BytesRef<'_>) -> Option<String> {
    match name.resolve_char_ref() {
        Ok(Some(c)) => Some(c.to_string()),
        Ok(None) => resolve_predefined_entity(name).map(ToOwned::to_owned),
        Err(_) => None,
    }
}

/// Reading fails when what is unpacked ends badly, or has been too much.
fn of_xml(error: quick_xml::Error) -> TextError {
    match error {
        quick_xml::Error::Io(error) => package::of_io(&error),
        _ => TextError::Damaged,
    }
}
