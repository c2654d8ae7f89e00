//! Undoing what was done, for a day.

use crate::{
    Result, Store, StoreError,
    change::{Before, sentence},
    jobs, labels, snooze,
    sources::ROWS,
    spam,
    sql::{self, Connection, Flag, QueryBuilder},
};
use model::{Done, MessageId, Operation, UndoId, UnixMillis, UserId};
use std::collections::BTreeMap;

/// How long something can be undone.
const KEPT: i64 = 24 * 60 * 60 * 1000;
/// Messages that are put back at once; more of them are a job.
const AT_ONCE: i64 = 500;

/// What of a message an operation changes, and an undo of it puts back: what else was done to the
/// message since stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Changed(i64);

impl Changed {
    const FOLDER: Self = Self(1);
    const UNREAD: Self = Self(2);
    const STARRED: Self = Self(4);
    const LABELS: Self = Self(8);

    fn by(operation: &Operation) -> Self {
        match operation {
            Operation::Unread(_) => Self::UNREAD,
            Operation::Starred(_) => Self::STARRED,
            Operation::Label { .. } => Self::LABELS,
            Operation::Move(_) | Operation::Rescue | Operation::Snooze(_) | Operation::Erase => {
                Self::FOLDER
            }
        }
    }

    fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// A new id under which what operations change can be undone.
pub(crate) async fn begin(
    tx: &mut Connection,
    user: UserId,
    operations: &[Operation],
    now: UnixMillis,
) -> Result<UndoId> {
    let changed = operations.iter().fold(0, |sum, operation| sum | Changed::by(operation).0);
    let id: i64 = sql::query_scalar(
        "INSERT INTO undos (user_id, created, changed) VALUES ($1, $2, $3) RETURNING id",
    )
    .bind(user.0)
    .bind(now)
    .bind(changed)
    .fetch_one(tx)
    .await?;
    Ok(UndoId(id))
}

/// Keeps how messages are before they change.
pub(crate) async fn remember(tx: &mut Connection, undo: UndoId, before: &[Before]) -> Result<()> {
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
    Ok(())
}

/// Puts back up to `limit` messages that an undo remembers, and forgets them: how many it
/// remembered, and those of them that are still there.
pub(crate) async fn put_back(
    tx: &mut Connection,
    undo: UndoId,
    limit: i64,
) -> Result<(i64, Vec<MessageId>)> {
    let changed: i64 = sql::query_scalar("SELECT changed FROM undos WHERE id = $1")
        .bind(undo.0)
        .fetch_one(&mut *tx)
        .await?;
    let changed = Changed(changed);
    let rows: Vec<(i64, i64, Flag, Flag, Option<String>)> = sql::query_as(
        "SELECT message_id, folder_id, unread, starred, labels FROM undo_messages
         WHERE undo_id = $1 ORDER BY message_id LIMIT $2",
    )
    .bind(undo.0)
    .bind(limit)
    .fetch_all(&mut *tx)
    .await?;
    let (count, last) = (rows.len(), rows.last().map_or(0, |row| row.0));
    spam::note_undone(tx, undo, MessageId(last)).await?;
    let mut alike: BTreeMap<(i64, bool, bool), Vec<i64>> = BTreeMap::new();
    let mut labelled = Vec::new();
    for (message, folder, Flag(unread), Flag(starred), labels) in rows {
        alike.entry((folder, unread, starred)).or_default().push(message);
        let labels = labels.filter(|_| changed.has(Changed::LABELS));
        labelled.extend(labels.map(|labels| (MessageId(message), labels::ids(&labels))));
    }
    let mut restored = Vec::with_capacity(count);
    for ((folder, unread, starred), ids) in alike {
        for ids in ids.chunks(ROWS) {
            let mut update = QueryBuilder::new("UPDATE messages SET id = id");
            if changed.has(Changed::FOLDER) {
                update.push(", folder_id = ").push_bind(folder);
            }
            if changed.has(Changed::UNREAD) {
                update.push(", unread = ").push_bind(i64::from(unread));
            }
            if changed.has(Changed::STARRED) {
                update.push(", starred = ").push_bind(i64::from(starred));
            }
            update.push(" WHERE id IN (").push_list(ids.iter().copied()).push(" RETURNING id");
            let there: Vec<(i64,)> = update.build_query_as().fetch_all(&mut *tx).await?;
            restored.extend(there.into_iter().map(|row| MessageId(row.0)));
        }
    }
    restored.sort_unstable();
    if changed.has(Changed::FOLDER) {
        snooze::wake_timeless(tx, &restored).await?;
    }
    labels::restore(tx, &labelled).await?;
    sql::query("DELETE FROM undo_messages WHERE undo_id = $1 AND message_id <= $2")
        .bind(undo.0)
        .bind(last)
        .execute(&mut *tx)
        .await?;
    Ok((i64::try_from(count).unwrap_or(i64::MAX), restored))
}

/// Forgets an undo that remembers nothing any more.
pub(crate) async fn end(tx: &mut Connection, undo: UndoId) -> Result<()> {
    sql::query("DELETE FROM undos WHERE id = $1").bind(undo.0).execute(tx).await?;
    Ok(())
}

impl Store {
    /// Undoes a change, once; messages that are gone meanwhile are left out. What a job does it
    /// ends and undoes. Many messages are put back by a job, which is begun here. An undo that a
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
        jobs::forget_undone(&mut tx, id).await?;
        let count: i64 = sql::query_scalar("SELECT COUNT(*) FROM undo_messages WHERE undo_id = $1")
            .bind(id.0)
            .fetch_one(&mut *tx)
            .await?;
        if count > AT_ONCE {
            let job = jobs::begin_undo(&mut tx, user, id, count, now).await?;
            tx.commit().await?;
            return Ok(Done { sentence: job.sentence, ids: Vec::new(), undo: None });
        }
        let (_, ids) = put_back(&mut tx, id, AT_ONCE).await?;
        end(&mut tx, id).await?;
        tx.commit().await?;
        Ok(Done { sentence: sentence(ids.len(), "put back"), ids, undo: None })
    }

    /// Forgets what can no longer be undone, at most `limit` messages a call, so that it never
    /// holds the writer long; false: nothing was left to forget.
    pub async fn sweep_undos(&self, now: UnixMillis, limit: i64) -> Result<bool> {
        let expired = "SELECT id FROM undos WHERE created < $1 ORDER BY created LIMIT 1";
        let oldest: Option<i64> =
            sql::query_scalar(expired).bind(now - KEPT).fetch_optional(self.pools.read()).await?;
        let Some(oldest) = oldest else { return Ok(false) };
        let mut tx = self.pools.write().await?;
        let forgotten = sql::query(
            "DELETE FROM undo_messages WHERE undo_id = $1 AND message_id IN
             (SELECT message_id FROM undo_messages WHERE undo_id = $1 LIMIT $2)",
        )
        .bind(oldest)
        .bind(limit)
        .execute(&mut *tx)
        .await?;
        if forgotten.rows_affected() < u64::try_from(limit).unwrap_or_default() {
            end(&mut tx, UndoId(oldest)).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}
