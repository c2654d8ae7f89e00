//! What may be meant while a query is typed.

mod operators;
mod typed;

pub use operators::OPERATORS;
pub use typed::Typed;

use super::lexer::{ends_word, is_quote};
use crate::{Mailbox, Navigation, SavedSearch, branches};

/// So many suggestions are made at most.
pub const MOST: usize = 8;
/// So many of what is known already, beside people who are asked for.
const KNOWN: usize = 5;
/// So many saved searches before anything is typed.
const SAVED: usize = 3;
/// Letters of a plain word after which names are looked for.
const ENOUGH: usize = 2;

/// What a suggestion is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something to search by.
    Operator,
    /// A folder.
    Folder,
    /// A label.
    Label,
    /// A correspondent.
    Person,
    /// A saved search, which takes the place of the whole query.
    Saved,
}

/// Something that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What it is of.
    pub kind: Kind,
    /// What it is called.
    pub text: String,
    /// A few words about it; may be empty.
    pub note: String,
    /// What stands in the query when it is taken.
    pub insert: String,
}

/// What may be meant by the word at the cursor: in an empty query what can be searched by and the
/// saved searches; then what begins as the word does. `people` are those that were found for it
/// ([`wanted`]); they come last, so that what stands before them stays in its place.
pub fn suggestions(
    text: &str,
    typed: &Typed,
    known: &Navigation,
    people: &[Mailbox],
) -> Vec<Suggestion> {
    let word = match typed.operator.as_str() {
        "" => typed.value.to_lowercase(),
        operator => format!("{operator}:{}", typed.value.to_lowercase()),
    };
    let operators = OPERATORS
        .iter()
        .filter(|(operator, _)| !typed.quoted && operator.starts_with(&word) && **operator != word);
    let operators =
        operators.map(|(operator, note)| suggested(Kind::Operator, operator, note, operator));
    if text.trim().is_empty() {
        let saved: Vec<_> = known.searches.iter().take(SAVED).map(saved).collect();
        return operators.take(MOST - saved.len()).chain(saved).collect();
    }
    if word.is_empty() {
        return Vec::new();
    }
    let is_plain = typed.operator.is_empty();
    let names = wanted(typed).is_some() && is_plain;
    let mut rows: Vec<Suggestion> = operators.collect();
    if names || typed.operator == "in" {
        let tree = branches(&known.folders);
        let paths = tree.iter().map(|branch| &branch.path);
        rows.extend(paths.filter(|path| begins(path, &typed.value)).filter_map(|path| {
            Some(suggested(Kind::Folder, path, "Folder", &written("in", path)?))
        }));
    }
    if names || typed.operator == "label" {
        let labels = known.labels.iter().map(|label| &label.name);
        rows.extend(labels.filter(|name| begins(name, &typed.value)).filter_map(|name| {
            Some(suggested(Kind::Label, name, "Label", &written("label", name)?))
        }));
    }
    if names {
        let searches = known.searches.iter().filter(|one| begins(&one.name, &typed.value));
        rows.extend(searches.map(saved));
        rows.truncate(KNOWN);
    }
    rows.extend(people.iter().filter_map(|person| {
        let operator = if is_plain { "from" } else { &typed.operator };
        let insert = written(operator, &person.address)?;
        let name = person.label();
        let text = if is_plain { format!("Messages from {name}") } else { name.to_owned() };
        let note = if name == person.address { "" } else { &person.address };
        Some(suggested(Kind::Person, &text, note, &insert))
    }));
    rows.truncate(MOST);
    rows
}

/// What people are to be found by, if they may be meant; empty after an operator only.
pub fn wanted(typed: &Typed) -> Option<&str> {
    let is_enough = match typed.operator.as_str() {
        "from" | "to" | "cc" | "bcc" => true,
        "" => !typed.quoted && typed.value.chars().count() >= ENOUGH,
        _ => false,
    };
    is_enough.then_some(typed.value.as_str())
}

/// Whether a name, or a word in it, begins as typed, whatever the case of the letters.
pub fn begins(name: &str, typed: &str) -> bool {
    let (name, typed) = (name.to_lowercase(), typed.to_lowercase());
    name.match_indices(&typed).any(|(at, _)| !name[..at].ends_with(char::is_alphanumeric))
}

fn suggested(kind: Kind, text: &str, note: &str, insert: &str) -> Suggestion {
    let [text, note, insert] = [text, note, insert].map(str::to_owned);
    Suggestion { kind, text, note, insert }
}

fn saved(search: &SavedSearch) -> Suggestion {
    suggested(Kind::Saved, &search.name, "Saved search", &search.query)
}

/// An operator with its value, in quotation marks where it must be; none for a value with such
/// marks in it, which no query can say.
fn written(operator: &str, value: &str) -> Option<String> {
    if value.trim().is_empty() || value.contains(is_quote) {
        return None;
    }
    let is_plain = !value.contains(ends_word) && !value.ends_with('*');
    Some(if is_plain { format!("{operator}:{value}") } else { format!("{operator}:\"{value}\"") })
}

#[cfg(test)]
mod tests;
