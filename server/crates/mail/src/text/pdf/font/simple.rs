//! Fonts of at most 256 glyphs (ISO 32000-1, section 9.6).

use super::{Glyph, glyph, mapped};
use encoding_rs::{MACINTOSH, WINDOWS_1252};
use hayro_cmap::CMap;
use hayro_syntax::object::{Array, Dict, Name, Number, Object};

/// A font of one byte a glyph.
pub struct Simple {
    /// 256 of each.
    texts: Vec<String>,
    widths: Vec<f64>,
}

/// Of the fonts that every program has, whose widths no file tells; near enough for telling
/// where a word ends.
const USUAL: f64 = 540.0;

impl Simple {
    /// Reads a font.
    pub fn new(dict: &Dict<'_>, to_unicode: Option<&CMap>) -> Self {
        let named = named(dict);
        let texts = (0..=u8::MAX)
            .zip(named)
            .map(|(code, named)| {
                to_unicode.and_then(|map| mapped(map, code.into())).unwrap_or(named)
            })
            .collect();
        Self { texts, widths: widths(dict) }
    }

    /// The next glyph of `codes`, which it is taken from.
    pub fn next(&self, codes: &mut &[u8]) -> Option<Glyph> {
        let (code, rest) = codes.split_first()?;
        *codes = rest;
        let index = usize::from(*code);
        Some(Glyph {
            text: self.texts.get(index).cloned().unwrap_or_default(),
            width: self.widths.get(index).copied().unwrap_or(USUAL),
            is_blank: *code == b' ',
        })
    }
}

/// What each code says by the font's encoding.
fn named(dict: &Dict<'_>) -> Vec<String> {
    let encoding = dict.get::<Object<'_>>(b"Encoding");
    let (base, differences) = match &encoding {
        Some(Object::Name(name)) => (Some(name.clone()), None),
        Some(Object::Dict(encoding)) => {
            (encoding.get::<Name<'_>>(b"BaseEncoding"), encoding.get::<Array<'_>>(b"Differences"))
        }
        _ => (None, None),
    };
    let is_standard =
        dict.get::<Name<'_>>(b"Subtype").is_some_and(|kind| kind.as_ref() == b"Type1");
    let mut texts: Vec<String> = (0..=u8::MAX)
        .map(|code| match base.as_deref() {
            Some(b"MacRomanEncoding") => {
                MACINTOSH.decode_without_bom_handling(&[code]).0.into_owned()
            }
            None if is_standard && code >= 0x80 => glyph::standard(code).to_owned(),
            _ => WINDOWS_1252.decode_without_bom_handling(&[code]).0.into_owned(),
        })
        .collect();
    let mut code = 0;
    for one in differences.iter().flat_map(Array::iter::<Object<'_>>) {
        match one {
            Object::Number(number) => code = usize::try_from(number.as_i64()).unwrap_or(usize::MAX),
            Object::Name(name) => {
                if let Some(text) = texts.get_mut(code) {
                    *text = glyph::text(name.as_str());
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    texts
}

fn widths(dict: &Dict<'_>) -> Vec<f64> {
    let mut widths = vec![USUAL; 256];
    let Some(given) = dict.get::<Array<'_>>(b"Widths") else { return widths };
    // Type 3 fonts have a measure of their own.
    let unit = dict.get::<Array<'_>>(b"FontMatrix").and_then(|all| all.iter::<Number>().next());
    let unit = unit.map_or(1.0, |unit| unit.as_f64() * 1000.0);
    let first = dict.get::<i32>(b"FirstChar").and_then(|first| usize::try_from(first).ok());
    let places = widths.iter_mut().skip(first.unwrap_or(0));
    for (place, width) in places.zip(given.iter::<Number>()) {
        *place = width.as_f64() * unit;
    }
    widths
}
