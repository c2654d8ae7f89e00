//! File names: what the sender wrote, made safe to show and to save under.

use super::{Fields, limits};
use mail_parser::MessageParser;

/// The sender named the part.
pub fn is_given(fields: &Fields) -> bool {
    given(fields).is_some()
}

fn given(fields: &Fields) -> Option<String> {
    fields
        .disposition_parameter("filename")
        .or_else(|| fields.parameter("name"))
        .filter(|name| !name.trim().is_empty())
}

/// A part's name: decoded, without path, control and direction-changing characters, never empty.
/// One without a name gets one: `attachment-3.pdf`.
pub fn of(fields: &Fields, media_type: &str, index: u32) -> String {
    let name = given(fields).map(|name| clean(&decoded(&name))).unwrap_or_default();
    if name.is_empty() { invented(fields, media_type, index) } else { name }
}

/// Encoded words do not belong in a parameter (RFC 2047, section 5), but many write them there,
/// and percent escapes of a URL as well.
fn decoded(name: &str) -> String {
    if !(name.contains("=?") && name.contains("?=")) {
        return name.to_owned();
    }
    // Blanks between words that were folded are no part of the name.
    let field = format!("Subject: {}\r\n\r\n", super::fields::one_line(name));
    MessageParser::default()
        .parse_headers(field.as_bytes())
        .and_then(|message| message.subject().map(str::to_owned))
        .unwrap_or_else(|| name.to_owned())
}

fn clean(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| if c == '\t' || c == '\n' { ' ' } else { c })
        .filter(|&c| !c.is_control() && !is_invisible(c))
        .collect();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().map(|c| if "<>:\"|?*".contains(c) { '_' } else { c }).collect();
    let name = name.trim().trim_start_matches('.').trim_end_matches(['.', ' ']).trim();
    shortened(name)
}

/// Characters that show nothing, or turn the direction of what follows.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// At most [`limits::FILE_NAME`] characters, the extension kept.
fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= limits::FILE_NAME {
        return name.to_owned();
    }
    let extension = name.rsplit_once('.').map(|(_, e)| e).filter(|e| e.chars().count() <= 10);
    let extension = extension.map(|e| format!(".{e}")).unwrap_or_default();
    let stem = limits::FILE_NAME - extension.chars().count() - 1;
    name.chars().take(stem).chain(std::iter::once('…')).collect::<String>() + &extension
}

fn invented(fields: &Fields, media_type: &str, index: u32) -> String {
    if media_type == "message/rfc822" || media_type == "message/global" {
        let described = clean(&fields.text(&mail_parser::HeaderName::ContentDescription));
        if !described.is_empty() && described.chars().count() <= 60 {
            return format!("{described}.eml");
        }
        return format!("message-{index}.eml");
    }
    let kind = match media_type.split('/').next() {
        Some("image") => "image",
        Some("audio") => "audio",
        Some("video") => "video",
        Some("text") => "text",
        _ => "attachment",
    };
    format!("{kind}-{index}.{}", extension(media_type))
}

/// The usual extension of a media type.
fn extension(media_type: &str) -> &'static str {
    match media_type {
        "text/plain" | "message/delivery-status" | "text/rfc822-headers" => "txt",
        "text/html" => "html",
        "text/calendar" => "ics",
        "text/vcard" | "text/x-vcard" => "vcf",
        "text/csv" => "csv",
        "text/xml" | "application/xml" => "xml",
        "image/jpeg" | "image/jpg" | "image/pjpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/tiff" => "tif",
        "image/bmp" => "bmp",
        "image/svg+xml" => "svg",
        "audio/mpeg" => "mp3",
        "audio/wav" | "audio/x-wav" => "wav",
        "video/mp4" => "mp4",
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        "application/gzip" => "gz",
        "application/json" => "json",
        "application/rtf" | "text/rtf" => "rtf",
        "application/msword" => "doc",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.ms-excel" => "xls",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "application/vnd.ms-powerpoint" => "ppt",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation" => "pptx",
        "application/ms-tnef" | "application/vnd.ms-tnef" => "tnef",
        "application/pgp-signature" => "asc",
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => "p7s",
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => "p7m",
        "message/rfc822" | "message/global" => "eml",
        _ => "bin",
    }
}
