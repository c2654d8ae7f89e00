//! Content-Transfer-Encoding (RFC 2045, section 6), forgiving.

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
pub fn decode<'s>(body: &'s [u8], encoding: &str) -> Cow<'s, [u8]> {
    match encoding {
        "base64" => Cow::Owned(base64(body)),
        "quoted-printable" => Cow::Owned(quoted_printable(body)),
        "x-uuencode" | "uuencode" | "x-uue" | "uue" => {
            super::flowed::uuencoded(body).map_or(Cow::Borrowed(body), Cow::Owned)
        }
        _ => Cow::Borrowed(body),
    }
}

/// Bytes of the content without its transfer encoding, counted without building it where that
/// is possible.
pub fn decoded_size(body: &[u8], encoding: &str) -> i64 {
    let size = match encoding {
        "base64" => {
            let symbols = body.iter().filter(|&&b| is_base64(b)).count();
            let plain = base64_is_plain(body);
            if plain {
                symbols / 4 * 3 + [0, 0, 1, 2].get(symbols % 4).unwrap_or(&0)
            } else {
                base64(body).len()
            }
        }
        _ => decode(body, encoding).len(),
    };
    i64::try_from(size).unwrap_or(i64::MAX)
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

/// Padding stands nowhere but at the end.
fn base64_is_plain(body: &[u8]) -> bool {
    let mut after = body.iter().skip_while(|&&b| b != b'=');
    !after.any(|&b| is_base64(b))
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
            match escaped {
                Some((byte, after)) => {
                    out.push(byte);
                    rest = after;
                }
                None => {
                    out.push(byte);
                    rest = after;
                }
            }
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
