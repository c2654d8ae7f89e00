//! Work on more messages than one request changes. It goes on in steps, each of them one short
//! transaction, so that nobody else waits long for the writer; from the highest id down, so that
//! what a step changes does not change what the next one finds. How far it is, and how each
//! message was before, is on the disk with the step itself: a restart goes on where it stopped.

use crate::{
    Result, Store, StoreError, change,
    sql::{self, Connection, row},
};
use model::{JobId, JobState, JobView, UndoId, UnixMillis, UserId, grouped};

macro_rules! select_jobs {
    ($rest:literal) => {
        concat!(
            "SELECT id, user_id, kind, what, folder_id, query, state, up_to, done, changed, total,
             undo_id, created, problem, zone FROM jobs ",
            $rest
        )
    };
}

mod begin;
mod scope;
mod step;

pub(crate) use begin::begin_undo;
use scope::Messages;
pub use step::Stepped;

/// How long a page is told of a job that has ended. Milliseconds.
const TOLD: i64 = 10 * 60 * 1000;
/// How long a job that has ended is kept: what it did can be undone as long.
const KEPT: i64 = 24 * 60 * 60 * 1000;
/// The kind of a job that undoes.
const UNDO: &str = "undo";

row! {
    struct JobRow {
        id: i64,
        user_id: i64,
        kind: String,
        what: String,
        folder_id: i64,
        query: String,
        state: String,
        up_to: i64,
        done: i64,
        changed: i64,
        total: i64,
        undo_id: i64,
        created: i64,
        problem: String,
        zone: String,
    }
}

impl JobRow {
    fn state(&self) -> JobState {
        JobState::from_word(&self.state).unwrap_or(JobState::Failed)
    }

    fn view(&self) -> JobView {
        let state = self.state();
        let sentence = match state {
            JobState::Running if self.total == 1 => format!("1 message is being {}.", self.what),
            JobState::Running => {
                format!("{} messages are being {}.", grouped(self.total), self.what)
            }
            JobState::Done => self.was(),
            JobState::Cancelled => format!("Cancelled. {}", self.was()),
            JobState::Failed => format!("{} {}", self.was(), self.problem),
        };
        let can_undo = state != JobState::Running && self.changed > 0 && self.kind != UNDO;
        JobView {
            id: JobId(self.id),
            state,
            sentence,
            done: self.done,
            total: self.total,
            undo: (can_undo && self.undo_id != 0).then_some(UndoId(self.undo_id)),
        }
    }

    fn was(&self) -> String {
        change::sentence(usize::try_from(self.changed).unwrap_or_default(), &self.what)
    }
}

impl Store {
    /// A user's jobs that are under way, and those that ended lately, oldest first.
    pub async fn jobs(&self, user: UserId, now: UnixMillis) -> Result<Vec<JobView>> {
        let rows: Vec<JobRow> = sql::query_as(select_jobs!(
            "WHERE user_id = $1 AND (finished = 0 OR finished > $2) ORDER BY id"
        ))
        .bind(user.0)
        .bind(now - TOLD)
        .fetch_all(self.pools.read())
        .await?;
        Ok(rows.iter().map(JobRow::view).collect())
    }

    /// Ends a job; what it did until now stays done, and can be undone. One that has ended
    /// already stays as it is.
    pub async fn cancel_job(&self, user: UserId, id: JobId, now: UnixMillis) -> Result<JobView> {
        let mut tx = self.pools.write().await?;
        sql::query(
            "UPDATE jobs SET state = 'cancelled', finished = $3
             WHERE id = $1 AND user_id = $2 AND finished = 0",
        )
        .bind(id.0)
        .bind(user.0)
        .bind(now)
        .execute(&mut *tx)
        .await?;
        let row: Option<JobRow> = sql::query_as(select_jobs!("WHERE id = $1 AND user_id = $2"))
            .bind(id.0)
            .bind(user.0)
            .fetch_optional(&mut *tx)
            .await?;
        tx.commit().await?;
        row.map(|row| row.view()).ok_or(StoreError::NotFound("action"))
    }

    /// Tells pages no longer of a job that has ended.
    pub async fn forget_job(&self, user: UserId, id: JobId) -> Result<()> {
        let mut tx = self.pools.write().await?;
        sql::query("DELETE FROM jobs WHERE id = $1 AND user_id = $2 AND finished > 0")
            .bind(id.0)
            .bind(user.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Forgets jobs that ended long ago.
    pub async fn sweep_jobs(&self, now: UnixMillis) -> Result<()> {
        let mut tx = self.pools.write().await?;
        sql::query("DELETE FROM jobs WHERE finished > 0 AND finished < $1")
            .bind(now - KEPT)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The jobs under way, of all users, oldest first.
    pub async fn running_jobs(&self) -> Result<Vec<(UserId, JobId)>> {
        let rows: Vec<(i64, i64)> =
            sql::query_as("SELECT user_id, id FROM jobs WHERE finished = 0 ORDER BY id")
                .fetch_all(self.pools.read())
                .await?;
        Ok(rows.into_iter().map(|(user, id)| (UserId(user), JobId(id))).collect())
    }
}

/// Ends the job whose doing is undone.
pub(crate) async fn forget_undone(tx: &mut Connection, undo: UndoId) -> Result<()> {
    sql::query("DELETE FROM jobs WHERE undo_id = $1 AND undo_id <> 0")
        .bind(undo.0)
        .execute(tx)
        .await?;
    Ok(())
}
