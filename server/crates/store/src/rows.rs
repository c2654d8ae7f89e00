//! Writing messages: the row, its text, its words. Used by arrival, drafts and sending alike.

pub(crate) mod text;

use crate::{
    Result,
    conversations::Place,
    documents::{self, DocumentText},
    fts::{self, properties::Properties},
    sources::ROWS,
    sql::{self, Connection, QueryBuilder},
    words,
};
use model::{Extract, FolderId, Mailbox, MessageId, PartInfo, UnixMillis, UserId};
use std::fmt::Write as _;

/// Recipients that a list row shows.
const RECIPIENTS: usize = 5;
/// Header fields are cut here for the row; the source has them whole. Bytes.
const FIELD: usize = 1000;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// What is written of a message, made from its extract before the transaction.
pub(crate) struct Summary {
    pub(crate) date: UnixMillis,
    pub(crate) attachments: i64,
    pub(crate) from: Mailbox,
    pub(crate) recipients: String,
    pub(crate) subject: String,
    pub(crate) snippet: String,
    /// As [`text`] keeps it.
    pub(crate) text: Vec<u8>,
    /// Files have words that are not read yet.
    pub(crate) has_documents: bool,
    pub(crate) words: fts::Words,
}

impl Summary {
    pub(crate) fn of(extract: &Extract, received: UnixMillis) -> Result<Self> {
        Ok(Self::with(extract, received, text::packed(&extract.text)?))
    }

    /// The same of a message whose source lies in a row of the database.
    pub(crate) fn beside(source: &[u8], extract: &Extract, received: UnixMillis) -> Result<Self> {
        Ok(Self::with(extract, received, text::packed_beside(&extract.text, source)?))
    }

    fn with(extract: &Extract, received: UnixMillis, text: Vec<u8>) -> Self {
        let Extract { from, to, cc, bcc, subject, snippet, attachments, .. } = extract;
        let shown: Vec<(&str, &str)> = to
            .iter()
            .chain(cc)
            .chain(bcc)
            .take(RECIPIENTS)
            .map(|mailbox| (cut(&mailbox.name, FIELD), cut(&mailbox.address, FIELD)))
            .collect();
        let from = from.first().cloned().unwrap_or_default();
        Self {
            date: extract.date.filter(|date| *date <= received + DAY).unwrap_or(received),
            attachments: i64::try_from(attachments.iter().filter(|part| !part.inline).count())
                .unwrap_or(i64::MAX),
            from: Mailbox {
                name: cut(&from.name, FIELD).to_owned(),
                address: cut(&from.address, FIELD).to_owned(),
            },
            recipients: serde_json::to_string(&shown).unwrap_or_default(),
            subject: cut(subject, FIELD).to_owned(),
            snippet: cut(snippet, FIELD).to_owned(),
            text,
            has_documents: attachments.iter().any(PartInfo::may_have_words),
            words: words_of(extract, &[]),
        }
    }
}

/// The words of a message, those of its files behind those of its body.
pub(crate) fn words_of(extract: &Extract, documents: &[DocumentText]) -> fts::Words {
    let Extract { from, to, cc, bcc, subject, text, list_id, attachments, .. } = extract;
    let mut words = fts::Words::default();
    words::index_into(&mut words.subject, subject);
    index_mailboxes(&mut words.sender, from);
    index_mailboxes(&mut words.recipient, to);
    index_mailboxes(&mut words.copied, cc);
    index_mailboxes(&mut words.copied, bcc);
    words.body.reserve(
        text.len() + documents.iter().map(|document| document.text.len()).sum::<usize>() + 16,
    );
    words::index_into(&mut words.body, text);
    for document in documents {
        push_boundary(&mut words.body);
        words::index_into(&mut words.body, &document.text);
    }
    for part in attachments {
        words::index_into(&mut words.filename, &part.name);
    }
    words::index_into(&mut words.list, list_id);
    words
}

fn index_mailboxes(indexed: &mut String, mailboxes: &[Mailbox]) {
    for mailbox in mailboxes {
        words::index_into(indexed, &mailbox.name);
        words::index_into(indexed, &mailbox.address);
        push_boundary(indexed);
    }
}

/// A word that nobody can type keeps phrases from reaching into the next mailbox or file.
fn push_boundary(indexed: &mut String) {
    let _ = write!(indexed, "{BOUNDARY} ");
}

/// Private use character; see [`push_boundary`].
const BOUNDARY: char = '\u{E000}';

fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// A message to write.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct NewMessage {
    pub(crate) id: MessageId,
    pub(crate) folder: FolderId,
    pub(crate) place: Place,
    /// 0: a draft.
    pub(crate) source: i64,
    pub(crate) received: UnixMillis,
    pub(crate) size: i64,
    pub(crate) unread: bool,
    pub(crate) starred: bool,
    pub(crate) answered: bool,
    pub(crate) forwarded: bool,
    pub(crate) delivery: &'static str,
    pub(crate) summary: Summary,
}

/// Gives out `count` message ids: the first of them.
pub(crate) async fn next_ids(tx: &mut Connection, user: UserId, count: usize) -> Result<u32> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let last: Option<i64> = sql::query_scalar(
        "UPDATE users SET last_message = last_message + $2 WHERE id = $1 RETURNING last_message",
    )
    .bind(user.0)
    .bind(count)
    .fetch_optional(tx)
    .await?;
    let last = last.ok_or(crate::StoreError::NotFound("user"))?;
    u32::try_from(last)
        .map(|last| last - u32::try_from(count - 1).unwrap_or_default())
        .map_err(|_| crate::StoreError::Refused("This mailbox has used up its message ids.".into()))
}

/// Writes rows, texts and words.
pub(crate) async fn insert(tx: &mut Connection, messages: Vec<NewMessage>) -> Result<()> {
    let mut messages = messages.into_iter().peekable();
    while messages.peek().is_some() {
        let mut rows = Vec::with_capacity(ROWS);
        let mut texts = Vec::with_capacity(ROWS);
        let mut indexed = Vec::with_capacity(ROWS);
        let mut unread = Vec::new();
        for mut message in messages.by_ref().take(ROWS) {
            let properties = Properties {
                date: message.summary.date,
                size: message.size,
                attachments: message.summary.attachments,
            };
            properties.index_into(&mut message.summary.words.list);
            texts.push((message.id.0, std::mem::take(&mut message.summary.text)));
            indexed.push((message.id.0, std::mem::take(&mut message.summary.words)));
            if message.summary.has_documents && message.source != 0 {
                unread.push(message.id);
            }
            rows.push(message);
        }
        let mut insert = QueryBuilder::new(
            "INSERT INTO messages (id, folder_id, conversation_id, source_id, date, received, \
             size, unread, starred, answered, forwarded, attachments, from_name, from_address, recipients, subject, \
             snippet, delivery, strand_id, subject_key, orphan) ",
        );
        insert.push_values(rows, |mut row, message| {
            let NewMessage { summary, .. } = message;
            row.push_bind(message.id.0)
                .push_bind(message.folder.0)
                .push_bind(message.place.conversation)
                .push_bind(message.source)
                .push_bind(summary.date)
                .push_bind(message.received)
                .push_bind(message.size)
                .push_bind(message.unread)
                .push_bind(message.starred)
                .push_bind(message.answered)
                .push_bind(message.forwarded)
                .push_bind(summary.attachments)
                .push_bind(summary.from.name)
                .push_bind(summary.from.address)
                .push_bind(summary.recipients)
                .push_bind(summary.subject)
                .push_bind(summary.snippet)
                .push_bind(message.delivery)
                .push_bind(message.place.strand)
                .push_bind(message.place.subject_key)
                .push_bind(message.place.orphan);
        });
        insert.build().execute(&mut *tx).await?;
        insert_texts(tx, texts).await?;
        fts::insert(tx, indexed).await?;
        documents::note(tx, &unread).await?;
    }
    Ok(())
}

async fn insert_texts(tx: &mut Connection, texts: Vec<(i64, Vec<u8>)>) -> Result<()> {
    let mut insert = QueryBuilder::new("INSERT INTO message_texts (id, text) ");
    insert.push_values(texts, |mut row, (id, text)| {
        row.push_bind(id).push_bind(text);
    });
    insert.build().execute(tx).await?;
    Ok(())
}

/// Writes anew what a message says of itself: a draft saved again, or a message indexed again.
pub(crate) async fn rewrite(tx: &mut Connection, id: MessageId, summary: Summary) -> Result<()> {
    sql::query(
        "UPDATE messages SET date = $2, attachments = $3, from_name = $4, from_address = $5,
         recipients = $6, subject = $7, snippet = $8 WHERE id = $1",
    )
    .bind(id.0)
    .bind(summary.date)
    .bind(summary.attachments)
    .bind(summary.from.name)
    .bind(summary.from.address)
    .bind(summary.recipients)
    .bind(summary.subject)
    .bind(summary.snippet)
    .execute(&mut *tx)
    .await?;
    // It may have been lost.
    sql::query(
        "INSERT INTO message_texts (id, text) VALUES ($1, $2)
         ON CONFLICT (id) DO UPDATE SET text = excluded.text",
    )
    .bind(id.0)
    .bind(summary.text)
    .execute(&mut *tx)
    .await?;
    write_words(tx, id, summary.words).await?;
    // Their words have just gone. What is not sent yet has none.
    let source: Option<i64> = sql::query_scalar("SELECT source_id FROM messages WHERE id = $1")
        .bind(id.0)
        .fetch_optional(&mut *tx)
        .await?;
    documents::erase(tx, id).await?;
    let is_written = source.is_some_and(|source| source != 0);
    let unread = Some(id).filter(|_| summary.has_documents && is_written);
    documents::note(tx, unread.as_slice()).await
}

/// Writes the words of a message that has its row, in place of those that it has.
pub(crate) async fn write_words(
    tx: &mut Connection,
    id: MessageId,
    words: fts::Words,
) -> Result<()> {
    fts::delete(tx, id).await?;
    let words = with_properties(tx, vec![(id.0, words)]).await?;
    fts::insert(tx, words).await
}

/// Adds to words what the rows of their messages say.
pub(crate) async fn with_properties(
    tx: &mut Connection,
    mut words: Vec<(i64, fts::Words)>,
) -> Result<Vec<(i64, fts::Words)>> {
    for words in words.chunks_mut(ROWS) {
        let mut select =
            QueryBuilder::new("SELECT id, date, size, attachments FROM messages WHERE id IN (");
        select.push_list(words.iter().map(|(id, _)| *id));
        let rows: Vec<(i64, i64, i64, i64)> = select.build_query_as().fetch_all(&mut *tx).await?;
        for (id, words) in words {
            let row = rows.iter().find(|row| row.0 == *id);
            if let Some(&(_, date, size, attachments)) = row {
                Properties { date, size, attachments }.index_into(&mut words.list);
            }
        }
    }
    Ok(words)
}

/// Removes row, text and words. The conversation and the source are the caller's part.
pub(crate) async fn delete(tx: &mut Connection, id: MessageId) -> Result<()> {
    for sql in [
        "DELETE FROM messages WHERE id = $1",
        "DELETE FROM message_texts WHERE id = $1",
        "DELETE FROM spam_messages WHERE message_id = $1",
    ] {
        sql::query(sql).bind(id.0).execute(&mut *tx).await?;
    }
    documents::erase(tx, id).await?;
    fts::delete(tx, id).await
}
