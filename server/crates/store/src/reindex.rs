//! Writing anew what was extracted from messages, after the parser has learned something.

use crate::{
    Result, Store, StoreError,
    conversations::join_one,
    rows::{self, Summary},
    sql,
};
use model::{Extract, MessageId, UserId};

impl Store {
    /// Writes rows and words of messages anew, in one transaction. Conversations that the new
    /// extract joins are joined; none is taken apart. Drafts are left as they are.
    pub async fn reindex(&self, user: UserId, batch: Vec<(MessageId, Extract)>) -> Result<()> {
        if batch.iter().any(|(id, _)| id.user() != user) {
            return Err(StoreError::NotFound("message"));
        }
        let mut tx = self.pools.write().await?;
        for (id, extract) in batch {
            let row: Option<(i64, i64, i64)> = sql::query_as(
                "SELECT received, source_id, conversation_id FROM messages WHERE id = $1",
            )
            .bind(id.0)
            .fetch_optional(&mut *tx)
            .await?;
            // Erased since, or a draft.
            let Some((received, source, conversation)) = row else { continue };
            if source == 0 {
                continue;
            }
            rows::rewrite(&mut tx, id, Summary::of(&extract, received)?).await?;
            let joined = join_one(&mut tx, id, &extract).await?;
            if joined.0 != conversation {
                sql::query("UPDATE messages SET conversation_id = $2 WHERE id = $1")
                    .bind(id.0)
                    .bind(joined.0)
                    .execute(&mut *tx)
                    .await?;
                crate::conversations::forget_empty(&mut tx, conversation).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }
}
