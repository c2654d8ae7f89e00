//! What a reader does to messages.

use crate::{
    Result, Store, StoreError, erase, folders,
    labels::{self, labels_of_m},
    sources::ROWS,
    spam,
    sql::{self, Connection, Flag, FromRow, QueryBuilder},
    undo,
};
use model::{Done, Folder, FolderId, FolderKey, MessageId, Operation, Role, UnixMillis, UserId};

/// How a message was before a change.
#[derive(FromRow)]
pub(crate) struct Before {
    pub(crate) id: i64,
    pub(crate) folder_id: i64,
    pub(crate) role: String,
    pub(crate) unread: Flag,
    pub(crate) starred: Flag,
    pub(crate) source_id: i64,
    /// As [`labels::ids`] reads them.
    pub(crate) labels: String,
}

impl Store {
    /// Changes messages. Ids that are gone are left out; what remains changes as a whole.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when none of the ids is there or one is somebody else's;
    /// [`StoreError::Refused`] for erasing outside Trash, Spam and Drafts, or while a message is
    /// still being sent, and for moving what is no draft into Drafts.
    pub async fn change(
        &self,
        user: UserId,
        ids: &[MessageId],
        operation: &Operation,
        now: UnixMillis,
    ) -> Result<Done> {
        if ids.iter().any(|id| id.user() != user) {
            return Err(StoreError::NotFound("message"));
        }
        let mut tx = self.pools.write().await?;
        let before = before(&mut tx, ids).await?;
        if before.is_empty() {
            return Err(StoreError::NotFound("message"));
        }
        let ids: Vec<MessageId> = before.iter().map(|row| MessageId(row.id)).collect();
        if *operation == Operation::Erase {
            check_erasable(&before)?;
            let erased = erase::erase(&mut tx, &ids).await?;
            if erased.ids.is_empty() {
                return Err(still_sending());
            }
            tx.commit().await?;
            self.delete_blobs(&erased.blobs).await?;
            let sentence = sentence(erased.ids.len(), "deleted for ever");
            return Ok(Done { sentence, ids: erased.ids, undo: None });
        }
        let undo = undo::remember(&mut tx, user, &before, now).await?;
        let what = match operation {
            Operation::Unread(unread) => {
                set(&mut tx, "unread", i64::from(*unread), &ids).await?;
                if *unread { "marked as unread" } else { "marked as read" }.to_owned()
            }
            Operation::Starred(starred) => {
                set(&mut tx, "starred", i64::from(*starred), &ids).await?;
                if *starred { "starred" } else { "no longer starred" }.to_owned()
            }
            Operation::Move(key) => {
                let folder = check_target(&mut tx, user, key, &before).await?;
                spam::note(&mut tx, &before, folder.role).await?;
                set(&mut tx, "folder_id", folder.id.0, &ids).await?;
                moved_to(&folder)
            }
            Operation::Label { on, off } => labels::set(&mut tx, user, &ids, on, off).await?,
            Operation::Erase => return Err(StoreError::Refused("Nothing was deleted.".into())),
        };
        tx.commit().await?;
        Ok(Done { sentence: sentence(ids.len(), &what), ids, undo: Some(undo) })
    }

    /// Erases what is in Trash or Spam; at most `limit` messages a call, so that it never holds
    /// the writer long. Answers how many; 0: done. What is still being sent stays.
    pub async fn empty_folder(&self, user: UserId, key: &FolderKey, limit: i64) -> Result<i64> {
        if !matches!(key, FolderKey::Role(Role::Trash | Role::Spam)) {
            return Err(StoreError::Refused("Only Trash and Spam can be emptied.".into()));
        }
        let mut tx = self.pools.write().await?;
        let folder = folders::resolve(&mut tx, user, key).await?;
        let ids: Vec<i64> = sql::query_scalar(
            "SELECT id FROM messages WHERE folder_id = $1 AND NOT EXISTS
             (SELECT 1 FROM queue WHERE message_id = messages.id AND due IS NOT NULL)
             ORDER BY date, id LIMIT $2",
        )
        .bind(folder.id.0)
        .bind(limit)
        .fetch_all(&mut *tx)
        .await?;
        let ids: Vec<MessageId> = ids.into_iter().map(MessageId).collect();
        let erased = erase::erase(&mut tx, &ids).await?;
        tx.commit().await?;
        self.delete_blobs(&erased.blobs).await?;
        Ok(i64::try_from(erased.ids.len()).unwrap_or(i64::MAX))
    }
}

/// Those of `ids` that are there, as they are now.
async fn before(tx: &mut Connection, ids: &[MessageId]) -> Result<Vec<Before>> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(ROWS) {
        let mut select = QueryBuilder::new(concat!(
            "SELECT m.id, m.folder_id, f.role, m.unread, m.starred, m.source_id, ",
            labels_of_m!(),
            " FROM messages m JOIN folders f ON f.id = m.folder_id WHERE m.id IN ("
        ));
        select.push_list(ids.iter().map(|id| id.0));
        select.push(" ORDER BY m.id");
        let rows: Vec<Before> = select.build_query_as().fetch_all(&mut *tx).await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Sets one column of several messages; its name comes from this file.
async fn set(
    tx: &mut Connection,
    column: &'static str,
    value: i64,
    ids: &[MessageId],
) -> Result<()> {
    for ids in ids.chunks(ROWS) {
        let mut update = QueryBuilder::new("UPDATE messages SET ");
        update.push(column).push(" = ").push_bind(value).push(" WHERE id IN (");
        update.push_list(ids.iter().map(|id| id.0));
        update.build().execute(&mut *tx).await?;
    }
    Ok(())
}

fn check_erasable(before: &[Before]) -> Result<()> {
    let erasable = |row: &Before| {
        matches!(Role::from_word(&row.role), Some(Role::Trash | Role::Spam | Role::Drafts))
    };
    if before.iter().all(erasable) {
        return Ok(());
    }
    Err(StoreError::Refused(
        "Only what is in Trash, Spam or Drafts can be deleted for ever. Move it to Trash first."
            .into(),
    ))
}

fn still_sending() -> StoreError {
    StoreError::Refused(
        "This message is still being sent; it can be deleted when that is done.".into(),
    )
}

async fn check_target(
    tx: &mut Connection,
    user: UserId,
    key: &FolderKey,
    before: &[Before],
) -> Result<Folder> {
    let folder = folders::resolve(tx, user, key).await?;
    if folder.role == Role::Drafts && before.iter().any(|row| row.source_id != 0) {
        return Err(StoreError::Refused("Only drafts can be moved to Drafts.".into()));
    }
    Ok(folder)
}

fn moved_to(folder: &Folder) -> String {
    match folder.role {
        Role::Archive => "archived".to_owned(),
        _ => format!("moved to {}", folder.name),
    }
}

/// "Message archived.", "3 messages archived."
pub(crate) fn sentence(count: usize, what: &str) -> String {
    match count {
        1 => format!("Message {what}."),
        count => format!("{count} messages {what}."),
    }
}

/// Puts a message back as it was; into Trash if its folder is gone.
pub(crate) async fn restore(
    tx: &mut Connection,
    id: MessageId,
    folder: FolderId,
    unread: bool,
    starred: bool,
) -> Result<bool> {
    let done =
        sql::query("UPDATE messages SET folder_id = $2, unread = $3, starred = $4 WHERE id = $1")
            .bind(id.0)
            .bind(folder.0)
            .bind(unread)
            .bind(starred)
            .execute(tx)
            .await?;
    Ok(done.rows_affected() > 0)
}
