//! Full-text search by FTS5, without content: it holds the words, the messages are elsewhere.

pub(crate) mod vocabulary;

use crate::{
    Result,
    fts::{Find, Words},
    sql::{self, Connection, QueryBuilder},
    words::Phrase,
};
use model::search::Place;

pub(crate) async fn insert(tx: &mut Connection, messages: Vec<(i64, Words)>) -> Result<()> {
    let mut insert = QueryBuilder::new(
        "INSERT INTO messages_fts (rowid, subject, sender, recipient, copied, body, filename, list) ",
    );
    insert.push_values(messages, |mut row, (id, words)| {
        row.push_bind(id)
            .push_bind(words.subject)
            .push_bind(words.sender)
            .push_bind(words.recipient)
            .push_bind(words.copied)
            .push_bind(words.body)
            .push_bind(words.filename)
            .push_bind(words.list);
    });
    insert.build().execute(tx).await?;
    Ok(())
}

/// Pages of the index written at a time, of 4 kB: others who write wait for a few milliseconds.
const MERGED: i64 = 64;

/// Goes on with merging segments of the same level; whether there was anything to do.
/// <https://sqlite.org/fts5.html#the_merge_command>
pub(crate) async fn merge(tx: &mut Connection) -> Result<bool> {
    let changes = "SELECT total_changes()";
    let before: i64 = sql::query_scalar(changes).fetch_one(&mut *tx).await?;
    sql::query("INSERT INTO messages_fts (messages_fts, rank) VALUES ('merge', $1)")
        .bind(MERGED)
        .execute(&mut *tx)
        .await?;
    let after: i64 = sql::query_scalar(changes).fetch_one(tx).await?;
    // The command itself counts as one.
    Ok(after - before > 1)
}

/// What is looked for in FTS5's query language.
pub(crate) fn expression(find: &Find) -> String {
    let joined = |parts: &[Find], by: &str| {
        let parts: Vec<String> = parts.iter().map(expression).collect();
        format!("({})", parts.join(by))
    };
    match find {
        Find::Phrase(place, words) => phrase(*place, words),
        Find::All(parts) => joined(parts, " AND "),
        Find::Any(parts) => joined(parts, " OR "),
        Find::ButNot(wanted, unwanted) => {
            format!("({} NOT {})", expression(wanted), joined(unwanted, " OR "))
        }
    }
}

/// Its words have letters, digits and marks only, and stand
/// in quotation marks, so nothing of what was typed is ever read as syntax.
fn phrase(place: Place, phrase: &Phrase) -> String {
    let column = match place {
        Place::Anywhere => "",
        Place::From => "sender : ",
        Place::To => "recipient : ",
        Place::Cc => "copied : ",
        Place::Subject => "subject : ",
        Place::Body => "body : ",
        Place::Filename => "filename : ",
        Place::List => "list : ",
    };
    let star = if phrase.prefix { " *" } else { "" };
    format!("({column}\"{}\"{star})", phrase.words.join(" "))
}
