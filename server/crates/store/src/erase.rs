//! Deleting for ever: row, text, words, draft, and the source if nobody else has it.

use crate::{
    Result, Store,
    blobs::Hash,
    conversations, rows, sources,
    sql::{self, Connection, Flag},
};
use model::MessageId;
use std::collections::BTreeSet;

/// What was erased, and the blobs to delete after the commit.
pub(crate) struct Erased {
    pub(crate) ids: Vec<MessageId>,
    pub(crate) blobs: Vec<Hash>,
}

/// Erases messages, except those that are still being sent.
pub(crate) async fn erase(tx: &mut Connection, ids: &[MessageId]) -> Result<Erased> {
    let mut erased = Vec::with_capacity(ids.len());
    for id in ids {
        let sending: Flag = sql::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM queue WHERE message_id = $1 AND due IS NOT NULL)",
        )
        .bind(id.0)
        .fetch_one(&mut *tx)
        .await?;
        if !sending.0 {
            erased.push(*id);
        }
    }
    let blobs = erase_now(tx, &erased).await?;
    Ok(Erased { ids: erased, blobs })
}

/// Erases messages whatever their state.
pub(crate) async fn erase_now(tx: &mut Connection, ids: &[MessageId]) -> Result<Vec<Hash>> {
    let mut sources = BTreeSet::new();
    let mut conversations = BTreeSet::new();
    for id in ids {
        let found: Option<(i64, i64, i64)> = sql::query_as(
            "SELECT source_id, conversation_id, strand_id FROM messages WHERE id = $1",
        )
        .bind(id.0)
        .fetch_optional(&mut *tx)
        .await?;
        let Some((source, conversation, strand)) = found else { continue };
        conversations.extend([conversation, strand]);
        if source == 0 {
            sources.extend(remove_draft(tx, *id).await?);
        } else {
            sources.insert(source);
            sql::query("DELETE FROM queue WHERE message_id = $1")
                .bind(id.0)
                .execute(&mut *tx)
                .await?;
        }
        rows::delete(tx, *id).await?;
    }
    for conversation in conversations {
        conversations::forget_empty(tx, conversation).await?;
    }
    let sources: Vec<i64> = sources.into_iter().collect();
    sources::release(tx, &sources).await
}

/// Removes what was typed and the list of files; answers their sources, perhaps unused now.
pub(crate) async fn remove_draft(tx: &mut Connection, id: MessageId) -> Result<Vec<i64>> {
    let sources = sql::query_scalar("SELECT source_id FROM uploads WHERE draft_id = $1")
        .bind(id.0)
        .fetch_all(&mut *tx)
        .await?;
    sql::query("DELETE FROM drafts WHERE message_id = $1").bind(id.0).execute(tx).await?;
    Ok(sources)
}

impl Store {
    /// Erases messages in one transaction, whatever folder they are in.
    pub(crate) async fn erase_any(&self, ids: &[MessageId]) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let blobs = erase_now(&mut tx, ids).await?;
        tx.commit().await?;
        self.delete_blobs(&blobs).await
    }
}
