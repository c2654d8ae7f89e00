//! Addresses as people type them.

use super::ComposeError;
use model::Mailbox;

/// Reads a field: `Ada <ada@x.test>, b@y.test; friends: c@z.test, d@z.test;`. Commas, semicolons
/// and line ends separate; quotes and comments are understood; a domain in other scripts becomes
/// its wire form (IDNA). The error names `field` and the text that is no address.
pub fn addresses(field: &str, typed: &str) -> Result<Vec<Mailbox>, ComposeError> {
    let mut mailboxes: Vec<Mailbox> = Vec::new();
    for entry in entries(typed) {
        for mailbox in mailboxes_of(field, &entry)? {
            mailboxes.push(mailbox);
        }
    }
    Ok(mailboxes)
}

/// One entry between separators, taken apart.
#[derive(Default)]
struct Entry {
    /// What stands outside angle brackets, quotes and comments removed.
    words: String,
    /// What stands in angle brackets.
    angle: Option<String>,
    /// As typed, for the error.
    typed: String,
    quoted: bool,
}

fn entries(typed: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut entry = Entry::default();
    let (mut quote, mut angle, mut comment) = (false, false, 0_usize);
    let mut chars = typed.chars();
    while let Some(c) = chars.next() {
        let separates = matches!(c, ',' | ';' | '\n');
        if (separates && !quote && !angle && comment == 0) || c == '\n' {
            entries.push(std::mem::take(&mut entry));
            (quote, angle, comment) = (false, false, 0);
            continue;
        }
        entry.typed.push(c);
        match c {
            '\\' if quote || comment > 0 => {
                if let Some(next) = chars.next() {
                    entry.typed.push(next);
                    if comment == 0 {
                        entry.put(angle, next);
                    }
                }
            }
            '"' if comment == 0 => {
                quote = !quote;
                entry.quoted = true;
                if angle {
                    entry.put(true, '"');
                }
            }
            '(' if !quote && !angle => comment += 1,
            ')' if !quote && comment > 0 => comment -= 1,
            _ if comment > 0 => {}
            '<' if !quote && !angle => {
                angle = true;
                entry.angle.get_or_insert_default();
            }
            '>' if !quote && angle => angle = false,
            // `friends: a, b;`: the group's name is not an address.
            ':' if !quote && !angle && !entry.words.contains('@') && entry.angle.is_none() => {
                entry.words.clear();
                entry.quoted = false;
            }
            _ => entry.put(angle, c),
        }
    }
    entries.push(entry);
    entries.retain(|entry| !entry.words.trim().is_empty() || entry.angle.is_some());
    entries
}

impl Entry {
    fn put(&mut self, angle: bool, c: char) {
        match &mut self.angle {
            Some(address) if angle => address.push(c),
            _ => self.words.push(c),
        }
    }
}

fn mailboxes_of(field: &str, entry: &Entry) -> Result<Vec<Mailbox>, ComposeError> {
    let name = entry.words.trim();
    if let Some(address) = &entry.angle {
        let address = checked(field, address.trim(), &entry.typed)?;
        return Ok(vec![Mailbox { name: clean_name(name), address }]);
    }
    // Addresses with nothing but blanks between them.
    name.split_whitespace()
        .map(|word| {
            let address = checked(field, word.trim_start_matches("mailto:"), &entry.typed)?;
            Ok(Mailbox { name: String::new(), address })
        })
        .collect()
}

fn clean_name(name: &str) -> String {
    name.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The address as it goes on the wire.
fn checked(field: &str, address: &str, typed: &str) -> Result<String, ComposeError> {
    let typed = typed.trim();
    let refused = |why: &str| {
        Err(ComposeError::Address(format!("{field}: “{typed}” is not an e-mail address{why}.")))
    };
    let Some((local, domain)) = address.rsplit_once('@') else {
        return refused("; an address looks like name@example.org");
    };
    if local.is_empty() || domain.is_empty() {
        return refused("; something is missing beside the @");
    }
    if !local.is_ascii() {
        return Err(ComposeError::Address(format!(
            "{field}: “{typed}” has letters before the @ that many mail servers cannot carry \
             (it needs SMTPUTF8). Ask for an address in plain letters."
        )));
    }
    let Ok(domain) = idna::domain_to_ascii(domain.trim_end_matches('.')) else {
        return refused("; the part behind the @ is not a domain");
    };
    match lettre::Address::new(local, &domain) {
        Ok(address) => Ok(address.to_string()),
        Err(_) => refused(""),
    }
}

/// A mailbox as one types it, so that [`addresses`] reads it back.
pub fn typed(mailbox: &Mailbox) -> String {
    let name = clean_name(&mailbox.name);
    if name.is_empty() {
        return mailbox.address.clone();
    }
    let plain = name.chars().all(|c| c.is_alphanumeric() || " -'.!#$%&*+/=?^_`{|}~".contains(c));
    if plain {
        format!("{name} <{}>", mailbox.address)
    } else {
        let name = name.replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{name}\" <{}>", mailbox.address)
    }
}
