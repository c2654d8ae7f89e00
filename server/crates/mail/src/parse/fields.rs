//! The fields of a header, read by mail-parser.

use super::{charset, limits};
use mail_parser::{
    Address, ContentType, DateTime, HeaderName, HeaderValue, Message, MessageParser,
};
use model::{Mailbox, UnixMillis};
use std::borrow::Cow;

/// A header.
#[derive(Default)]
pub struct Fields(Message<'static>);

impl Fields {
    /// Reads a header. Bytes that are not UTF-8 are decoded by the charset that the part names,
    /// or else as windows-1252: no name or subject is lost.
    pub fn read(header: &[u8]) -> Self {
        let header = without_controls(header);
        let fields = Self::parse(&header);
        if std::str::from_utf8(&header).is_ok() && memchr::memchr(0x1B, &header).is_none() {
            return fields;
        }
        let label = fields.parameter("charset");
        let text = header.split_inclusive(|&b| b == b'\n').fold(String::new(), |text, line| {
            text + &match std::str::from_utf8(line) {
                Ok(line) if !line.contains('\x1B') => line.to_owned(),
                _ => charset::decode(&escaped_words(line), label.as_deref()),
            }
        });
        Self::parse(text.as_bytes())
    }

    fn parse(header: &[u8]) -> Self {
        // Without an empty line at its end the last field would not be closed.
        let closed = [header, b"\r\n\r\n"].concat();
        Self(MessageParser::default().parse_headers(&closed).unwrap_or_default().into_owned())
    }

    fn value(&self, name: &HeaderName<'static>) -> Option<&HeaderValue<'static>> {
        self.0.parts.first()?.headers.iter().rev().find(|h| h.name == *name).map(|h| &h.value)
    }

    /// `type/subtype` of `Content-Type` in lower case.
    pub fn media_type(&self) -> Option<String> {
        let claimed = self.content_type()?;
        let (kind, sub) = (claimed.ctype().trim(), claimed.subtype().unwrap_or_default().trim());
        let sane = |word: &str| {
            !word.is_empty()
                && word.len() < 100
                && word.bytes().all(|b| b.is_ascii_graphic() && !b"/()<>@,;:\\\"[]?=".contains(&b))
        };
        match (sane(kind), sane(sub)) {
            (true, true) => Some(format!("{kind}/{sub}").to_ascii_lowercase()),
            (true, false) if kind.eq_ignore_ascii_case("text") => Some("text/plain".to_owned()),
            (true, false) if kind.eq_ignore_ascii_case("html") => Some("text/html".to_owned()),
            _ => None,
        }
    }

    fn content_type(&self) -> Option<&ContentType<'static>> {
        self.value(&HeaderName::ContentType)?.as_content_type()
    }

    fn disposition_field(&self) -> Option<&ContentType<'static>> {
        self.value(&HeaderName::ContentDisposition)?.as_content_type()
    }

    /// A parameter of `Content-Type`.
    pub fn parameter(&self, name: &str) -> Option<String> {
        attribute(self.content_type()?, name)
    }

    /// A parameter of `Content-Disposition`.
    pub fn disposition_parameter(&self, name: &str) -> Option<String> {
        attribute(self.disposition_field()?, name)
    }

    /// `Content-Disposition` says `attachment`, or something unknown (RFC 2183, section 2.8).
    pub fn is_attachment(&self) -> bool {
        self.disposition_field().is_some_and(|d| !d.ctype().is_empty() && !d.is_inline())
    }

    /// `Content-Transfer-Encoding` in lower case.
    pub fn transfer_encoding(&self) -> String {
        let claimed = self.text(&HeaderName::ContentTransferEncoding);
        let word = claimed.split([';', ' ', '(']).next().unwrap_or_default();
        word.trim_matches(['"', '\'']).to_ascii_lowercase()
    }

    /// A field of words, decoded and unfolded; empty when there is none.
    pub fn text(&self, name: &HeaderName<'static>) -> String {
        self.value(name).and_then(HeaderValue::as_text).map(one_line).unwrap_or_default()
    }

    /// The topmost field of this name, as it is written; empty when there is none.
    pub fn first_text(&self, name: &HeaderName<'static>) -> String {
        let fields = self.0.parts.first().map(|part| part.headers.as_slice()).unwrap_or_default();
        let first = fields.iter().find(|field| field.name == *name);
        first.and_then(|field| field.value.as_text()).map(one_line).unwrap_or_default()
    }

    /// Ids in a field, without angle brackets.
    pub fn ids(&self, name: &HeaderName<'static>) -> Vec<String> {
        let ids = match self.value(name) {
            Some(HeaderValue::Text(id)) => std::slice::from_ref(id),
            Some(HeaderValue::TextList(ids)) => ids,
            _ => &[],
        };
        ids.iter()
            .map(|id| id.trim().trim_matches(['<', '>']).to_owned())
            .filter(|id| !id.is_empty())
            .collect()
    }

    /// All mailboxes of all fields of this name; groups are opened.
    pub fn mailboxes(&self, name: &HeaderName<'static>) -> Vec<Mailbox> {
        let Some(part) = self.0.parts.first() else { return Vec::new() };
        part.headers
            .iter()
            .filter(|header| header.name == *name)
            .filter_map(|header| header.value.as_address())
            .flat_map(Address::iter)
            .map(|address| Mailbox {
                name: address.name().map(display_name).unwrap_or_default(),
                address: address.address().map(one_line).unwrap_or_default(),
            })
            .filter(|mailbox| !mailbox.name.is_empty() || !mailbox.address.is_empty())
            .take(limits::ADDRESSES)
            .collect()
    }

    /// `Date`, when it can be read and is neither before 1970 nor after 2100.
    pub fn date(&self) -> Option<UnixMillis> {
        self.value(&HeaderName::Date)?.as_datetime().and_then(millis)
    }

    /// When the server that wrote the first `Received` took the message, by the same bounds.
    pub fn received(&self) -> Option<UnixMillis> {
        let headers = &self.0.parts.first()?.headers;
        let first = headers.iter().find(|header| header.name == HeaderName::Received)?;
        first.value.as_received()?.date().as_ref().and_then(millis)
    }

    /// `List-Id` inside the brackets (RFC 2919), in lower case.
    pub fn list_id(&self) -> String {
        let list = self.mailboxes(&HeaderName::ListId).into_iter().last().unwrap_or_default();
        let id = if list.address.is_empty() { list.name } else { list.address };
        id.trim_matches(['<', '>', ' ']).to_ascii_lowercase()
    }
}

/// A time that a message can have.
fn millis(date: &DateTime) -> Option<UnixMillis> {
    const LATEST: i64 = 4_102_444_800;
    let seconds = date.is_valid().then(|| date.to_timestamp())?;
    (1..LATEST).contains(&seconds).then_some(seconds * 1000)
}

/// A parameter. Many write it twice, in ASCII and then in full (`name="x"; name*=utf-8''…`): the
/// full one is meant (RFC 6266, section 4.3).
fn attribute(field: &ContentType<'_>, name: &str) -> Option<String> {
    let mut values =
        field.attributes()?.iter().filter(|a| a.name == name).map(|a| a.value.to_string());
    let first = values.next()?;
    if first.is_ascii() {
        values.find(|value| !value.is_ascii()).or(Some(first))
    } else {
        Some(first)
    }
}

/// Bytes that are not ASCII inside a quoted-printable encoded word belong to that word's charset:
/// escapes them.
fn escaped_words(line: &[u8]) -> Vec<u8> {
    line.split_inclusive(u8::is_ascii_whitespace)
        .flat_map(|word| {
            let lower = word.to_ascii_lowercase();
            let encoded =
                lower.starts_with(b"=?") && memchr::memmem::find(&lower, b"?q?").is_some();
            word.iter().flat_map(move |&b| {
                if encoded && !b.is_ascii() { format!("={b:02X}").into_bytes() } else { vec![b] }
            })
        })
        .collect()
}

/// NUL and other control characters are never part of a field; CR alone is a blank.
fn without_controls(header: &[u8]) -> Cow<'_, [u8]> {
    let bad = |b: u8| (b < 0x20 && !matches!(b, b'\n' | b'\r' | b'\t' | 0x1B)) || b == 0x7F;
    if !header.iter().any(|&b| bad(b)) {
        return Cow::Borrowed(header);
    }
    Cow::Owned(header.iter().copied().filter(|&b| !bad(b)).collect())
}

/// One line without control characters.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\r' | '\0' => {}
            c if c.is_control() => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            c => line.push(c),
        }
    }
    line.trim().to_owned()
}

/// A display name without the quotes that some leave around it.
fn display_name(name: &str) -> String {
    let name = one_line(name);
    let bare = name.strip_prefix(['"', '\'']).and_then(|n| n.strip_suffix(['"', '\'']));
    bare.map_or_else(|| name.clone(), |bare| bare.trim().to_owned())
}
