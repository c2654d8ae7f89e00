//! Undoing what was done, for a day.

use crate::{
    Result, Store, StoreError,
    change::{Before, restore, sentence},
    labels,
    sources::ROWS,
    spam,
    sql::{self, Connection, Flag, QueryBuilder},
};
use model::{Done, FolderId, MessageId, UndoId, UnixMillis, UserId};

/// How long something can be undone.
const KEPT: i64 = 24 * 60 * 60 * 1000;

/// A new id under which something can be undone; forgets what is too old.
pub(crate) async fn begin(tx: &mut Connection, user: UserId, now: UnixMillis) -> Result<UndoId> {
    sql::query("DELETE FROM undos WHERE created < $1").bind(now - KEPT).execute(&mut *tx).await?;
    let id: i64 =
        sql::query_scalar("INSERT INTO undos (user_id, created) VALUES ($1, $2) RETURNING id")
            .bind(user.0)
            .bind(now)
            .fetch_one(tx)
            .await?;
    Ok(UndoId(id))
}

/// Keeps how messages are before they change.
pub(crate) async fn remember(
    tx: &mut Connection,
    user: UserId,
    before: &[Before],
    now: UnixMillis,
) -> Result<UndoId> {
    let undo = begin(tx, user, now).await?;
    for rows in before.chunks(ROWS) {
        let mut insert = QueryBuilder::new(
            "INSERT INTO undo_messages (undo_id, message_id, folder_id, unread, starred, labels) ",
        );
        insert.push_values(rows, |mut values, row| {
            values
                .push_bind(undo.0)
                .push_bind(row.id)
                .push_bind(row.folder_id)
                .push_bind(row.unread.0)
                .push_bind(row.starred.0)
                .push_bind(row.labels.clone());
        });
        insert.build().execute(&mut *tx).await?;
    }
    Ok(undo)
}

impl Store {
    /// Undoes a change, once; messages that are gone meanwhile are left out. An undo that a
    /// submission answered takes the message back as [`Store::recall`] does, and answers the
    /// draft.
    pub async fn undo(&self, user: UserId, id: UndoId, now: UnixMillis) -> Result<Done> {
        if self.is_submission(user, id).await? {
            let draft = self.recall(user, id, now).await?;
            let sentence = "Sending undone. The message is in Drafts again.".to_owned();
            return Ok(Done { sentence, ids: vec![draft], undo: None });
        }
        let mut tx = self.pools.write().await?;
        let known: Option<i64> = sql::query_scalar(
            "SELECT id FROM undos WHERE id = $1 AND user_id = $2 AND created >= $3",
        )
        .bind(id.0)
        .bind(user.0)
        .bind(now - KEPT)
        .fetch_optional(&mut *tx)
        .await?;
        known.ok_or(StoreError::NotFound("action to undo"))?;
        spam::note_undone(&mut tx, id).await?;
        let rows: Vec<(i64, i64, Flag, Flag, Option<String>)> = sql::query_as(
            "SELECT message_id, folder_id, unread, starred, labels FROM undo_messages
             WHERE undo_id = $1 ORDER BY message_id",
        )
        .bind(id.0)
        .fetch_all(&mut *tx)
        .await?;
        let mut ids = Vec::with_capacity(rows.len());
        for (message, folder, Flag(unread), Flag(starred), labels) in rows {
            let message = MessageId(message);
            if restore(&mut tx, message, FolderId(folder), unread, starred).await? {
                if let Some(labels) = labels {
                    labels::restore(&mut tx, user, message, &labels::ids(&labels)).await?;
                }
                ids.push(message);
            }
        }
        sql::query("DELETE FROM undos WHERE id = $1").bind(id.0).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(Done { sentence: sentence(ids.len(), "put back"), ids, undo: None })
    }
}
