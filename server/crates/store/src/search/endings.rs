//! The words that begin as a query says, where FTS5 is better asked for each of them: of the
//! beginning of a word it reads everything that it has of all such words, of everybody's mail and
//! from all times, before it answers the first message.

use super::each_part;
use crate::{
    Result,
    fts::Find,
    sql::{Connection, Engine},
    sqlite,
    words::{self, Phrase},
};
use model::search::Query;
use std::collections::{BTreeSet, HashMap};

/// Beginnings of words, each with all words that begin so.
#[derive(Default)]
pub(super) struct Endings(HashMap<String, BTreeSet<String>>);

impl Endings {
    /// Of all beginnings in a query; those with too many words are left out.
    pub(super) async fn of(connection: &mut Connection, query: &Query) -> Result<Self> {
        let mut beginnings = BTreeSet::new();
        each_part(query, &mut |part| {
            let Query::Words(typed) = part else { return };
            let phrase = words::phrase(&typed.text, typed.prefix).filter(|phrase| phrase.prefix);
            beginnings.extend(phrase.and_then(|mut phrase| phrase.words.pop()));
        });
        let mut endings = Self::default();
        if beginnings.is_empty() || connection.engine() == Engine::Postgres {
            return Ok(endings);
        }
        for beginning in beginnings {
            let found = sqlite::fts::vocabulary::words(connection, &beginning).await?;
            if let Some(words) = found.filter(|words| !words.is_empty()) {
                endings.0.insert(beginning, words);
            }
        }
        Ok(endings)
    }

    /// The same with all words in place of their beginnings.
    pub(super) fn put_into(&self, find: Find) -> Find {
        let each = |all: Vec<Find>| all.into_iter().map(|one| self.put_into(one)).collect();
        match find {
            Find::Phrase(place, phrase) => match self.phrases(&phrase) {
                Some(phrases) => Find::Any(
                    phrases.into_iter().map(|phrase| Find::Phrase(place, phrase)).collect(),
                ),
                None => Find::Phrase(place, phrase),
            },
            Find::All(all) => Find::All(each(all)),
            Find::Any(all) => Find::Any(each(all)),
            Find::ButNot(wanted, unwanted) => {
                Find::ButNot(Box::new(self.put_into(*wanted)), each(unwanted))
            }
        }
    }

    fn phrases(&self, phrase: &Phrase) -> Option<Vec<Phrase>> {
        let (last, before) = phrase.words.split_last().filter(|_| phrase.prefix)?;
        let whole = |word: &String| Phrase {
            words: before.iter().chain([word]).cloned().collect(),
            prefix: false,
        };
        Some(self.0.get(last)?.iter().map(whole).collect())
    }
}
