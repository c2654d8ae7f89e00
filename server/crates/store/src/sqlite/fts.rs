//! Full-text search by FTS5, without content: it holds the words, the messages are elsewhere.

use crate::{
    Result,
    sql::{self, Connection, QueryBuilder},
    words::Phrase,
};
use model::{MessageId, search::Place};

/// The words of one message, split and folded, with blanks between.
#[derive(Default)]
pub(crate) struct Words {
    pub(crate) subject: String,
    pub(crate) sender: String,
    pub(crate) recipient: String,
    pub(crate) copied: String,
    pub(crate) body: String,
    pub(crate) filename: String,
    pub(crate) list: String,
}

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

pub(crate) async fn delete(tx: &mut Connection, id: MessageId) -> Result<()> {
    sql::query("DELETE FROM messages_fts WHERE rowid = $1").bind(id.0).execute(tx).await?;
    Ok(())
}

/// The phrase in FTS5's query language. Its words have letters, digits and marks only, and stand
/// in quotation marks, so nothing of what was typed is ever read as syntax.
pub(crate) fn phrase(place: Place, phrase: &Phrase) -> String {
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

/// All of them, at least one.
pub(crate) fn all(parts: &[String]) -> String {
    format!("({})", parts.join(" AND "))
}

/// One of them, at least one.
pub(crate) fn any(parts: &[String]) -> String {
    format!("({})", parts.join(" OR "))
}

/// `wanted`, but none of `unwanted`.
pub(crate) fn but_not(wanted: &str, unwanted: &[String]) -> String {
    format!("({wanted} NOT {})", any(unwanted))
}
