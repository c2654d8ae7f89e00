use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use std::borrow::Cow;

/// Where to go when nothing else was said.
pub const HOME: &str = "/mail/inbox";

/// `path` if it is one of this server, in characters that a header may hold; else [`HOME`].
/// Keeps a forged form or link from sending the reader to another site. What cannot stand in an
/// address, a blank for one, is encoded.
pub fn local(path: &str) -> Cow<'_, str> {
    let is_local = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(|c: char| c == '\\' || c.is_control());
    if is_local { utf8_percent_encode(path, NOT_IN_PATHS).into() } else { HOME.into() }
}

/// A text as a query's value (RFC 3986: everything but the unreserved characters).
pub fn encode(text: &str) -> impl std::fmt::Display + '_ {
    utf8_percent_encode(text, UNRESERVED)
}

/// What is in no address as it stands (RFC 3986, section 2).
const NOT_IN_PATHS: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        let away = ["https://evil.test/", "//evil.test", "/\\evil.test", "/a\r\nX: y", "", "x"];
        for path in away {
            assert_eq!(local(path), HOME, "{path:?}");
        }
        assert_eq!(local("/search?q=a%20b"), "/search?q=a%20b");
        assert_eq!(local("/search?q=ä b"), "/search?q=%C3%A4%20b");
    }
}
