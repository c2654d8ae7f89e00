//! The log of passes over an account (R28).

use crate::{
    Result, Store,
    accounts::{self, Visit},
    sql::{self, row},
};
use model::{AccountId, Pass, PassEnd};

/// Passes kept for each account.
const KEPT: i64 = 200;

row! {
    struct PassRow {
        started: i64,
        finished: i64,
        new: i64,
        bytes: i64,
        skipped: i64,
        deleted: i64,
        ended: String,
        problem: String,
    }
}

impl From<PassRow> for Pass {
    fn from(row: PassRow) -> Self {
        let PassRow { started, finished, new, bytes, skipped, deleted, ended, problem } = row;
        let end = PassEnd::from_word(&ended);
        Self { started, finished, new, bytes, skipped, deleted, end, problem }
    }
}

impl Store {
    /// Writes the log entry, ends the lease, and notes what the visit has shown. The last 200
    /// entries are kept.
    pub async fn finish_pass(&self, id: AccountId, pass: &Pass, visit: &Visit) -> Result<()> {
        let mut tx = self.pools.write().await?;
        accounts::note(&mut tx, id, visit).await?;
        accounts::note_end(&mut tx, id, pass).await?;
        sql::query(
            "INSERT INTO passes (account_id, started, finished, new, bytes, skipped, deleted, ended,
             problem) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(id.0)
        .bind(pass.started)
        .bind(pass.finished)
        .bind(pass.new)
        .bind(pass.bytes)
        .bind(pass.skipped)
        .bind(pass.deleted)
        .bind(pass.end.as_str())
        .bind(&pass.problem)
        .execute(&mut *tx)
        .await?;
        sql::query(
            "DELETE FROM passes WHERE account_id = $1 AND id <=
             (SELECT id FROM passes WHERE account_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)",
        )
        .bind(id.0)
        .bind(KEPT)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The last passes, newest first.
    pub async fn passes(&self, id: AccountId, limit: i64) -> Result<Vec<Pass>> {
        let rows: Vec<PassRow> = sql::query_as(
            "SELECT started, finished, new, bytes, skipped, deleted, ended, problem FROM passes
             WHERE account_id = $1 ORDER BY id DESC LIMIT $2",
        )
        .bind(id.0)
        .bind(limit)
        .fetch_all(self.pools.read())
        .await?;
        Ok(rows.into_iter().map(Pass::from).collect())
    }
}
