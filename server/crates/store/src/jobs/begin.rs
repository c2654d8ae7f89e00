//! How a job begins.

use super::{JobRow, Messages, UNDO};
use crate::{
    Result, Store, StoreError, change,
    sql::{self, Connection},
    undo, zones,
};
use model::{FolderKey, JobState, JobView, Operation, Role, Scope, UndoId, UnixMillis, UserId};

impl Store {
    /// Begins a job over all messages that are meant and are there now: it does these operations
    /// to each of them, with one undo for all; [`Store::step_job`] does it. Ages in a
    /// query count from `now`, however long the job takes, and its days are those of where the
    /// user is now.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a folder that is not there; [`StoreError::Refused`] for
    /// erasing elsewhere than in Trash, Spam and Drafts, and for moving into Drafts.
    pub async fn begin_job(
        &self,
        user: UserId,
        scope: &Scope,
        operations: &[Operation],
        now: UnixMillis,
    ) -> Result<JobView> {
        check(scope, operations)?;
        let last = self.last_message(user).await?;
        let mut connection = self.pools.read().acquire().await?;
        let zone = zones::of(&mut connection, user).await?;
        let messages = Messages::of(&mut connection, user, scope, &zone, now).await?;
        let total = messages.count(&mut connection, last).await?;
        drop(connection);
        let (folder, query) = match (&messages, scope) {
            (Messages::Folder(folder), _) => (*folder, ""),
            (_, Scope::Search(text)) => (0, text.as_str()),
            (_, Scope::Folder(_)) => (0, ""),
        };
        let mut tx = self.pools.write().await?;
        let mut what = Vec::with_capacity(operations.len());
        for operation in operations {
            let target = change::target(&mut tx, user, operation, now).await?;
            what.push(match operation {
                Operation::Starred(false) => "unstarred".to_owned(),
                operation => change::what(operation, &target),
            });
        }
        let undo = match operations {
            [Operation::Erase] => 0,
            _ => undo::begin(&mut tx, user, operations, now).await?.0,
        };
        let job = insert(
            &mut tx,
            JobRow {
                id: 0,
                user_id: user.0,
                kind: operations.iter().map(Operation::word).collect::<Vec<_>>().join(" "),
                what: listed(&what),
                folder_id: folder,
                query: query.to_owned(),
                state: JobState::Running.as_str().to_owned(),
                up_to: last.0,
                done: 0,
                changed: 0,
                total,
                undo_id: undo,
                created: now,
                problem: String::new(),
                zone: zone.name().to_owned(),
            },
        )
        .await?;
        tx.commit().await?;
        Ok(job)
    }
}

/// "starred", "starred and archived", "starred, marked as read and archived".
fn listed(what: &[String]) -> String {
    match what {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => what.concat(),
    }
}

fn check(scope: &Scope, operations: &[Operation]) -> Result<()> {
    let erasable =
        matches!(scope, Scope::Folder(FolderKey::Role(Role::Trash | Role::Spam | Role::Drafts)));
    let is_alone = operations.len() == 1;
    for operation in operations {
        match operation {
            Operation::Erase if !(erasable && is_alone) => return Err(change::not_erasable()),
            Operation::Move(FolderKey::Role(Role::Drafts)) => {
                return Err(StoreError::Refused("Only drafts can be moved to Drafts.".into()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Begins to put back what an undo remembers.
pub(crate) async fn begin_undo(
    tx: &mut Connection,
    user: UserId,
    undo: UndoId,
    total: i64,
    now: UnixMillis,
) -> Result<JobView> {
    let row = JobRow {
        id: 0,
        user_id: user.0,
        kind: UNDO.to_owned(),
        what: "put back".to_owned(),
        folder_id: 0,
        query: String::new(),
        state: JobState::Running.as_str().to_owned(),
        up_to: 0,
        done: 0,
        changed: 0,
        total,
        undo_id: undo.0,
        created: now,
        problem: String::new(),
        zone: String::new(),
    };
    insert(tx, row).await
}

async fn insert(tx: &mut Connection, mut row: JobRow) -> Result<JobView> {
    row.id = sql::query_scalar(
        "INSERT INTO jobs (user_id, kind, what, folder_id, query, state, up_to, total, undo_id,
         created, zone) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id",
    )
    .bind(row.user_id)
    .bind(&row.kind)
    .bind(&row.what)
    .bind(row.folder_id)
    .bind(&row.query)
    .bind(&row.state)
    .bind(row.up_to)
    .bind(row.total)
    .bind(row.undo_id)
    .bind(row.created)
    .bind(&row.zone)
    .fetch_one(tx)
    .await?;
    Ok(row.view())
}
