//! Writing anew what was extracted from messages, after the parser has learned something.

use crate::{
    Result, Store, StoreError,
    conversations::{self, Facts, Joiner, Place},
    rows::{self, Summary, text},
    sources::ROWS,
    sql::{self, Connection, QueryBuilder, row},
};
use model::{Extract, MessageId, UserId};
use std::collections::{BTreeSet, HashMap};

row! {
    struct Row {
        id: i64,
        received: i64,
        conversation_id: i64,
        strand_id: i64,
        /// Compressed, if it lies here and its text may be a piece of it.
        source: Option<Vec<u8>>,
    }
}

impl Store {
    /// Writes rows and words of messages anew, in one transaction. Conversations that the new
    /// extract joins are joined; none is taken apart: [`Store::forget_conversations`] does that.
    /// Drafts are left as they are.
    pub async fn reindex(&self, user: UserId, batch: Vec<(MessageId, Extract)>) -> Result<()> {
        if batch.iter().any(|(id, _)| id.user() != user) {
            return Err(StoreError::NotFound("message"));
        }
        let mut tx = self.pools.write().await?;
        // Erased since, or a draft: not among them.
        let rows = rows_of(&mut tx, &batch).await?;
        let mut there = Vec::with_capacity(batch.len());
        for (id, extract) in batch {
            let Some(row) = rows.get(&id.0) else { continue };
            let summary = match row.source.as_deref().and_then(text::source_of) {
                Some(source) => Summary::beside(&source, &extract, row.received)?,
                None => Summary::of(&extract, row.received)?,
            };
            let facts = Facts::of(user, &extract, &summary);
            let (conversation, strand) = (row.conversation_id, row.strand_id);
            let before = Place { conversation, strand, ..Place::default() };
            there.push((id, before, summary, facts));
        }
        let mut joiner = Joiner::default();
        let facts: Vec<&Facts> = there.iter().map(|(.., facts)| facts).collect();
        joiner.load(&mut tx, user, &facts).await?;
        for (id, before, _, facts) in &there {
            joiner.join_again(*id, *before, facts);
        }
        let mut places = Vec::with_capacity(there.len());
        for (id, before, summary, _) in there {
            places.push((id, before, joiner.place(id)));
            rows::rewrite(&mut tx, id, summary).await?;
        }
        joiner.save(&mut tx).await?;
        for (id, before, place) in places {
            conversations::put(&mut tx, id, before, place).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Takes all conversations of a user apart, so that [`Store::reindex`] of all messages, oldest
    /// first, makes them anew; but for those that one of `kept` is in, which will not be read.
    pub async fn forget_conversations(&self, user: UserId, kept: &[MessageId]) -> Result<()> {
        let (first, last) = (MessageId::new(user, 0).0, MessageId::new(user, u32::MAX).0);
        let mut tx = self.pools.write().await?;
        let kept = strands_with(&mut tx, kept).await?;
        // All that lies between two that are kept; both are named by a message.
        let starts = std::iter::once(first).chain(kept.iter().map(|kept| kept + 1));
        let ends = kept.iter().map(|kept| kept - 1).chain(std::iter::once(last));
        for (start, end) in starts.zip(ends).filter(|(start, end)| start <= end) {
            sql::query(
                "DELETE FROM message_references WHERE user_id = $1
                 AND conversation_id BETWEEN $2 AND $3",
            )
            .bind(user.0)
            .bind(start)
            .bind(end)
            .execute(&mut *tx)
            .await?;
            sql::query(
                "UPDATE messages SET conversation_id = id, strand_id = 0, orphan = 0
                 WHERE id BETWEEN $1 AND $2 AND conversation_id BETWEEN $3 AND $4",
            )
            .bind(first)
            .bind(last)
            .bind(start)
            .bind(end)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Notes that the index has what it can have of all of a user's mail; the last step of a
    /// reindex.
    pub async fn note_reindexed(&self, user: UserId) -> Result<()> {
        let mut tx = self.pools.write().await?;
        sql::query("UPDATE users SET properties = 1 WHERE id = $1")
            .bind(user.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await
    }

    /// Puts a user's drafts beside what they answer or forward.
    pub async fn place_drafts(&self, user: UserId) -> Result<()> {
        let mut tx = self.pools.write().await?;
        sql::query(
            "UPDATE messages SET
             conversation_id = COALESCE((SELECT m.conversation_id FROM drafts d
                 JOIN messages m ON m.id = d.regarding WHERE d.message_id = messages.id), id),
             strand_id = COALESCE((SELECT m.strand_id FROM drafts d
                 JOIN messages m ON m.id = d.regarding WHERE d.message_id = messages.id), 0)
             WHERE source_id = 0
             AND id IN (SELECT message_id FROM drafts WHERE message_id BETWEEN $1 AND $2)",
        )
        .bind(MessageId::new(user, 0).0)
        .bind(MessageId::new(user, u32::MAX).0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The conversations that messages are in, and all strands of these.
async fn strands_with(tx: &mut Connection, ids: &[MessageId]) -> Result<BTreeSet<i64>> {
    let mut strands = BTreeSet::new();
    for ids in ids.chunks(ROWS) {
        let mut select = QueryBuilder::new(
            "SELECT DISTINCT conversation_id, strand_id FROM messages WHERE conversation_id IN
             (SELECT conversation_id FROM messages WHERE id IN (",
        );
        select.push_list(ids.iter().map(|id| id.0)).push(")");
        let found: Vec<(i64, i64)> = select.build_query_as().fetch_all(&mut *tx).await?;
        strands.extend(found.into_iter().flat_map(|(one, other)| [one, other]));
    }
    strands.remove(&0);
    Ok(strands)
}

async fn rows_of(tx: &mut Connection, batch: &[(MessageId, Extract)]) -> Result<HashMap<i64, Row>> {
    let mut rows = HashMap::with_capacity(batch.len());
    for batch in batch.chunks(ROWS) {
        let mut select = QueryBuilder::new(
            "SELECT m.id, m.received, m.conversation_id, m.strand_id,
             CASE WHEN s.elsewhere = 0 AND s.size <= ",
        );
        select.push_bind(text::SMALL).push(
            " THEN s.content END AS source FROM messages m LEFT JOIN sources s ON s.id = m.source_id
             WHERE m.source_id <> 0 AND m.id IN (",
        );
        select.push_list(batch.iter().map(|(id, _)| id.0));
        let found: Vec<Row> = select.build_query_as().fetch_all(&mut *tx).await?;
        rows.extend(found.into_iter().map(|row| (row.id, row)));
    }
    Ok(rows)
}
