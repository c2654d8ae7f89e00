//! What has lain in Trash or Spam for so many days is erased, for users who want that.
//!
//! Since when a message lies there is written down at the first look after it came, which is never
//! too early, and forgotten when it is moved: so it counts anew whenever it comes back.

use crate::{
    Result, Store, StoreError,
    daily::DAY,
    erase,
    sql::{self, Connection},
};
use model::{ERASE_AFTER, MessageId, UnixMillis, UserId};

const ANY_DUE: &str = "SELECT id FROM users WHERE erase_after > 0 AND erase_due <= $1 LIMIT 1";
const DUE: &str = "UPDATE users SET erase_due = $2 WHERE erase_after > 0 AND erase_due <= $1
     RETURNING id, erase_after";
const NOTE: &str = "INSERT INTO discarded (message_id, since)
     SELECT m.id, $2 FROM folders f JOIN messages m ON m.folder_id = f.id
     WHERE f.user_id = $1 AND f.role IN ('trash', 'spam')
     AND NOT EXISTS (SELECT 1 FROM discarded d WHERE d.message_id = m.id) LIMIT $3";
const OLD: &str = "SELECT m.id FROM folders f JOIN messages m ON m.folder_id = f.id
     JOIN discarded d ON d.message_id = m.id
     WHERE f.user_id = $1 AND f.role IN ('trash', 'spam') AND d.since <= $2
     AND NOT EXISTS (SELECT 1 FROM queue q WHERE q.message_id = m.id AND q.due IS NOT NULL)
     ORDER BY m.id LIMIT $3";

impl Store {
    /// Days after which what lies in Trash and Spam is erased; 0: never.
    pub async fn erase_after(&self, user: UserId) -> Result<i64> {
        let days: Option<i64> = sql::query_scalar("SELECT erase_after FROM users WHERE id = $1")
            .bind(user.0)
            .fetch_optional(self.pools.read())
            .await?;
        days.ok_or(StoreError::NotFound("user"))
    }

    /// Lets what lies in Trash and Spam be erased after so many days, or never (0). The days of
    /// what is there already count from `now`.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a number that is not offered ([`ERASE_AFTER`]).
    pub async fn set_erase_after(&self, user: UserId, days: i64, now: UnixMillis) -> Result<()> {
        if days != 0 && !ERASE_AFTER.contains(&days) {
            return Err(StoreError::Refused("Choose one of the times that are offered.".into()));
        }
        let mut tx = self.pools.write().await?;
        let done = sql::query("UPDATE users SET erase_after = $2, erase_due = $3 WHERE id = $1")
            .bind(user.0)
            .bind(days)
            .bind(now)
            .execute(&mut *tx)
            .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound("user"));
        }
        sql::query("DELETE FROM discarded WHERE message_id BETWEEN $1 AND $2")
            .bind(MessageId::new(user, 0).0)
            .bind(MessageId::new(user, u32::MAX).0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Users whose Trash and Spam are to be looked at now, each with the days; each is due again a
    /// day later.
    pub async fn due_erasures(&self, now: UnixMillis) -> Result<Vec<(UserId, i64)>> {
        let rows: Vec<(i64, i64)> = self.take_due(ANY_DUE, DUE, now).await?;
        Ok(rows.into_iter().map(|(user, days)| (UserId(user), days)).collect())
    }

    /// Erases what has lain in a user's Trash and Spam for so many days, `limit` messages at most,
    /// and notes what has come there since: how many were erased. Where there may be more, the user
    /// is due again at once.
    pub async fn erase_discarded(
        &self,
        user: UserId,
        days: i64,
        now: UnixMillis,
        limit: i64,
    ) -> Result<usize> {
        let mut tx = self.pools.write().await?;
        let noted = note(&mut tx, user, now, limit).await?;
        let old: Vec<i64> = sql::query_scalar(OLD)
            .bind(user.0)
            .bind(now - days * DAY)
            .bind(limit)
            .fetch_all(&mut *tx)
            .await?;
        let old: Vec<MessageId> = old.into_iter().map(MessageId).collect();
        let erased = erase::erase(&mut tx, &old).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        if noted >= limit || erased.ids.len() >= limit {
            sql::query("UPDATE users SET erase_due = $2 WHERE id = $1")
                .bind(user.0)
                .bind(now)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        self.delete_blobs(&erased.blobs).await?;
        Ok(erased.ids.len())
    }
}

/// Writes down since when messages lie there of which that is not known.
async fn note(tx: &mut Connection, user: UserId, now: UnixMillis, limit: i64) -> Result<usize> {
    let noted = sql::query(NOTE).bind(user.0).bind(now).bind(limit).execute(tx).await?;
    Ok(usize::try_from(noted.rows_affected()).unwrap_or(usize::MAX))
}
