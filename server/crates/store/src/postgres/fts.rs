//! Full-text search by a GIN index, without an extension and without the dictionaries of
//! `PostgreSQL`: words come split and folded, as everywhere.
//!
//! `messages_fts.words` says which words a message has, without positions: as a `tsvector` bounds
//! them, it cannot be relied on for where words stand. Each is there as `<user>W<word>`, and once
//! more as `<user><place><word>` when it stands in a place other than the body; the user in base
//! 36, the place a capital letter, which no folded word has. So the index has a user's mail by
//! itself, and a rare word of theirs is rare however many others use it.
//!
//! The places themselves are kept as text, and tell what the index cannot: whether words stand
//! side by side, whether a word stands in the body, and what words a message has that has more of
//! them than a `tsvector` can hold. Such a message has the lexeme [`OVERFLOW`], which every
//! question to the index finds too.

use crate::{
    Result,
    fts::{Find, Words},
    sql::{Connection, QueryBuilder},
    words::Phrase,
};
use model::{MessageId, UserId, search::Place};
use std::collections::BTreeSet;

/// Bytes of different words that `words` holds; a `tsvector` has room for 1 MiB.
const ROOM: usize = 700 * 1024;
/// The lexeme of messages with more words than that, after the user.
const OVERFLOW: &str = "Z";
/// Words in any place.
const ANYWHERE: char = 'W';

/// Base 36, least digit first.
fn user_prefix(user: UserId) -> String {
    let mut rest = u64::try_from(user.0).unwrap_or_default();
    let mut digits = String::new();
    loop {
        digits.extend(char::from_digit(u32::try_from(rest % 36).unwrap_or_default(), 36));
        rest /= 36;
        if rest == 0 {
            return digits;
        }
    }
}

/// The column of a place, and the letter of its words.
fn column(place: Place) -> Option<(&'static str, char)> {
    Some(match place {
        Place::Anywhere => return None,
        Place::Subject => ("subject", 'A'),
        Place::From => ("sender", 'B'),
        Place::To => ("recipient", 'C'),
        Place::Cc => ("copied", 'D'),
        Place::Filename => ("filename", 'E'),
        Place::List => ("list", 'F'),
        Place::Body => ("body", ANYWHERE),
    })
}

const PLACES: [Place; 7] =
    [Place::Subject, Place::From, Place::To, Place::Cc, Place::Filename, Place::List, Place::Body];

impl Words {
    fn of(&self, place: Place) -> &str {
        match place {
            Place::Subject => &self.subject,
            Place::From => &self.sender,
            Place::To => &self.recipient,
            Place::Cc => &self.copied,
            Place::Filename => &self.filename,
            Place::List => &self.list,
            Place::Body | Place::Anywhere => &self.body,
        }
    }
}

/// The lexemes of a message with blanks between, and whether there were too many.
fn lexemes(id: MessageId, words: &Words) -> (String, bool) {
    let user = user_prefix(id.user());
    let mut seen = BTreeSet::new();
    let mut lexemes = String::new();
    let mut overflow = false;
    for place in PLACES {
        let letter = column(place).map_or(ANYWHERE, |(_, letter)| letter);
        for word in words.of(place).split_ascii_whitespace() {
            for letter in [letter, ANYWHERE] {
                if lexemes.len() > ROOM {
                    overflow = true;
                } else if seen.insert((letter, word)) {
                    lexemes.push_str(&user);
                    lexemes.push(letter);
                    lexemes.push_str(word);
                    lexemes.push(' ');
                }
            }
        }
    }
    if overflow {
        lexemes.push_str(&user);
        lexemes.push_str(OVERFLOW);
    }
    (lexemes.trim_end().to_owned(), overflow)
}

pub(crate) async fn insert(tx: &mut Connection, messages: Vec<(i64, Words)>) -> Result<()> {
    let mut insert = QueryBuilder::new(
        "INSERT INTO messages_fts (id, overflow, words, subject, sender, recipient, copied, body, \
         filename, list) VALUES ",
    );
    for (n, (id, words)) in messages.into_iter().enumerate() {
        let (lexemes, overflow) = lexemes(MessageId(id), &words);
        insert.push(if n == 0 { "(" } else { ", (" });
        insert.push_bind(id).push(", ").push_bind(overflow);
        // Of no word at all it makes no lexeme.
        insert.push(", array_to_tsvector(string_to_array(").push_bind(lexemes).push(", ' '))");
        let Words { subject, sender, recipient, copied, body, filename, list } = words;
        for text in [subject, sender, recipient, copied, body, filename, list] {
            // A blank before the first word, as there is one after the last.
            insert.push(", ").push_bind(format!(" {text}"));
        }
        insert.push(")");
    }
    insert.build().execute(tx).await?;
    Ok(())
}

/// Appends a condition over `x`, a row of `messages_fts`.
pub(crate) fn push(sql: &mut QueryBuilder, user: UserId, find: &Find) {
    let user = user_prefix(user);
    sql.push("(x.words @@ CAST(");
    sql.push_bind(format!("{} | '{user}{OVERFLOW}'", question(find, &user)));
    sql.push(" AS tsquery) AND CASE WHEN x.overflow = 1 THEN ");
    push_text(sql, find);
    sql.push(" ELSE ");
    push_exact(sql, find, &user);
    sql.push(" END)");
}

/// What the index can be asked: for all that is found, and perhaps more.
fn question(find: &Find, user: &str) -> String {
    let joined = |parts: &[Find], by: &str| {
        let parts: Vec<String> = parts.iter().map(|part| question(part, user)).collect();
        format!("({})", parts.join(by))
    };
    match find {
        Find::Phrase(place, phrase) => lexical(*place, phrase, user),
        Find::All(parts) => joined(parts, " & "),
        Find::Any(parts) => joined(parts, " | "),
        Find::ButNot(wanted, unwanted) => {
            let mut question = question(wanted, user);
            for part in unwanted.iter().filter(|part| is_lexical(part)) {
                question = format!("({question} & !{})", self::question(part, user));
            }
            question
        }
    }
}

/// A phrase as the index knows it: its words are all there.
fn lexical(place: Place, phrase: &Phrase, user: &str) -> String {
    let letter = column(place).map_or(ANYWHERE, |(_, letter)| letter);
    let last = phrase.words.len().saturating_sub(1);
    let words: Vec<String> = (phrase.words.iter().enumerate())
        .map(|(n, word)| {
            let star = if n == last && phrase.prefix { ":*" } else { "" };
            format!("'{user}{letter}{word}'{star}")
        })
        .collect();
    format!("({})", words.join(" & "))
}

/// Whether the index alone can tell.
fn is_lexical(find: &Find) -> bool {
    match find {
        Find::Phrase(place, phrase) => *place != Place::Body && phrase.words.len() == 1,
        Find::All(parts) | Find::Any(parts) => parts.iter().all(is_lexical),
        Find::ButNot(wanted, unwanted) => is_lexical(wanted) && unwanted.iter().all(is_lexical),
    }
}

/// Appends what remains to be looked at in a row that the index found.
fn push_exact(sql: &mut QueryBuilder, find: &Find, user: &str) {
    match find {
        find if is_lexical(find) => {
            sql.push("TRUE");
        }
        Find::Phrase(place, phrase) => push_phrase(sql, *place, phrase),
        Find::All(parts) => join(sql, parts, " AND ", |sql, part| push_exact(sql, part, user)),
        // That one of them is found says nothing of which.
        Find::Any(parts) => join(sql, parts, " OR ", |sql, part| push_whole(sql, part, user)),
        Find::ButNot(wanted, unwanted) => {
            push_exact(sql, wanted, user);
            for part in unwanted.iter().filter(|part| !is_lexical(part)) {
                sql.push(" AND NOT ");
                push_whole(sql, part, user);
            }
        }
    }
}

/// Appends all of it, of a row that has all its words in the index.
fn push_whole(sql: &mut QueryBuilder, find: &Find, user: &str) {
    sql.push("(x.words @@ CAST(").push_bind(question(find, user)).push(" AS tsquery) AND ");
    push_exact(sql, find, user);
    sql.push(")");
}

/// Appends all of it, by the texts alone.
fn push_text(sql: &mut QueryBuilder, find: &Find) {
    match find {
        Find::Phrase(place, phrase) => push_phrase(sql, *place, phrase),
        Find::All(parts) => join(sql, parts, " AND ", push_text),
        Find::Any(parts) => join(sql, parts, " OR ", push_text),
        Find::ButNot(wanted, unwanted) => {
            sql.push("(");
            push_text(sql, wanted);
            for part in unwanted {
                sql.push(" AND NOT ");
                push_text(sql, part);
            }
            sql.push(")");
        }
    }
}

/// Appends that words stand side by side, somewhere or in one place.
fn push_phrase(sql: &mut QueryBuilder, place: Place, phrase: &Phrase) {
    let end = if phrase.prefix { "" } else { " " };
    let looked_for = format!(" {}{end}", phrase.words.join(" "));
    let places = match column(place) {
        Some(_) => vec![place],
        None => PLACES.to_vec(),
    };
    join(sql, &places, " OR ", |sql, place| {
        let name = column(*place).map_or("body", |(name, _)| name);
        sql.push("strpos(x.").push(name).push(", ").push_bind(looked_for.as_str()).push(") > 0");
    });
}

fn join<T>(
    sql: &mut QueryBuilder,
    parts: &[T],
    by: &str,
    mut each: impl FnMut(&mut QueryBuilder, &T),
) {
    sql.push("(");
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            sql.push(by);
        }
        each(sql, part);
    }
    sql.push(")");
}
