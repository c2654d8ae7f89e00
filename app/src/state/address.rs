//! What the page's address says.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::MessageId;

/// The value of a query in the address, decoded once; empty when there is none. The router's
/// own map decodes twice, which turns `%2520` into a blank.
pub fn query(name: &'static str) -> Memo<String> {
    let search = use_location().search;
    Memo::new(move |_| search.with(|search| value(search, name)))
}

/// The message that the address names beside a list: in `/mail/inbox/7`, `/labels/3/7` and
/// `/search/7`.
pub fn opened() -> Memo<Option<MessageId>> {
    let path = use_location().pathname;
    Memo::new(move |_| path.with(|path| opened_in(path)))
}

fn opened_in(path: &str) -> Option<MessageId> {
    let rest = match path.strip_prefix("/mail/").or_else(|| path.strip_prefix("/labels/")) {
        Some(list) => list.split_once('/')?.1,
        None => path.strip_prefix("/search/")?,
    };
    rest.trim_end_matches('/').parse().ok()
}

fn value(search: &str, name: &str) -> String {
    let pairs = search.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .rev()
        .find(|(found, _)| *found == name)
        .map(|(_, value)| decode(value))
        .unwrap_or_default()
}

/// Decodes `%20` and `+` (`application/x-www-form-urlencoded`). What is no code stays as it is.
fn decode(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| byte == b'%');
        let code = code.filter(|code| code.iter().all(u8::is_ascii_hexdigit));
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        if let Some(decoded) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            bytes.push(decoded);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(if byte == b'+' { b' ' } else { byte });
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_decoded_once() {
        let search = "?error=ended&return=%2Fsearch%3Fq%3Da%252520b";
        assert_eq!(value(search, "return"), "/search?q=a%2520b");
        assert_eq!(value(search, "error"), "ended");
        assert_eq!(value(search, "turn"), "");
    }

    #[test]
    fn what_is_no_code_stays_as_it_is() {
        assert_eq!(value("q=50%25+%C3%A4", "q"), "50% ä");
        assert_eq!(decode("%+1"), "% 1");
        for text in ["%", "%4", "%zz", "50%", "%é1"] {
            assert_eq!(decode(text), text);
        }
    }

    #[test]
    fn a_list_s_address_may_name_a_message() {
        assert_eq!(opened_in("/mail/inbox/7"), Some(MessageId(7)));
        assert_eq!(opened_in("/search/7"), Some(MessageId(7)));
        assert_eq!(opened_in("/labels/3/7"), Some(MessageId(7)));
        for path in
            ["/labels/3", "/mail/inbox", "/mail/inbox/", "/mail/7", "/search", "/compose/7", "/"]
        {
            assert_eq!(opened_in(path), None, "{path}");
        }
    }
}
