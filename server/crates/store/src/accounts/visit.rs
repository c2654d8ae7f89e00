//! What a visit to a provider has shown.

use crate::{
    Result, StoreError,
    sql::{self, Connection},
};
use model::{AccountId, Pass, PassEnd, Remote, UnixMillis};

/// What a pass leaves on its account, whatever became of it.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// When the next pass is due.
    pub next: UnixMillis,
    /// Failed passes in a row.
    pub failures: i64,
    /// Sign-ins in a row that the provider refused.
    pub refusals: i64,
    /// Passes for which the server gets one command at a time; 0: as many as it says it takes.
    pub one_at_a_time: i64,
    /// What the provider told; none when nobody got as far as to sign in.
    pub reached: Option<Reached>,
    /// [`super::Account::next_pass`] as it was when the account was claimed. Should it have
    /// changed meanwhile, then somebody has changed the account, perhaps its password, and what
    /// this visit has to say of refusals and of the next pass is out of date.
    pub claimed: Option<UnixMillis>,
}

/// What a provider tells who signs in.
#[derive(Clone, Copy, Debug)]
pub struct Reached {
    /// When the last session ended.
    pub visited: UnixMillis,
    /// Milliseconds that it wants between two sessions (LOGIN-DELAY).
    pub login_delay: i64,
    /// What lies there, if the listing came to its end.
    pub remote: Option<Remote>,
}

/// Notes since when passes fail. One that was stopped says nothing of that.
pub(crate) async fn note_end(tx: &mut Connection, id: AccountId, pass: &Pass) -> Result<()> {
    if pass.end == PassEnd::Stopped {
        return Ok(());
    }
    sql::query(
        "UPDATE accounts SET failing_since = CASE WHEN $3 = 0 THEN 0
         WHEN failing_since = 0 THEN $2 ELSE failing_since END WHERE id = $1",
    )
    .bind(id.0)
    .bind(pass.started)
    .bind(pass.end == PassEnd::Failed)
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends the lease and notes what the visit has shown.
pub(crate) async fn note(tx: &mut Connection, id: AccountId, visit: &Visit) -> Result<()> {
    let done = sql::query(
        "UPDATE accounts SET leased_until = 0, one_at_a_time = $5,
         next_pass = CASE WHEN next_pass = COALESCE($6, next_pass) THEN $2 ELSE next_pass END,
         failures = CASE WHEN next_pass = COALESCE($6, next_pass) THEN $3 ELSE failures END,
         refusals = CASE WHEN next_pass = COALESCE($6, next_pass) THEN $4 ELSE refusals END
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(visit.next)
    .bind(visit.failures)
    .bind(visit.refusals)
    .bind(visit.one_at_a_time)
    .bind(visit.claimed)
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        // Removed while it was collected.
        return Err(StoreError::NotFound("account"));
    }
    let Some(Reached { visited, login_delay, remote }) = visit.reached else { return Ok(()) };
    sql::query(
        "UPDATE accounts SET visited = $2, login_delay = $3,
         remote_messages = COALESCE($4, remote_messages),
         remote_bytes = COALESCE($5, remote_bytes) WHERE id = $1",
    )
    .bind(id.0)
    .bind(visited)
    .bind(login_delay)
    .bind(remote.map(|remote| remote.messages))
    .bind(remote.map(|remote| remote.bytes))
    .execute(&mut *tx)
    .await?;
    Ok(())
}
