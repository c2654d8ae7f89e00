//! The words that begin as a query says, where FTS5 is better asked for each of them: of the
//! beginning of a word it reads everything that it has of all such words, of everybody's mail and
//! from all times, before it answers the first message.

use super::each_part;
use crate::{
    Result,
    fts::Find,
    sql::{self, Connection, Engine},
    words::{self, Phrase},
};
use model::search::Query;
use std::collections::{BTreeSet, HashMap};

/// Seeks from one word to the next, over all of its places.
const WORDS: &str = "
    WITH RECURSIVE found (term) AS (
        SELECT (SELECT term FROM messages_fts_words WHERE term >= $1 ORDER BY term LIMIT 1)
        UNION ALL
        SELECT (SELECT term FROM messages_fts_words WHERE term >= found.term || char(1)
                ORDER BY term LIMIT 1)
        FROM found WHERE substr(found.term, 1, length($1)) = $1 LIMIT $2
    )
    SELECT term FROM found WHERE substr(term, 1, length($1)) = $1";
/// With more words than this, asking for each takes longer, however much mail there is.
const MOST: i64 = 250;
/// With no more than this it never takes longer.
const LEAST: i64 = 10;
/// So many bytes of the database make it worth while to ask for one word more.
const BYTES_A_WORD: i64 = 20_000_000;

/// Beginnings of words, each with all words that begin so.
#[derive(Default)]
pub(super) struct Endings(HashMap<String, Vec<String>>);

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
        let bytes: i64 = sql::query_scalar(
            "SELECT c.page_count * s.page_size FROM pragma_page_count() c, pragma_page_size() s",
        )
        .fetch_one(&mut *connection)
        .await?;
        let most = (bytes / BYTES_A_WORD).clamp(LEAST, MOST);
        for beginning in beginnings {
            let words: Vec<String> = sql::query_scalar(WORDS)
                .bind(beginning.as_str())
                .bind(most + 2)
                .fetch_all(&mut *connection)
                .await?;
            if i64::try_from(words.len()).is_ok_and(|count| (1..=most).contains(&count)) {
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
