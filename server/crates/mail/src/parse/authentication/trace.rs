//! Where a message came in: reading `Received` from the top (RFC 5321, section 4.4). Every server
//! writes above what it got, so that nothing above the border's trace can be a stranger's.

use super::{
    Provider,
    results::Results,
    words::{Word, words},
};
use std::{borrow::Cow, net::IpAddr};

/// The topmost results, if the provider itself wrote them.
pub fn believed(header: &[u8], providers: &[Provider]) -> Option<Results> {
    let mut fields = fields(header);
    let mut is_outside = false;
    while let Some((name, value)) = fields.next() {
        if name.eq_ignore_ascii_case(b"authentication-results") {
            let results = Results::read(&value)?;
            let provider = providers.iter().find(|provider| provider.is(&results.id))?;
            let is_inside = if is_outside { provider.checks_below() } else { came_in(fields) };
            return is_inside.then_some(results);
        }
        if is_received(name) && !is_internal(&value) {
            if is_outside {
                return None;
            }
            is_outside = true;
        }
    }
    None
}

/// The message came in below: what has no trace at all was not taken in by any provider.
fn came_in<'h>(mut below: impl Iterator<Item = (&'h [u8], Cow<'h, str>)>) -> bool {
    below.any(|(name, _)| is_received(name))
}

fn is_received(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"received")
}

/// The fields in order, each unfolded.
fn fields(header: &[u8]) -> impl Iterator<Item = (&[u8], Cow<'_, str>)> {
    let mut rest = header;
    std::iter::from_fn(move || {
        let mut end = 0;
        while let Some(at) = memchr::memchr(b'\n', rest.get(end..)?) {
            end += at + 1;
            if !matches!(rest.get(end), Some(b' ' | b'\t')) {
                break;
            }
        }
        let (field, after) = rest.split_at_checked(if end == 0 { rest.len() } else { end })?;
        rest = after;
        (!field.is_empty()).then_some(field)
    })
    .filter_map(|field| {
        let (name, value) = field.split_at_checked(memchr::memchr(b':', field)?)?;
        Some((name.trim_ascii(), String::from_utf8_lossy(value.get(1..)?)))
    })
}

/// A hop inside of the provider: handed over without a connection, by LMTP, or from the server
/// itself. The sender chooses much of this text, the name after `from` above all, but not what
/// the server writes behind it: the last `by`, and `with` after that.
///
/// Private networks do not count: behind some gateways everybody outside seems to be one.
fn is_internal(received: &str) -> bool {
    let words = words(received);
    let is = |word: &Word, wanted: &str| matches!(word, Word::Text(text) if text.eq_ignore_ascii_case(wanted));
    let has_from = words.iter().any(|word| is(word, "from"));
    let Some(by) = words.iter().rposition(|word| is(word, "by")) else { return !has_from };
    let (from, by) = words.split_at(by);
    if !has_from {
        return true;
    }
    let protocol = by.iter().rposition(|word| is(word, "with")).and_then(|at| by.get(at + 1));
    if protocol.is_some_and(|word| ["lmtp", "lmtps", "lmtpa", "lmtpsa"].iter().any(|p| is(word, p)))
    {
        return true;
    }
    // Some servers write the network address in a comment and the sender's own words before it,
    // others the other way round: no address may be from outside.
    let is_local = |text: &str| addresses(text).iter().all(IpAddr::is_loopback);
    from.iter().any(|word| matches!(word, Word::Comment(text) if !addresses(text).is_empty()))
        && from.iter().all(|word| match word {
            Word::Comment(text) | Word::Text(text) => is_local(text),
            Word::Semicolon => true,
        })
}

/// The network addresses in a text.
fn addresses(text: &str) -> Vec<IpAddr> {
    text.replace("IPv6:", " ")
        .split(|c: char| !(c.is_ascii_hexdigit() || c == ':' || c == '.'))
        .filter_map(|word| word.parse().ok())
        .collect()
}
