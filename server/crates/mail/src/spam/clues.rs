//! What of a message is counted.

use crate::parse::{Fields, header_of, html_words, limits, mime};
use mail_parser::HeaderName;
use model::Mailbox;
use std::collections::HashSet;

/// Tokens of one message at most. What tells most comes first.
pub const TOKENS: usize = 500;
/// Bytes of text that are looked at.
const TEXT: usize = 32 * 1024;
/// Bytes of each part that are looked at for links.
const PART: usize = 256 * 1024;
/// Characters of the longest word; what is longer is no word.
const LONGEST: usize = 24;
/// Link hosts and file types at most, each.
const FEW: usize = 40;

/// What tells a message from others: the sender and its domain, what the provider found out
/// about it, oddities of the header, the hosts that links lead to, types of attachments, words
/// of subject and body, and pairs of words. As 64-bit hashes, each once, at most [`TOKENS`],
/// whatever the size of the message.
pub fn tokens(source: &[u8]) -> Vec<i64> {
    let source = mime::Source::new(source);
    let tree = mime::Tree::new(&source);
    let mut clues = Clues::default();
    let header = header_of(source.bytes());
    let fields = Fields::read(header.get(..limits::HEADER).unwrap_or(header));
    clues.sender(&fields);
    clues.oddities(&fields);
    clues.authentication(&fields);
    let mut text = String::new();
    for node in tree.nodes().filter(|node| !node.is_multipart()) {
        if !node.is_text() {
            clues.few("type", &node.media_type);
            continue;
        }
        let bytes = node.content();
        let bytes = bytes.get(..PART).unwrap_or(&bytes);
        let words = String::from_utf8_lossy(bytes);
        clues.links(&words);
        if node.media_type == "text/html" {
            clues.add("has", "html");
            text.push_str(&html_words(words.get(..words.floor_char_boundary(TEXT)).unwrap_or("")));
        } else {
            text.push_str(&words);
        }
        text.push('\n');
        text.truncate(text.floor_char_boundary(2 * TEXT));
    }
    clues.words("subject", &fields.text(&HeaderName::Subject));
    let text = text.get(..text.floor_char_boundary(TEXT)).unwrap_or(&text);
    clues.words("word", text);
    clues.tokens
}

/// What the topmost `Authentication-Results` (RFC 8601) says of a method.
fn result(fields: &Fields, method: &str) -> Option<String> {
    let results = fields.first_text(&HeaderName::Other("Authentication-Results".into()));
    let mut words = results.split([';', ' ', '\t']);
    let result = words.find_map(|word| word.strip_prefix(method)?.strip_prefix('='));
    result.map(str::to_lowercase)
}

#[derive(Default)]
struct Clues {
    tokens: Vec<i64>,
    seen: HashSet<i64>,
    hosts: usize,
}

impl Clues {
    fn add(&mut self, kind: &str, what: &str) {
        if self.tokens.len() >= TOKENS || what.is_empty() {
            return;
        }
        let mut hash = blake3::Hasher::new();
        hash.update(kind.as_bytes()).update(b"\0").update(what.as_bytes());
        let mut first = [0; 8];
        hash.finalize_xof().fill(&mut first);
        let token = i64::from_be_bytes(first);
        if self.seen.insert(token) {
            self.tokens.push(token);
        }
    }

    /// Of what a stranger can write any number of.
    fn few(&mut self, kind: &str, what: &str) {
        if self.hosts < FEW {
            self.hosts += 1;
            self.add(kind, what);
        }
    }

    fn sender(&mut self, fields: &Fields) {
        let from = fields.mailboxes(&HeaderName::From);
        let sender = from.first().cloned().unwrap_or_default();
        let domain = domain(&sender);
        self.add("from", &sender.address.to_lowercase());
        self.domain("domain", &domain);
        for word in words(&sender.name).take(FEW) {
            self.add("name", &word);
        }
        let reply_to = fields.mailboxes(&HeaderName::ReplyTo);
        if let Some(other) = reply_to.first().map(self::domain).filter(|other| *other != domain) {
            self.add("odd", "replies go elsewhere");
            self.domain("reply", &other);
        }
        self.add("list", &fields.list_id());
        let mailer = fields.text(&HeaderName::Other("X-Mailer".into()));
        self.add("mailer", mailer.split(['/', ' ']).next().unwrap_or_default());
    }

    /// The domain, and the last two labels of it: hosts are cheap, domains less so.
    fn domain(&mut self, kind: &str, domain: &str) {
        self.add(kind, domain);
        if let Some((rest, top)) = domain.rsplit_once('.') {
            let second = rest.rsplit('.').next().unwrap_or_default();
            self.add(kind, &format!("{second}.{top}"));
            self.add("top", top);
        }
    }

    fn oddities(&mut self, fields: &Fields) {
        let subject = fields.text(&HeaderName::Subject);
        let letters = subject.chars().filter(|c| c.is_alphabetic()).count();
        let capitals = subject.chars().filter(|c| c.is_uppercase()).count();
        let to = fields.mailboxes(&HeaderName::To);
        let odd = [
            ("no date", fields.date().is_none()),
            ("no id", fields.ids(&HeaderName::MessageId).is_empty()),
            ("nobody it is to", to.is_empty()),
            ("many it is to", to.len() > 20),
            ("no subject", subject.is_empty()),
            ("subject in capitals", letters > 5 && capitals * 2 > letters),
            ("subject with exclamation", subject.contains('!')),
            ("subject with money", subject.contains(['$', '€', '£'])),
            ("answers nothing", fields.ids(&HeaderName::InReplyTo).is_empty()),
        ];
        for (what, _) in odd.into_iter().filter(|(_, is)| *is) {
            self.add("odd", what);
        }
    }

    /// The results of the last check, whoever wrote them: what they are worth is learned, too.
    fn authentication(&mut self, fields: &Fields) {
        for method in ["spf", "dkim", "dmarc"] {
            self.add(method, &result(fields, method).unwrap_or_default());
        }
    }

    fn links(&mut self, text: &str) {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once("://") {
            let end = after.find(|c: char| !c.is_alphanumeric() && c != '.' && c != '-');
            let host = after.get(..end.unwrap_or(after.len())).unwrap_or_default();
            if host.len() <= 253 && host.contains('.') && self.hosts < FEW {
                self.hosts += 1;
                self.domain("link", &host.trim_matches('.').to_lowercase());
            }
            rest = after;
        }
    }

    fn words(&mut self, kind: &str, text: &str) {
        let mut last = String::new();
        for word in words(text) {
            if self.tokens.len() >= TOKENS {
                return;
            }
            self.add(kind, &word);
            if !last.is_empty() {
                self.add("pair", &format!("{last} {word}"));
            }
            last = word;
        }
    }
}

fn domain(mailbox: &Mailbox) -> String {
    mailbox.address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()).unwrap_or_default()
}

/// Words in lower case, without those that are too short or too long to tell anything. Scripts
/// without blanks come as pairs of characters.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-').flat_map(|word| {
        let count = word.chars().take(LONGEST + 1).count();
        let spaced = word.chars().next().is_none_or(|c| u32::from(c) < 0x0E00);
        if spaced {
            let fits = (3..=LONGEST).contains(&count);
            return if fits { vec![word.to_lowercase()] } else { Vec::new() };
        }
        let next = word.chars().skip(1);
        word.chars().zip(next).take(TOKENS).map(|(one, two)| format!("{one}{two}")).collect()
    })
}
