//! What the codes of a font say and how wide their glyphs are (ISO 32000-1, sections 9.5-9.10).

mod composite;
mod simple;

use super::glyph;
use crate::text::TextError;
use composite::Composite;
use hayro_cmap::{BfString, CMap};
use hayro_syntax::{
    object::{Dict, Name, ObjectIdentifier, Stream},
    page::Resources,
};
use simple::Simple;
use std::{collections::HashMap, rc::Rc};

/// Fonts that are kept for when they are used again.
const KEPT: usize = 128;
/// Bytes of a map of characters. The largest, for all of Unicode's first plane, are below 1 MB.
const MAP: usize = 2 * 1024 * 1024;

/// The fonts of a document.
#[derive(Default)]
pub struct Fonts {
    kept: HashMap<ObjectIdentifier, Option<Rc<Font>>>,
}

impl Fonts {
    /// The font of this name; none if there is none. What is unpacked for it is taken from `left`.
    pub fn font(
        &mut self,
        resources: &Resources<'_>,
        name: &Name<'_>,
        left: &mut usize,
    ) -> Result<Option<Rc<Font>>, TextError> {
        let id = resources.fonts.get_ref(name).map(ObjectIdentifier::from);
        if let Some(font) = id.and_then(|id| self.kept.get(&id)) {
            return Ok(font.clone());
        }
        let font = match resources.get_font(name) {
            Some(dict) => Some(Rc::new(Font::new(&dict, left)?)),
            None => None,
        };
        if let Some(id) = id {
            if self.kept.len() >= KEPT {
                self.kept.clear();
            }
            self.kept.insert(id, font.clone());
        }
        Ok(font)
    }
}

/// One glyph.
pub struct Glyph {
    /// What it says; empty if nobody knows.
    pub text: String,
    /// In thousandths of the font's size.
    pub width: f64,
    /// Word spacing applies to it.
    pub is_blank: bool,
}

/// A font.
pub enum Font {
    /// One byte a glyph.
    Simple(Box<Simple>),
    /// One byte or more a glyph.
    Composite(Box<Composite>),
}

impl Font {
    fn new(dict: &Dict<'_>, left: &mut usize) -> Result<Self, TextError> {
        // Even a small one takes time to read.
        *left = left.checked_sub(1024).ok_or(TextError::TooMuch)?;
        let to_unicode = match dict.get::<Stream<'_>>(b"ToUnicode") {
            Some(stream) => map(&stream, left)?,
            None => None,
        };
        let is_composite =
            dict.get::<Name<'_>>(b"Subtype").is_some_and(|kind| kind.as_ref() == b"Type0");
        Ok(if is_composite {
            Self::Composite(Box::new(Composite::new(dict, to_unicode, left)?))
        } else {
            Self::Simple(Box::new(Simple::new(dict, to_unicode.as_ref())))
        })
    }

    /// The next glyph of `codes`, which it is taken from.
    pub fn next(&self, codes: &mut &[u8]) -> Option<Glyph> {
        match self {
            Self::Simple(font) => font.next(codes),
            Self::Composite(font) => font.next(codes),
        }
    }
}

/// A map of characters that the file brings.
fn map(stream: &Stream<'_>, left: &mut usize) -> Result<Option<CMap>, TextError> {
    let Ok(data) = stream.decoded_data() else { return Ok(None) };
    *left = left.checked_sub(data.len()).ok_or(TextError::TooMuch)?;
    if data.len() > MAP {
        return Ok(None);
    }
    Ok(CMap::parse(&data, hayro_cmap::load_embedded))
}

/// What the map says of a code, unless that is nothing.
fn mapped(map: &CMap, code: u32) -> Option<String> {
    let text = match map.lookup_bf_string(code)? {
        BfString::Char(c) => c.to_string(),
        BfString::String(text) => text,
    };
    let says = |c: char| !(c.is_control() || c == '\u{FFFD}');
    text.contains(says).then_some(text)
}
