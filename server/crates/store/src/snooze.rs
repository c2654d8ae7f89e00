//! Messages that are out of sight until a time, and then in the inbox again, at its top.
//!
//! What is written down of a message counts only while it lies in Snoozed: it may be moved
//! elsewhere, and back by an undo.

use crate::{
    Result, Store,
    sources::ROWS,
    sql::{self, Connection, QueryBuilder},
};
use model::{MessageId, Role, UnixMillis, UserId};
use std::collections::{BTreeMap, BTreeSet};

/// Messages that come back in one transaction.
const AT_ONCE: i64 = 500;

const NEXT: &str = "SELECT until FROM snoozes WHERE until > 0 ORDER BY until LIMIT 1";
const DUE: &str = "DELETE FROM snoozes WHERE message_id IN
     (SELECT message_id FROM snoozes WHERE until <= $1 ORDER BY until LIMIT $2)
     RETURNING message_id";

/// Writes down until when messages are out of sight.
pub(crate) async fn until(tx: &mut Connection, ids: &[MessageId], until: UnixMillis) -> Result<()> {
    for ids in ids.chunks(ROWS) {
        let mut insert = QueryBuilder::new("INSERT INTO snoozes (message_id, until) ");
        insert.push_values(ids, |mut values, id| {
            values.push_bind(id.0).push_bind(until);
        });
        insert.push(" ON CONFLICT (message_id) DO UPDATE SET until = excluded.until");
        insert.build().execute(&mut *tx).await?;
    }
    Ok(())
}

/// Puts those of `ids` into the inbox that lie in Snoozed and have come back before: an undo has
/// put them there again, and no time would ever wake them.
pub(crate) async fn wake_timeless(tx: &mut Connection, ids: &[MessageId]) -> Result<()> {
    for ids in ids.chunks(ROWS) {
        let mut update = QueryBuilder::new("UPDATE messages SET folder_id = ");
        update.push(INBOX).push(" WHERE folder_id = ").push(SNOOZED).push(
            " AND NOT EXISTS (SELECT 1 FROM snoozes s WHERE s.message_id = messages.id)
             AND id IN (",
        );
        update.push_list(ids.iter().map(|id| id.0));
        update.build().execute(&mut *tx).await?;
    }
    Ok(())
}

/// The folders of a message's user.
const INBOX: &str = "(SELECT f.id FROM folders f
     WHERE f.user_id = messages.id >> 32 AND f.role = 'inbox' AND f.role <> 'own')";
const SNOOZED: &str = "(SELECT f.id FROM folders f
     WHERE f.user_id = messages.id >> 32 AND f.role = 'snoozed' AND f.role <> 'own')";

impl Store {
    /// What is snoozed for who snoozes the conversations of these messages: what of them is in the
    /// inbox, whether it was meant or not, for all of it is to be out of sight. Of a conversation
    /// that has nothing there, those of the messages that can be snoozed where they lie.
    pub async fn to_snooze(&self, ids: &[MessageId]) -> Result<Vec<MessageId>> {
        let mut reader = self.pools.read().acquire().await?;
        let mut meant = Vec::new();
        for ids in ids.chunks(ROWS) {
            let mut select = QueryBuilder::new(
                "SELECT m.id, m.conversation_id, f.role FROM messages m
                 JOIN folders f ON f.id = m.folder_id WHERE m.id IN (",
            );
            select.push_list(ids.iter().map(|id| id.0));
            let rows: Vec<(i64, i64, String)> =
                select.build_query_as().fetch_all(&mut reader).await?;
            meant.extend(rows);
        }
        let conversations: BTreeSet<i64> = meant.iter().map(|row| row.1).collect();
        let conversations: Vec<i64> = conversations.into_iter().collect();
        let mut inbox = Vec::new();
        for conversations in conversations.chunks(ROWS) {
            let mut select = QueryBuilder::new(
                "SELECT m.id, m.conversation_id FROM messages m
                 JOIN folders f ON f.id = m.folder_id
                 WHERE f.role = 'inbox' AND m.conversation_id IN (",
            );
            select.push_list(conversations.iter().copied());
            let rows: Vec<(i64, i64)> = select.build_query_as().fetch_all(&mut reader).await?;
            inbox.extend(rows);
        }
        let has_inbox: BTreeSet<i64> = inbox.iter().map(|row| row.1).collect();
        let elsewhere = meant.into_iter().filter(|(_, conversation, role)| {
            let can_wait = Role::from_word(role).is_some_and(Role::can_be_snoozed);
            can_wait && !has_inbox.contains(conversation)
        });
        let all = elsewhere.map(|row| row.0).chain(inbox.into_iter().map(|row| row.0));
        Ok(all.map(MessageId).collect())
    }

    /// When the next message comes back; none while nothing is snoozed.
    pub async fn next_return(&self) -> Result<Option<UnixMillis>> {
        sql::query_scalar(NEXT).fetch_optional(self.pools.read()).await
    }

    /// Puts what is due back into the inbox, unread and at the top: how many came back to whom.
    /// Some may remain.
    pub async fn return_snoozed(&self, now: UnixMillis) -> Result<BTreeMap<UserId, i64>> {
        let mut tx = self.pools.write().await?;
        let due: Vec<(i64,)> =
            sql::query_as(DUE).bind(now).bind(AT_ONCE).fetch_all(&mut *tx).await?;
        let mut returned = BTreeMap::new();
        for due in due.chunks(ROWS) {
            let mut update = QueryBuilder::new("UPDATE messages SET unread = 1, returned = ");
            update.push_bind(now).push(", folder_id = ").push(INBOX);
            update.push(" WHERE folder_id = ").push(SNOOZED).push(" AND id IN (");
            update.push_list(due.iter().map(|row| row.0)).push(" RETURNING id");
            let ids: Vec<(i64,)> = update.build_query_as().fetch_all(&mut *tx).await?;
            for (id,) in ids {
                *returned.entry(MessageId(id).user()).or_default() += 1;
            }
        }
        tx.commit().await?;
        Ok(returned)
    }
}
