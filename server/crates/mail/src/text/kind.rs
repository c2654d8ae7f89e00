//! What a file is.

/// What is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Plain,
    /// HTML.
    Html,
    /// PDF.
    Pdf,
    /// A zip archive: `OpenDocument`, Office Open XML or something else.
    Package,
}

/// A PDF may begin with other bytes (ISO 32000-1, appendix H.3.4.1).
const PDF_BEGINS: usize = 1024;

/// By the first bytes. Text has none of its own, so there the claims count; but nothing is text
/// that has zeros in it.
pub fn of(media_type: &str, name: &str, bytes: &[u8]) -> Option<Kind> {
    let head = bytes.get(..PDF_BEGINS).unwrap_or(bytes);
    if memchr::memmem::find(head, b"%PDF-").is_some() {
        return Some(Kind::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(Kind::Package);
    }
    let wide = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    if !wide && memchr::memchr(0, bytes).is_some() {
        return None;
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let ending = ending.as_deref().unwrap_or_default();
    let is_html = matches!(media_type, "text/html" | "application/xhtml+xml")
        || matches!(ending, "html" | "htm" | "xhtml");
    let is_plain = media_type.starts_with("text/")
        || matches!(ending, "txt" | "text" | "csv" | "tsv" | "md" | "markdown" | "log");
    match (is_html, is_plain) {
        (true, _) => Some(Kind::Html),
        (false, true) => Some(Kind::Plain),
        (false, false) => None,
    }
}
