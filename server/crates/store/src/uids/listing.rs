//! What a listing, or an answer to QUIT, says of messages that are known; and at which of them
//! sessions broke off.

use crate::{Result, Store, sql};
use model::{AccountId, UnixMillis};
use std::collections::HashMap;

impl Store {
    /// Records that the provider has confirmed, by its answer to QUIT, that it deleted these. They
    /// are forgotten once it does not list them any more ([`Store::forget_uids`]).
    pub async fn confirm_deletes(
        &self,
        id: AccountId,
        uids: &[String],
        now: UnixMillis,
    ) -> Result<()> {
        self.stamp("UPDATE account_uids SET deleted = ", id, uids, now).await
    }

    /// Records that the provider does not list these any more, whether they were collected or are
    /// too large for it.
    pub async fn note_vanished(
        &self,
        id: AccountId,
        uids: &[String],
        now: UnixMillis,
    ) -> Result<()> {
        for begin in
            ["UPDATE account_uids SET vanished = ", "UPDATE account_oversized SET vanished = "]
        {
            self.stamp(begin, id, uids, now).await?;
        }
        Ok(())
    }

    /// Runs an UPDATE that begins so, up to the moment to which it sets a column.
    async fn stamp(
        &self,
        begin: &'static str,
        id: AccountId,
        uids: &[String],
        now: UnixMillis,
    ) -> Result<()> {
        self.at_uids(id, uids, |query| {
            query.push(begin).push_bind(now).push(" WHERE ");
        })
        .await
    }

    /// Records that these are listed again, and are what they were: what was deleted, as the
    /// provider said, it keeps, so that is not asked for again.
    pub async fn note_back(&self, id: AccountId, uids: &[String]) -> Result<()> {
        self.for_uids("UPDATE account_oversized SET vanished = 0 WHERE ", id, uids).await?;
        self.for_uids(
            "UPDATE account_uids SET vanished = 0, delete_requested = CASE WHEN deleted > 0 THEN 0
             ELSE delete_requested END WHERE ",
            id,
            uids,
        )
        .await
    }

    /// UIDs that are recorded for the account, of messages collected or too large, with this in
    /// them: letters, digits, spaces and colons.
    pub async fn uids_with(&self, id: AccountId, part: &str) -> Result<Vec<String>> {
        sql::query_scalar(
            "SELECT uid FROM account_uids WHERE account_id = $1 AND uid LIKE $2
             UNION ALL SELECT uid FROM account_oversized WHERE account_id = $1 AND uid LIKE $2",
        )
        .bind(id.0)
        .bind(format!("%{part}%"))
        .fetch_all(self.pools.read())
        .await
    }

    /// Records that a message that was collected, or left, goes by another UID now, under which
    /// nothing is recorded.
    pub async fn rename_uid(&self, id: AccountId, uid: &str, now: &str) -> Result<()> {
        let mut tx = self.pools.write().await?;
        sql::query("UPDATE account_uids SET uid = $3 WHERE account_id = $1 AND uid = $2")
            .bind(id.0)
            .bind(uid)
            .bind(now)
            .execute(&mut *tx)
            .await?;
        tx.commit().await
    }

    /// How often, and when last, a session broke off at messages of an account, by their UIDs.
    pub async fn setbacks(&self, id: AccountId) -> Result<HashMap<String, (i64, UnixMillis)>> {
        let rows: Vec<(String, i64, i64)> =
            sql::query_as("SELECT uid, times, last FROM account_setbacks WHERE account_id = $1")
                .bind(id.0)
                .fetch_all(self.pools.read())
                .await?;
        Ok(rows.into_iter().map(|(uid, times, last)| (uid, (times, last))).collect())
    }

    /// Records that a session broke off at this message.
    pub async fn note_setback(&self, id: AccountId, uid: &str, now: UnixMillis) -> Result<()> {
        let mut tx = self.pools.write().await?;
        sql::query(
            "INSERT INTO account_setbacks (account_id, uid, times, last) VALUES ($1, $2, 1, $3)
             ON CONFLICT (account_id, uid)
             DO UPDATE SET times = account_setbacks.times + 1, last = $3",
        )
        .bind(id.0)
        .bind(uid.to_owned())
        .bind(now)
        .execute(&mut *tx)
        .await?;
        tx.commit().await
    }

    /// Forgets setbacks of messages that have come since.
    pub async fn forget_setbacks(&self, id: AccountId, uids: &[String]) -> Result<()> {
        self.for_uids("DELETE FROM account_setbacks WHERE ", id, uids).await
    }
}
