//! Senders that look like somebody else.

use model::Mailbox;
use std::collections::HashSet;
use unicode_script::{Script, UnicodeScript};

/// A sentence when a sender's name or address misleads: an address in the name that is not the
/// real one, a domain of mixed scripts, or one of letters that look like Latin ones.
pub fn warning(from: &[Mailbox]) -> Option<String> {
    from.iter().find_map(|mailbox| name_warning(mailbox).or_else(|| domain_warning(mailbox)))
}

fn name_warning(mailbox: &Mailbox) -> Option<String> {
    let claimed = address_in(&mailbox.name)?;
    if claimed.eq_ignore_ascii_case(&mailbox.address) {
        return None;
    }
    Some(format!(
        "The name says {claimed}, but this message comes from {}.",
        if mailbox.address.is_empty() { "no address at all" } else { &mailbox.address }
    ))
}

/// An address inside a display name.
fn address_in(name: &str) -> Option<&str> {
    name.split(|c: char| c.is_whitespace() || "<>()[]\"',;".contains(c)).find(|word| {
        word.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && domain.contains('.')
                && !domain.contains('@')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
        })
    })
}

fn domain_warning(mailbox: &Mailbox) -> Option<String> {
    let (_, domain) = mailbox.address.rsplit_once('@')?;
    let (unicode, _) = idna::domain_to_unicode(domain);
    let suspicious = unicode.split('.').any(is_mixed) || looks_latin(&unicode);
    let wire = idna::domain_to_ascii(&unicode).unwrap_or_else(|_| domain.to_owned());
    suspicious.then(|| {
        format!(
            "The sender's domain {unicode} is written with letters that look like others; \
             its real name is {wire}."
        )
    })
}

/// Letters of scripts that are not used together (UTS 39, "highly restrictive", simplified:
/// Chinese, Japanese and Korean mix with each other and with Latin).
fn is_mixed(label: &str) -> bool {
    let east_asian = |script: Script| {
        matches!(
            script,
            Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo
        )
    };
    let mut scripts: HashSet<Script> = label
        .chars()
        .map(|c| c.script())
        .filter(|s| !matches!(s, Script::Common | Script::Inherited | Script::Unknown))
        .collect();
    if scripts.iter().copied().any(east_asian) {
        scripts.retain(|&script| !east_asian(script) && script != Script::Latin);
        return !scripts.is_empty();
    }
    scripts.len() > 1
}

/// All its letters that are not ASCII are twins of Latin letters, and there are no others: what
/// an imitation looks like under a Latin top-level domain.
fn looks_latin(domain: &str) -> bool {
    const TWINS: &str = "аеорсухіјѕԁԛԝһӏоνοαρτυкмтвнгпиьɡɑı";
    domain.rsplit_once('.').is_some_and(|(name, top)| {
        top.is_ascii()
            && name.split('.').any(|label| {
                let mut letters = label.chars().filter(|c| c.is_alphabetic()).peekable();
                letters.peek().is_some()
                    && !label.is_ascii()
                    && letters.all(|c| c.is_ascii() || TWINS.contains(c))
            })
    })
}
