//! One step of a job: one transaction.

use super::{JobRow, Messages, UNDO};
use crate::{
    Result, Store, StoreError,
    change::{self, Before, Target},
    erase, spam,
    sql::{self, Connection},
    undo,
    zones::Zone,
};
use model::{
    FolderId, JobId, JobState, JobView, MessageId, Operation, UndoId, UnixMillis, UserId,
    search::parse_in,
};
use std::time::{Duration, Instant};

/// A step that was done.
#[derive(Clone, Debug)]
pub struct Stepped {
    /// How far the job is.
    pub job: JobView,
    /// How long nobody else could write.
    pub held: Duration,
}

impl Store {
    /// Does the next step of a job, over `limit` messages at most. None: the job is gone, or has
    /// ended. A job that can never go on ends with the reason.
    pub async fn step_job(
        &self,
        id: JobId,
        limit: i64,
        now: UnixMillis,
    ) -> Result<Option<Stepped>> {
        let row: Option<JobRow> = sql::query_as(select_jobs!("WHERE id = $1 AND finished = 0"))
            .bind(id.0)
            .fetch_optional(self.pools.read())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let stepped = if row.kind == UNDO {
            self.step_undo(&row, limit, now).await
        } else {
            self.step_change(&row, limit, now).await
        };
        match stepped {
            Err(error @ (StoreError::NotFound(_) | StoreError::Refused(_))) => {
                self.fail_job(row, &error, now).await.map(Some)
            }
            other => other,
        }
    }

    async fn step_change(
        &self,
        row: &JobRow,
        limit: i64,
        now: UnixMillis,
    ) -> Result<Option<Stepped>> {
        let operations = row.kind.split(' ').map(Operation::from_word).collect::<Option<Vec<_>>>();
        let operations =
            operations.ok_or_else(|| StoreError::Refused("There is no such action.".into()))?;
        let messages = match row.folder_id {
            0 => {
                let zone = Zone::kept(&row.zone);
                Messages::Found(parse_in(&row.query, row.created, &zone).query)
            }
            folder => Messages::Folder(folder),
        };
        // Read beside the writer: only what is found is looked at again within the transaction.
        let mut reader = self.pools.read().acquire().await?;
        let ids = messages.ids(&mut reader, MessageId(row.up_to), limit).await?;
        drop(reader);
        let up_to = ids.last().map_or(0, |last| last - 1);
        let looked = ids.len();
        let ids: Vec<MessageId> = ids.into_iter().map(MessageId).collect();

        let mut tx = self.pools.write().await?;
        let began = Instant::now();
        if !claim(&mut tx, row).await? {
            return Ok(None);
        }
        let mut blobs = Vec::new();
        let before = change::before(&mut tx, &ids).await?;
        let changed = if operations == [Operation::Erase] {
            let erasable = before.iter().filter(|row| change::is_erasable(row));
            let ids: Vec<MessageId> = erasable.map(|row| MessageId(row.id)).collect();
            let erased = erase::erase(&mut tx, &ids).await?;
            blobs = erased.blobs;
            erased.ids.len()
        } else {
            let mut steps = Vec::with_capacity(operations.len());
            for operation in &operations {
                let target =
                    change::target(&mut tx, UserId(row.user_id), operation, row.created).await?;
                steps.push((operation, target));
            }
            let differs = |row: &Before| {
                steps.iter().any(|(operation, target)| differs(row, operation, target))
            };
            let before: Vec<Before> = before.into_iter().filter(differs).collect();
            let ids: Vec<MessageId> = before.iter().map(|row| MessageId(row.id)).collect();
            undo::remember(&mut tx, UndoId(row.undo_id), &before).await?;
            for (operation, target) in &steps {
                if let Some(role) = target.moves_to() {
                    spam::note_all(&mut tx, &before, role).await?;
                }
                change::apply(&mut tx, operation, target, &ids).await?;
            }
            ids.len()
        };
        let ended = i64::try_from(looked).unwrap_or(i64::MAX) < limit;
        let step = Step { up_to, looked, changed, ended };
        let Some(job) = step.record(&mut tx, row, now).await? else { return Ok(None) };
        tx.commit().await?;
        let held = began.elapsed();
        self.delete_blobs(&blobs).await?;
        Ok(Some(Stepped { job, held }))
    }

    async fn step_undo(
        &self,
        row: &JobRow,
        limit: i64,
        now: UnixMillis,
    ) -> Result<Option<Stepped>> {
        let mut tx = self.pools.write().await?;
        let began = Instant::now();
        if !claim(&mut tx, row).await? {
            return Ok(None);
        }
        let (looked, restored) = undo::put_back(&mut tx, UndoId(row.undo_id), limit).await?;
        let ended = looked < limit;
        if ended {
            undo::end(&mut tx, UndoId(row.undo_id)).await?;
        }
        let looked = usize::try_from(looked).unwrap_or_default();
        let step = Step { up_to: 0, looked, changed: restored.len(), ended };
        let Some(job) = step.record(&mut tx, row, now).await? else { return Ok(None) };
        tx.commit().await?;
        Ok(Some(Stepped { job, held: began.elapsed() }))
    }

    async fn fail_job(
        &self,
        mut row: JobRow,
        why: &StoreError,
        now: UnixMillis,
    ) -> Result<Stepped> {
        row.problem = match why {
            StoreError::NotFound(what) => format!("It stopped there: the {what} is gone."),
            other => format!("It stopped there: {other}"),
        };
        JobState::Failed.as_str().clone_into(&mut row.state);
        let mut tx = self.pools.write().await?;
        let began = Instant::now();
        sql::query("UPDATE jobs SET state = $2, problem = $3, finished = $4 WHERE id = $1")
            .bind(row.id)
            .bind(&row.state)
            .bind(&row.problem)
            .bind(now)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(Stepped { job: row.view(), held: began.elapsed() })
    }
}

/// Holds the job until the transaction ends; false when it was ended meanwhile, or another server
/// has done this step.
async fn claim(tx: &mut Connection, row: &JobRow) -> Result<bool> {
    let claimed: Option<i64> = sql::query_scalar(
        "UPDATE jobs SET done = done WHERE id = $1 AND finished = 0 AND done = $2 AND up_to = $3
         RETURNING id",
    )
    .bind(row.id)
    .bind(row.done)
    .bind(row.up_to)
    .fetch_optional(tx)
    .await?;
    Ok(claimed.is_some())
}

/// What a step came to.
struct Step {
    up_to: i64,
    looked: usize,
    changed: usize,
    ended: bool,
}

impl Step {
    /// Writes it down; none when the job is not there any more, and then the step is not to be.
    async fn record(
        self,
        tx: &mut Connection,
        row: &JobRow,
        now: UnixMillis,
    ) -> Result<Option<JobView>> {
        let state = if self.ended { JobState::Done } else { JobState::Running };
        let row: Option<JobRow> = sql::query_as(
            "UPDATE jobs SET up_to = $2, done = done + $3, changed = changed + $4, state = $5,
             finished = $6 WHERE id = $1 AND finished = 0
             RETURNING id, user_id, kind, what, folder_id, query, state, up_to, done, changed,
             total, undo_id, created, problem, zone",
        )
        .bind(row.id)
        .bind(self.up_to)
        .bind(i64::try_from(self.looked).unwrap_or(i64::MAX))
        .bind(i64::try_from(self.changed).unwrap_or(i64::MAX))
        .bind(state.as_str())
        .bind(if self.ended { now } else { 0 })
        .fetch_optional(tx)
        .await?;
        Ok(row.map(|row| row.view()))
    }
}

/// Whether the operation changes the message: what is so already is neither written nor
/// remembered.
fn differs(row: &Before, operation: &Operation, target: &Target) -> bool {
    match (operation, target) {
        (Operation::Unread(unread), _) => row.unread.0 != *unread,
        (Operation::Starred(starred), _) => row.starred.0 != *starred,
        (_, Target::Folder(folder)) => folder.id != FolderId(row.folder_id),
        (_, Target::Rescued(_)) => change::is_spam(row),
        (_, Target::Snoozed(..)) => change::can_be_snoozed(row),
        (_, Target::Labels(chosen)) => chosen.differ_from(&row.labels),
        (_, Target::Nothing) => true,
    }
}
