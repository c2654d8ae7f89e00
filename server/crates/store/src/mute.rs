//! Muted conversations: what comes later skips the inbox, and counts as read.

use crate::{
    Result, Store, StoreError, folders,
    sources::ROWS,
    sql::{self, Connection, Flag, QueryBuilder},
};
use model::{ConversationId, FolderKey, MessageId, Role, UserId};

impl Store {
    /// Mutes a conversation, or lets it be heard again. What is there stays where it is.
    pub async fn mute(&self, user: UserId, id: ConversationId, muted: bool) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let Flag(there) = sql::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM messages m JOIN folders f ON f.id = m.folder_id
             WHERE m.conversation_id = $1 AND f.user_id = $2)",
        )
        .bind(id.0)
        .bind(user.0)
        .fetch_one(&mut *tx)
        .await?;
        if !there {
            return Err(StoreError::NotFound("conversation"));
        }
        let change = if muted {
            "INSERT INTO muted_conversations (conversation_id, user_id) VALUES ($1, $2)
             ON CONFLICT DO NOTHING"
        } else {
            "DELETE FROM muted_conversations WHERE conversation_id = $1 AND user_id = $2"
        };
        sql::query(change).bind(id.0).bind(user.0).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether a conversation is muted.
    pub async fn is_muted(&self, user: UserId, id: ConversationId) -> Result<bool> {
        let Flag(muted) = sql::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM muted_conversations
             WHERE conversation_id = $1 AND user_id = $2)",
        )
        .bind(id.0)
        .bind(user.0)
        .fetch_one(self.pools.read())
        .await?;
        Ok(muted)
    }
}

/// Takes what has just arrived in muted conversations out of the inbox.
pub(crate) async fn hush(tx: &mut Connection, user: UserId, arrived: &[MessageId]) -> Result<()> {
    let Flag(any) =
        sql::query_scalar("SELECT EXISTS (SELECT 1 FROM muted_conversations WHERE user_id = $1)")
            .bind(user.0)
            .fetch_one(&mut *tx)
            .await?;
    if !any {
        return Ok(());
    }
    let inbox = folders::resolve(tx, user, &FolderKey::Role(Role::Inbox)).await?;
    let archive = folders::resolve(tx, user, &FolderKey::Role(Role::Archive)).await?;
    for ids in arrived.chunks(ROWS) {
        let mut update = QueryBuilder::new("UPDATE messages SET unread = 0, folder_id = ");
        update.push_bind(archive.id.0).push(" WHERE folder_id = ").push_bind(inbox.id.0);
        update.push(
            " AND conversation_id IN (SELECT conversation_id FROM muted_conversations WHERE \
             user_id = ",
        );
        update.push_bind(user.0).push(") AND id IN (");
        update.push_list(ids.iter().map(|id| id.0));
        update.build().execute(&mut *tx).await?;
    }
    Ok(())
}

/// A conversation has become part of another, which is muted if either was.
pub(crate) async fn join(tx: &mut Connection, part: i64, whole: i64) -> Result<()> {
    for sql in [
        "INSERT INTO muted_conversations (conversation_id, user_id)
         SELECT CAST($2 AS BIGINT), user_id FROM muted_conversations WHERE conversation_id = $1
         ON CONFLICT DO NOTHING",
        "DELETE FROM muted_conversations WHERE conversation_id = $1 AND conversation_id <> $2",
    ] {
        sql::query(sql).bind(part).bind(whole).execute(&mut *tx).await?;
    }
    Ok(())
}
