//! Fonts of any number of glyphs (ISO 32000-1, section 9.7).

use super::{Glyph, map, mapped};
use crate::text::TextError;
use hayro_cmap::{CMap, CMapName, CidFamily, load_embedded};
use hayro_syntax::object::{Array, Dict, Number, Object, String as Letters};

/// A font of one byte or more a glyph.
pub struct Composite {
    /// From codes to glyphs.
    codes: CMap,
    /// From codes to text.
    to_unicode: Option<CMap>,
    /// From glyphs to text, where the order of the glyphs is a known one.
    known: Option<CMap>,
    usual: f64,
    /// Numbers of glyphs and how wide those are; by the first number.
    widths: Vec<(u32, u32, f64)>,
}

/// Widths that are kept; there are no more glyphs.
const WIDTHS: usize = 65_536;

impl Composite {
    /// Reads a font.
    pub fn new(
        dict: &Dict<'_>,
        to_unicode: Option<CMap>,
        left: &mut usize,
    ) -> Result<Self, TextError> {
        let codes = match dict.get::<Object<'_>>(b"Encoding") {
            Some(Object::Name(name)) => predefined(CMapName::from_bytes(name.as_ref())),
            Some(Object::Stream(stream)) => map(&stream, left)?,
            _ => None,
        };
        let below = dict.get::<Array<'_>>(b"DescendantFonts");
        let below = below.and_then(|all| all.iter::<Dict<'_>>().next()).unwrap_or_default();
        let mut widths =
            below.get::<Array<'_>>(b"W").map(|given| widths(&given)).unwrap_or_default();
        widths.sort_by_key(|(first, ..)| *first);
        Ok(Self {
            codes: codes.unwrap_or_else(CMap::identity_h),
            to_unicode,
            known: family(&below).and_then(|family| predefined(family.ucs2_cmap()?)),
            usual: below.get::<Number>(b"DW").map_or(1000.0, |width| width.as_f64()),
            widths,
        })
    }

    /// The next glyph of `codes`, which it is taken from.
    pub fn next(&self, codes: &mut &[u8]) -> Option<Glyph> {
        let (code, length, cid) = self.code(codes)?;
        *codes = codes.get(length..)?;
        let text = (self.to_unicode.as_ref().and_then(|map| mapped(map, code)))
            .or_else(|| mapped(self.known.as_ref()?, cid));
        Some(Glyph {
            text: text.unwrap_or_default(),
            width: self.width(cid),
            is_blank: length == 1 && code == u32::from(b' '),
        })
    }

    /// The shortest code that means something; else two bytes, as most have.
    fn code(&self, codes: &[u8]) -> Option<(u32, usize, u32)> {
        let mut code = 0_u32;
        for (byte, length) in codes.iter().zip(1_u8..=4) {
            code = code << 8 | u32::from(*byte);
            if let Some(cid) = self.codes.lookup_cid_code(code, length) {
                return Some((code, length.into(), cid));
            }
        }
        let length = codes.len().min(2);
        let code = codes.iter().take(length).fold(0, |code, byte| code << 8 | u32::from(*byte));
        (length > 0).then_some((code, length, code))
    }

    fn width(&self, cid: u32) -> f64 {
        let after = self.widths.partition_point(|(first, ..)| *first <= cid);
        let range = after.checked_sub(1).and_then(|at| self.widths.get(at));
        range.filter(|(_, last, _)| cid <= *last).map_or(self.usual, |(.., width)| *width)
    }
}

fn predefined(name: CMapName<'_>) -> Option<CMap> {
    match name.to_bytes() {
        b"Identity-H" => Some(CMap::identity_h()),
        b"Identity-V" => Some(CMap::identity_v()),
        _ => CMap::parse(load_embedded(name)?, load_embedded),
    }
}

fn family(below: &Dict<'_>) -> Option<CidFamily> {
    let system = below.get::<Dict<'_>>(b"CIDSystemInfo")?;
    let registry = system.get::<Letters<'_>>(b"Registry")?;
    let ordering = system.get::<Letters<'_>>(b"Ordering")?;
    Some(CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes()))
}

/// `first [width …]` or `first last width`, again and again.
fn widths(given: &Array<'_>) -> Vec<(u32, u32, f64)> {
    let mut widths = Vec::new();
    let mut numbers: Vec<f64> = Vec::new();
    for one in given.iter::<Object<'_>>() {
        if widths.len() >= WIDTHS {
            break;
        }
        match (one, numbers.as_slice()) {
            (Object::Array(list), [first]) => {
                let cids = whole(*first)..;
                widths.extend(
                    cids.zip(list.iter::<Number>().take(WIDTHS))
                        .map(|(cid, width)| (cid, cid, width.as_f64())),
                );
                numbers.clear();
            }
            (Object::Number(width), [first, last]) => {
                widths.push((whole(*first), whole(*last), width.as_f64()));
                numbers.clear();
            }
            (Object::Number(number), _) => numbers.push(number.as_f64()),
            _ => numbers.clear(),
        }
    }
    widths
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
fn whole(number: f64) -> u32 {
    number as u32
}
