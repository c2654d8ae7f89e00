//! Bytes to text. Whatever the sender says, no byte is lost.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

/// Decodes text whose charset the sender names, wrongly maybe or not at all.
pub fn decode(bytes: &[u8], label: Option<&str>) -> String {
    let label = label.map(normalise).unwrap_or_default();
    if let Some(encoding) = Encoding::for_label(label.as_bytes())
        .filter(|&encoding| encoding != UTF_8 && encoding != encoding_rs::REPLACEMENT)
    {
        // Many say ASCII or Latin 1 and mean UTF-8.
        let western = encoding == WINDOWS_1252;
        if western && !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() {
            return String::from_utf8_lossy(bytes).into_owned();
        }
        let (text, _, wrong) = encoding.decode(bytes);
        if !wrong {
            return text.into_owned();
        }
        if std::str::from_utf8(bytes).is_ok() && !bytes.is_ascii() {
            return String::from_utf8_lossy(bytes).into_owned();
        }
        return text.into_owned();
    }
    if label != "utf-8"
        && let Some(decoder) = charset_decoder(label.as_bytes())
    {
        return decoder(bytes);
    }
    if let Some(text) = marked(bytes) {
        return text;
    }
    utf8_or_western(bytes)
}

/// UTF-8, and what is not UTF-8 as windows-1252, byte for byte.
pub fn utf8_or_western(bytes: &[u8]) -> String {
    bytes.utf8_chunks().fold(String::with_capacity(bytes.len()), |mut text, chunk| {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
        text
    })
}

/// Charsets that mark themselves: a byte order mark, or ISO-2022-JP's escapes.
fn marked(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Some(encoding.decode(bytes).0.into_owned());
    }
    let japanese = bytes.is_ascii()
        && [&b"\x1B$B"[..], b"\x1B$@"]
            .iter()
            .any(|escape| memchr::memmem::find(bytes, escape).is_some());
    japanese.then(|| encoding_rs::ISO_2022_JP.decode(bytes).0.into_owned())
}

/// Names that are seen in mail but in no register.
fn normalise(label: &str) -> String {
    let label = label.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    match label.as_str() {
        "utf8" | "uft-8" | "utf_8" | "utf-8mb4" | "utf8mb4" | "unicode-1-1-utf-8" | "x-utf-8" => {
            "utf-8".to_owned()
        }
        "ansi_x3.4-1968" | "ansi-x3.4-1968" | "iso-8859" | "8bit" | "ansi" | "latin-1"
        | "iso-8858-1" => "windows-1252".to_owned(),
        "iso-8858-15" | "latin-9" => "iso-8859-15".to_owned(),
        "unicode-1-1-utf-7" => "utf-7".to_owned(),
        "cp932" | "ms932" => "shift_jis".to_owned(),
        "cp949" | "ks_c_5601" | "ms949" => "euc-kr".to_owned(),
        "cp936" | "ms936" => "gbk".to_owned(),
        "cp950" => "big5".to_owned(),
        other => match other.strip_prefix("cp").filter(|n| n.starts_with("125")) {
            Some(number) => format!("windows-{number}"),
            None => other.to_owned(),
        },
    }
}
