use model::{
    Extract, Mailbox, MessageId, MessageRow,
    search::{Place, Query, Words},
};
use std::collections::BTreeSet;

/// A message as a plain look sees it: its words in each place, where words of different addresses
/// and files do not stand side by side.
pub struct Letter {
    pub id: MessageId,
    pub row: MessageRow,
    places: Vec<(Place, Vec<String>)>,
    /// All of its words, to see quickly what is not there.
    all: BTreeSet<String>,
}

impl Letter {
    pub fn new(extract: &Extract, files: &[String], row: &MessageRow) -> Self {
        let mut places = vec![
            (Place::Subject, words(&extract.subject)),
            (Place::Body, words(&extract.text)),
            (Place::List, words(&extract.list_id)),
        ];
        places.extend(files.iter().map(|text| (Place::Body, words(text))));
        let names: Vec<String> =
            extract.attachments.iter().flat_map(|part| words(&part.name)).collect();
        places.push((Place::Filename, names));
        let mut mailboxes = |place: Place, mailboxes: &[Mailbox]| {
            for mailbox in mailboxes {
                let both = format!("{} {}", mailbox.name, mailbox.address);
                places.push((place, words(&both)));
            }
        };
        mailboxes(Place::From, &extract.from);
        mailboxes(Place::To, &extract.to);
        mailboxes(Place::Cc, &extract.cc);
        mailboxes(Place::Cc, &extract.bcc);
        let all = places.iter().flat_map(|(_, words)| words).cloned().collect();
        Self { id: row.id, row: row.clone(), places, all }
    }

    /// The words of one kind of place.
    pub fn words_in(&self, place: Place) -> impl Iterator<Item = &[String]> {
        let there = self.places.iter().filter(move |(there, _)| *there == place);
        there.map(|(_, words)| words.as_slice())
    }

    /// Its different words.
    pub fn all(&self) -> &BTreeSet<String> {
        &self.all
    }

    pub fn fits(&self, query: &Query) -> bool {
        let row = &self.row;
        match query {
            Query::All(parts) => parts.iter().all(|part| self.fits(part)),
            Query::Any(parts) => parts.iter().any(|part| self.fits(part)),
            Query::Not(inner) => !self.fits(inner),
            Query::Words(typed) => self.has(typed),
            Query::Attachment => row.attachments > 0,
            Query::Unread(unread) => row.unread == *unread,
            Query::Starred => row.starred,
            Query::Answered => row.answered,
            Query::In(folder) => row.role.as_str() == folder,
            // Nobody has labelled the archive, nor muted or judged what is in it.
            Query::Label(_) | Query::Labelled => !row.labels.is_empty(),
            Query::Muted | Query::Suspected => false,
            Query::Before(date) => row.date < *date,
            Query::Since(date) => row.date >= *date,
            Query::Larger(size) => row.size > *size,
            Query::Smaller(size) => row.size < *size,
        }
    }

    fn has(&self, typed: &Words) -> bool {
        let wanted = words(&typed.text);
        let Some((last, before)) = wanted.split_last() else { return true };
        let is_last = |word: &String| {
            if typed.prefix { word.starts_with(last.as_str()) } else { word == last }
        };
        let begins = self.all.range(last.clone()..).next().is_some_and(is_last);
        if !begins || !before.iter().all(|word| self.all.contains(word)) {
            return false;
        }
        self.places
            .iter()
            .filter(|(place, _)| typed.place == Place::Anywhere || typed.place == *place)
            .any(|(_, words)| {
                words.windows(wanted.len()).any(|at| {
                    at.split_last().is_some_and(|(end, begin)| begin == before && is_last(end))
                })
            })
    }
}

/// The longest word that is told from others. Bytes.
const LONGEST: usize = 40;

/// The words of a text in the Latin script.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in text.split(|c: char| !(c.is_alphanumeric() || is_mark(c))) {
        let mut plain: String = word.chars().flat_map(char::to_lowercase).map(fold).collect();
        plain.retain(|c| !is_mark(c));
        plain.truncate(plain.floor_char_boundary(LONGEST));
        if !plain.is_empty() {
            words.push(plain);
        }
    }
    words
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{AD}')
}

/// A letter without its accent, as far as the names in the archive have them.
fn fold(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' => 'o',
        'š' | 'ś' => 's',
        'ù'..='ü' | 'ū' | 'ů' => 'u',
        'ý' | 'ÿ' => 'y',
        'ž' | 'ź' | 'ż' => 'z',
        'ł' => 'l',
        other => other,
    }
}
