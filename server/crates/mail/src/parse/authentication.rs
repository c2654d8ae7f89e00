//! Whether the sender's domain stands behind a message, as the provider that took it in found out
//! (`Authentication-Results`, RFC 8601; DMARC, RFC 7489).
//!
//! Anybody can write such a field into a message, so one is believed only when a stranger cannot
//! have put it there: it is the topmost one, its authserv-id belongs to a provider that we collect
//! from, and it stands above the trace of the border, the hop on which the message came in from
//! outside ([`trace`]). Where the border cannot be told, nothing is said.

mod provider;
mod results;
mod trace;
mod words;

pub use provider::Provider;

use super::{Fields, limits, mime::Source};
use mail_parser::HeaderName;
use model::Authentication;
use results::{Outcome, Results};

/// What a provider's check says of the sender in `From`; none when there was no check that can
/// be believed, when it found nothing, or when there is not exactly one sender.
pub fn authentication(source: &[u8], providers: &[Provider]) -> Option<Authentication> {
    let source = Source::new(source);
    let header = super::header_of(source.bytes());
    let header = header.get(..limits::HEADER).unwrap_or(header);
    let results = trace::believed(header, providers)?;
    let [from] = &Fields::read(header).mailboxes(&HeaderName::From)[..] else { return None };
    judge(&results, &domain(&from.address)?)
}

/// DMARC decides; where the provider does not check it, a pass of DKIM or SPF for the sender's own
/// domain confirms it. A failure of these two alone means little: mailing lists and forwarding
/// cause it every day.
fn judge(results: &Results, from: &str) -> Option<Authentication> {
    let named = |outcome: &Outcome, names: &[&str]| {
        names.iter().find_map(|name| domain(outcome.property(name)?))
    };
    let dmarc: Vec<&str> = results
        .of("dmarc")
        .filter(|outcome| named(outcome, &["header.from"]).is_none_or(|about| about == from))
        .map(|outcome| outcome.result.as_str())
        .collect();
    if dmarc.contains(&"fail") {
        return Some(Authentication::Failed { domain: from.to_owned() });
    }
    let passed = |method, names: &'static [&'static str]| {
        results
            .of(method)
            .filter(|outcome| outcome.result == "pass")
            .any(move |outcome| named(outcome, names).is_some_and(|about| is_aligned(&about, from)))
    };
    let confirmed = dmarc.contains(&"pass")
        || passed("dkim", &["header.d", "header.i"])
        || passed("spf", &["smtp.mailfrom", "smtp.mail"]);
    confirmed.then(|| Authentication::Confirmed { domain: from.to_owned() })
}

/// The domain of an address, or a domain alone, as DNS has it.
fn domain(address: &str) -> Option<String> {
    let domain = address.rsplit('@').next()?.trim_matches(['<', '>', '.', ' ']);
    idna::domain_to_ascii(domain).ok().filter(|domain| domain.contains('.'))
}

/// One of the two is the other or lies below it (relaxed alignment, RFC 7489, section 3.1.1). A
/// public suffix signs nothing, so that it needs no list of them.
fn is_aligned(one: &str, other: &str) -> bool {
    is_within(one, other) || is_within(other, one)
}

/// `name` is `domain` or lies below it.
fn is_within(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests;
