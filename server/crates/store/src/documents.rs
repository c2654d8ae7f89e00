//! Messages whose attached files are read after they came, and whose words join the index then.
//!
//! The words join those of the body: whoever looks for words anywhere finds them, `-not` keeps
//! them out, and no query looks in two places. A phrase does not reach from one file into the
//! next.

use crate::{
    Result, Store, rows,
    sources::ROWS,
    sql::{self, Connection, Flag, QueryBuilder},
};
use model::{Extract, MessageId, UnixMillis};

/// A message whose files somebody is to read now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadDocuments {
    /// The message.
    pub id: MessageId,
    /// How often that was begun, this time counted. More than once: the last time did not end.
    pub attempt: i64,
    /// Bytes of the whole message.
    pub size: i64,
    /// Its source then. A message that takes the place of its stub has another.
    source: i64,
}

/// What an attached file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentText {
    /// The file's name.
    pub name: String,
    /// Its words.
    pub text: String,
}

/// The newest, because that is what is looked for.
const CLAIM: &str = "UPDATE unread_documents SET attempts = attempts + 1, leased_until = $2
     WHERE id = (SELECT id /* all */ FROM unread_documents WHERE leased_until <= $1 ORDER BY id DESC LIMIT 1)
     RETURNING message_id, attempts";

impl Store {
    /// Gives the newest message whose files nobody reads now to the caller, until `until`; none
    /// when there is none.
    pub async fn claim_documents(
        &self,
        now: UnixMillis,
        until: UnixMillis,
    ) -> Result<Option<UnreadDocuments>> {
        let Flag(there) = sql::query_scalar(
            "SELECT EXISTS (SELECT 1 /* all */ FROM unread_documents WHERE leased_until <= $1)",
        )
        .bind(now)
        .fetch_one(self.pools.read())
        .await?;
        if !there {
            return Ok(None);
        }
        let mut tx = self.pools.write().await?;
        let claimed: Option<(i64, i64)> =
            sql::query_as(CLAIM).bind(now).bind(until).fetch_optional(&mut *tx).await?;
        let Some((id, attempt)) = claimed else { return Ok(None) };
        let message: Option<(i64, i64)> =
            sql::query_as("SELECT source_id, size FROM messages WHERE id = $1")
                .bind(id)
                .fetch_optional(&mut *tx)
                .await?;
        tx.commit().await?;
        let (source, size) = message.unwrap_or_default();
        Ok(Some(UnreadDocuments { id: MessageId(id), attempt, size, source }))
    }

    /// Writes the words of a message anew, those of its files with them, and is done with it.
    /// A message that has changed meanwhile stays as it is, and is to be read again.
    pub async fn index_documents(
        &self,
        claim: &UnreadDocuments,
        extract: &Extract,
        documents: &[DocumentText],
    ) -> Result<()> {
        let words = rows::words_of(extract, documents);
        let texts = documents
            .iter()
            .map(|document| Ok((document.name.clone(), rows::text::packed(&document.text)?)))
            .collect::<Result<Vec<_>>>()?;
        let mut tx = self.pools.write().await?;
        let done = sql::query(
            "DELETE FROM unread_documents WHERE message_id = $1
             AND EXISTS (SELECT 1 FROM messages WHERE id = $1 AND source_id = $2)",
        )
        .bind(claim.id.0)
        .bind(claim.source)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() > 0 {
            delete_texts(&mut tx, claim.id).await?;
            rows::write_words(&mut tx, claim.id, words).await?;
            insert_texts(&mut tx, claim.id, texts).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Is done with a message whose files have no words, or none that can be read.
    pub async fn leave_documents(&self, claim: &UnreadDocuments) -> Result<()> {
        let mut tx = self.pools.write().await?;
        forget(&mut tx, claim.id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Gives a message back that was claimed but not read.
    pub async fn return_documents(&self, claim: &UnreadDocuments) -> Result<()> {
        let mut tx = self.pools.write().await?;
        sql::query(
            "UPDATE unread_documents SET attempts = attempts - 1, leased_until = 0
             WHERE message_id = $1 AND attempts = $2",
        )
        .bind(claim.id.0)
        .bind(claim.attempt)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Notes that files of these messages are to be read, whatever was known of them.
pub(crate) async fn note(tx: &mut Connection, ids: &[MessageId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut insert = QueryBuilder::new("INSERT INTO unread_documents (message_id) ");
    insert.push_values(ids, |mut row, id| {
        row.push_bind(id.0);
    });
    insert.push(" ON CONFLICT (message_id) DO UPDATE SET attempts = 0, leased_until = 0");
    insert.build().execute(tx).await?;
    Ok(())
}

/// Nothing is to be read of this message.
async fn forget(tx: &mut Connection, id: MessageId) -> Result<()> {
    let delete = "DELETE FROM unread_documents WHERE message_id = $1";
    sql::query(delete).bind(id.0).execute(tx).await?;
    Ok(())
}

/// Nothing is known of this message's files, nor to be read.
pub(crate) async fn erase(tx: &mut Connection, id: MessageId) -> Result<()> {
    delete_texts(tx, id).await?;
    forget(tx, id).await
}

async fn delete_texts(tx: &mut Connection, id: MessageId) -> Result<()> {
    let delete = "DELETE FROM document_texts WHERE message_id = $1";
    sql::query(delete).bind(id.0).execute(tx).await?;
    Ok(())
}

async fn insert_texts(
    tx: &mut Connection,
    id: MessageId,
    texts: Vec<(String, Vec<u8>)>,
) -> Result<()> {
    let mut texts = (0_i64..).zip(texts).peekable();
    while texts.peek().is_some() {
        let mut insert =
            QueryBuilder::new("INSERT INTO document_texts (message_id, place, name, text) ");
        insert.push_values(texts.by_ref().take(ROWS), |mut row, (place, (name, text))| {
            row.push_bind(id.0).push_bind(place).push_bind(name).push_bind(text);
        });
        insert.build().execute(&mut *tx).await?;
    }
    Ok(())
}

/// What the files of these messages say: message, name and text, in the order of the files.
pub(crate) async fn texts(store: &Store, ids: &[MessageId]) -> Result<Vec<(i64, DocumentText)>> {
    let mut select = QueryBuilder::new(
        "SELECT message_id, name, text FROM document_texts WHERE message_id IN (",
    );
    select.push_list(ids.iter().map(|id| id.0));
    select.push(" ORDER BY message_id, place");
    let rows: Vec<(i64, String, Vec<u8>)> =
        select.build_query_as().fetch_all(store.pools.read()).await?;
    let document = |(id, name, text): (i64, String, Vec<u8>)| {
        (id, DocumentText { name, text: rows::text::text_of(&text, None) })
    };
    Ok(rows.into_iter().map(document).collect())
}
