//! A field of addresses as text: split, checked, completed.

use model::Mailbox;
use std::ops::Range;

/// One address of a field, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// As typed.
    pub text: String,
    /// Where it stands, in the UTF-16 units that a field counts in.
    pub place: Range<u32>,
}

impl Person {
    /// What a chip shows: the name, or else the address.
    pub fn label(&self) -> String {
        let name = self.text.split_once('<').map(|(name, _)| name.trim().trim_matches('"').trim());
        name.filter(|name| !name.is_empty()).unwrap_or(&self.text).to_owned()
    }

    /// It can be an address. The server looks closer.
    pub fn is_address(&self) -> bool {
        let address = match self.text.rsplit_once('<') {
            Some((_, rest)) => rest.trim_end_matches('>').trim(),
            None => self.text.as_str(),
        };
        address.rsplit_once('@').is_some_and(|(local, domain)| {
            let is_host = domain.split('.').all(|label| !label.is_empty());
            !local.is_empty() && is_host && !domain.contains(char::is_whitespace)
        })
    }
}

/// The addresses of a field.
pub fn people(text: &str) -> Vec<Person> {
    let mut people = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = first_end(rest);
        let (piece, after) = rest.split_at(end);
        let typed = piece.trim();
        if !typed.is_empty() {
            let before = text.len() - rest.len() + piece.len() - piece.trim_start().len();
            let start = units(text.get(..before).unwrap_or_default());
            people.push(Person { text: typed.to_owned(), place: start..start + units(typed) });
        }
        rest = after.get(1..).unwrap_or_default();
    }
    people
}

fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// Where the first address ends: at a comma or semicolon outside of quotes, or at the end.
fn first_end(text: &str) -> usize {
    let mut quoted = false;
    let end = text.find(|c| {
        quoted ^= c == '"';
        !quoted && matches!(c, ',' | ';')
    });
    end.unwrap_or(text.len())
}

/// The text without one of its addresses.
pub fn without(text: &str, index: usize) -> String {
    let others = people(text).into_iter().enumerate().filter(|(at, _)| *at != index);
    others.map(|(_, person)| person.text + ", ").collect()
}

/// The address that is being typed: what follows the last separator.
pub fn last_word(text: &str) -> &str {
    finished(text).1.trim()
}

/// What is typed to its end, and what is not.
pub fn finished(text: &str) -> (&str, &str) {
    let mut start = 0;
    while let Some(rest) = text.get(start..) {
        let end = first_end(rest);
        if end == rest.len() {
            break;
        }
        start += end + 1;
    }
    text.split_at(start)
}

/// The text with its last, unfinished address replaced by the contact.
pub fn completed(text: &str, contact: &Mailbox) -> String {
    let before = finished(text).0.trim_end();
    let space = if before.is_empty() { "" } else { " " };
    format!("{before}{space}{}, ", address(contact))
}

/// A contact as a header writes it (RFC 5322, section 3.4): the name quoted when it must be.
fn address(contact: &Mailbox) -> String {
    let name = contact.name.trim();
    if name.is_empty() {
        return contact.address.clone();
    }
    if name.chars().all(|c| c.is_alphanumeric() || " '-".contains(c)) {
        return format!("{name} <{}>", contact.address);
    }
    let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{quoted}\" <{}>", contact.address)
}

/// A pasted list as a field has it: addresses stand on lines of their own, in the cells of a
/// table, or with nothing but blanks between them.
pub fn pasted(text: &str) -> String {
    let text = text.trim();
    let bare = |word: &str| word.contains('@') && !word.contains(['<', ',', ';', '"']);
    if text.split_whitespace().all(bare) {
        return text.split_whitespace().collect::<Vec<_>>().join(", ");
    }
    let lines = text.split(['\n', '\r', '\t']).map(|line| line.trim().trim_end_matches([',', ';']));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(name: &str) -> Mailbox {
        Mailbox { name: name.to_owned(), address: "g@pillarbox.test".to_owned() }
    }

    fn labels(text: &str) -> Vec<String> {
        people(text).iter().map(Person::label).collect()
    }

    #[test]
    fn a_field_is_split_where_no_quote_is_open() {
        let text = "\"Hopper, Grace\" <g@pillarbox.test>; ada@pillarbox.test, , Ünal <u@x.test>,";
        assert_eq!(labels(text), ["Hopper, Grace", "ada@pillarbox.test", "Ünal"]);
        assert_eq!(labels("\"never closed, x@y.test"), ["\"never closed, x@y.test"]);
        assert_eq!(labels(" ; ,"), [""; 0]);
    }

    #[test]
    fn an_address_is_found_again_where_the_field_has_it() {
        let text = "Ünal😀 <u@x.test>, ada@pillarbox.test";
        let [first, second] = &people(text)[..] else { panic!("two addresses") };
        assert_eq!((first.place.clone(), second.place.clone()), (0..17, 19..37));
    }

    #[test]
    fn what_cannot_be_an_address_is_seen() {
        let is = |text: &str| people(text).iter().map(Person::is_address).collect::<Vec<_>>();
        assert_eq!(is("a@b.test, Grace <g@b.test>, ä@ö.test"), [true, true, true]);
        assert_eq!(is("nobody, @b.test, a@, a@b..test, a@b c, Grace <g>"), [false; 6]);
    }

    #[test]
    fn one_address_is_taken_out_and_the_others_stay() {
        assert_eq!(without("a@x.test, b@x.test, c@x.test", 1), "a@x.test, c@x.test, ");
        assert_eq!(without("a@x.test", 0), "");
    }

    #[test]
    fn the_last_address_is_completed_and_the_others_stay() {
        assert_eq!(
            completed("ada@pillarbox.test, gr", &contact("Grace Hopper")),
            "ada@pillarbox.test, Grace Hopper <g@pillarbox.test>, "
        );
        assert_eq!(completed("g", &contact("")), "g@pillarbox.test, ");
    }

    #[test]
    fn a_comma_inside_a_name_separates_nothing() {
        let text = completed("h", &contact("Hopper, Grace"));
        assert_eq!(text, "\"Hopper, Grace\" <g@pillarbox.test>, ");
        assert_eq!(last_word(text.trim_end_matches(", ")), text.trim_end_matches(", "));
        assert_eq!(last_word("a@x.test; gra"), "gra");
    }

    #[test]
    fn a_list_is_pasted_whatever_separates_it() {
        for text in [
            "a@x.test\nb@x.test\n",
            "a@x.test b@x.test",
            "a@x.test,\r\nb@x.test",
            "a@x.test\tb@x.test",
        ] {
            assert_eq!(pasted(text), "a@x.test, b@x.test", "{text:?}");
        }
        assert_eq!(
            pasted("Ada L <a@x.test>\nGrace <b@x.test>"),
            "Ada L <a@x.test>, Grace <b@x.test>"
        );
        assert_eq!(pasted("a@x.test; b@x.test"), "a@x.test; b@x.test");
        assert_eq!(pasted("Grace Hopper"), "Grace Hopper");
    }
}
