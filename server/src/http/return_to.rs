/// Where to go when nothing else was said.
pub const HOME: &str = "/mail/inbox";

/// `path` if it is one of this server, in characters that a header may hold; else [`HOME`].
/// Keeps a forged form or link from sending the reader to another site.
pub fn local(path: &str) -> &str {
    let is_local = path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_local { path } else { HOME }
}

/// A text as a query's value (RFC 3986: everything but the unreserved characters).
pub fn encode(text: &str) -> impl std::fmt::Display + '_ {
    percent_encoding::utf8_percent_encode(text, UNRESERVED)
}

const UNRESERVED: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

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
    }
}
