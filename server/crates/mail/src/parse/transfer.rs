//! Content-Transfer-Encoding (RFC 2045, section 6), forgiving.

use super::outline::LeftOut;
use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use std::borrow::Cow;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The content without its transfer encoding; an encoding that is not known changes nothing.
/// In text, what cannot be of the encoding stays as it is: some label plain text as base64, and
/// mailing lists add plain lines behind it.
pub fn decode<'s>(body: &'s [u8], encoding: &str, is_text: bool) -> Cow<'s, [u8]> {
    match encoding {
        "base64" => {
            let (encoded, plain) = body.split_at_checked(base64_end(body)).unwrap_or((body, &[]));
            if encoded.trim_ascii().is_empty() {
                // Blank lines alone are no content.
                Cow::Borrowed(if plain.is_empty() { plain } else { body })
            } else if is_text && !plain.is_empty() {
                Cow::Owned([&base64(encoded), &b"\n"[..], plain].concat())
            } else {
                Cow::Owned(base64(body))
            }
        }
        "quoted-printable" => Cow::Owned(quoted_printable(body)),
        "x-uuencode" | "uuencode" | "x-uue" | "uue" => {
            super::flowed::uuencoded(body).map_or(Cow::Borrowed(body), Cow::Owned)
        }
        _ => Cow::Borrowed(body),
    }
}

/// Bytes of the content without its transfer encoding; base64 is counted, not decoded.
pub fn decoded_size(body: &[u8], encoding: &str, is_text: bool) -> usize {
    if encoding == "base64" && base64_is_sound(body) {
        of_symbols(symbols(body))
    } else {
        decode(body, encoding, is_text).len()
    }
}

/// The same of a body of which some was left out.
pub fn decoded_size_with(body: &[u8], encoding: &str, is_text: bool, left_out: LeftOut) -> usize {
    match encoding {
        "base64" => of_symbols(symbols(body) + left_out.symbols),
        "quoted-printable" => quoted_printable(body).len() + left_out.quoted,
        // Lines of 45 bytes in 60 symbols, their length in front.
        "x-uuencode" | "uuencode" | "x-uue" | "uue" => {
            decode(body, encoding, is_text).len() + left_out.raw / 63 * 45
        }
        _ => body.len() + left_out.raw,
    }
}

fn symbols(body: &[u8]) -> usize {
    body.iter().filter(|&&byte| is_base64(byte)).count()
}

fn of_symbols(symbols: usize) -> usize {
    symbols / 4 * 3 + (symbols % 4).saturating_sub(1)
}

/// Where base64 ends and plain text begins: at the first line that has words in it.
fn base64_end(body: &[u8]) -> usize {
    let mut end = 0;
    for line in body.split_inclusive(|&b| b == b'\n') {
        let content = line.trim_ascii();
        let words =
            content.contains(&b' ') || content.starts_with(b"__") || content.starts_with(b"--");
        if words {
            // Words behind the padding that ends the encoding.
            let first = content.split(|&b| b == b' ').next().unwrap_or_default();
            return if first.ends_with(b"=") { end + first.len() } else { end };
        }
        end += line.len();
    }
    body.len()
}

pub fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

/// Nothing but the alphabet in lines, padding at the end: what its symbols say is its size.
fn base64_is_sound(body: &[u8]) -> bool {
    let body = body.trim_ascii_end();
    let mut padding = body.iter().rev();
    let padded = padding.by_ref().take_while(|&&b| b == b'=' || b.is_ascii_whitespace()).count();
    body.iter().take(body.len() - padded).all(|&b| is_base64(b) || matches!(b, b'\r' | b'\n'))
}

/// What is not in the alphabet is skipped; padding ends a run, and another may follow it
/// (files put one behind the other).
fn base64(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    for run in body.split(|&b| b == b'=') {
        let mut symbols: Vec<u8> = run.iter().copied().filter(|&b| is_base64(b)).collect();
        // One symbol alone at the end is six bits: no byte.
        if symbols.len() % 4 == 1 {
            symbols.pop();
        }
        if LENIENT.decode_vec(&symbols, &mut out).is_err() {
            tracing::debug!("a run of base64 could not be decoded");
        }
    }
    out
}

/// What is not an escape stays as it is.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    for line in body.split_inclusive(|&b| b == b'\n') {
        let ends = line.ends_with(b"\n");
        let text = line.trim_ascii_end();
        let (text, soft) = match text.strip_suffix(b"=") {
            Some(text) => (text, true),
            None => (text, false),
        };
        let mut rest = text;
        while let Some((&byte, after)) = rest.split_first() {
            let escaped = if byte == b'=' { hex(after) } else { None };
            let (byte, after) = escaped.unwrap_or((byte, after));
            out.push(byte);
            rest = after;
        }
        if ends && !soft {
            out.extend_from_slice(if line.ends_with(b"\r\n") { b"\r\n" } else { b"\n" });
        }
    }
    out
}

fn hex(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let (digits, rest) = bytes.split_at_checked(2)?;
    let digits = std::str::from_utf8(digits).ok().filter(|d| !d.starts_with('+'))?;
    Some((u8::from_str_radix(digits, 16).ok()?, rest))
}
