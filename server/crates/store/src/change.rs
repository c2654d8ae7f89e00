//! What a reader does to messages.

use crate::{
    Result, Store, StoreError, erase, folders,
    labels::{self, Chosen, labels_of_m},
    snooze,
    sources::ROWS,
    spam,
    sql::{Connection, Flag, QueryBuilder, row},
    undo,
};
use model::{Done, Folder, FolderKey, MessageId, Operation, Role, UnixMillis, UserId};

row! {
    /// How a message was before a change.
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
}

impl Store {
    /// Changes messages. Ids that are gone are left out; what remains changes as a whole.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when none of the ids is there or one is somebody else's;
    /// [`StoreError::Refused`] for erasing outside Trash, Spam and Drafts, or while a message is
    /// still being sent, for moving what is no draft into Drafts, and for snoozing until no time, or
    /// only what lies in Drafts, Sent, Spam or Trash; beside others those are left out.
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
        let mut before = before(&mut tx, ids).await?;
        if before.is_empty() {
            return Err(StoreError::NotFound("message"));
        }
        if matches!(operation, Operation::Snooze(_)) {
            before.retain(can_be_snoozed);
            if before.is_empty() {
                return Err(cannot_be_snoozed());
            }
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
        let undo = undo::begin(&mut tx, user, std::slice::from_ref(operation), now).await?;
        undo::remember(&mut tx, undo, &before).await?;
        let target = target(&mut tx, user, operation, now).await?;
        check_target(&target, &before)?;
        if let Some(role) = target.moves_to() {
            spam::note(&mut tx, &before, role).await?;
        }
        apply(&mut tx, operation, &target, &ids).await?;
        tx.commit().await?;
        let what = what(operation, &target);
        Ok(Done { sentence: sentence(ids.len(), &what), ids, undo: Some(undo) })
    }
}

/// What an operation speaks of, as it is there.
pub(crate) enum Target {
    Nothing,
    Folder(Folder),
    /// Only from Spam.
    Rescued(Folder),
    Snoozed(Folder, UnixMillis),
    Labels(Chosen),
}

impl Target {
    /// The folder that a reader's own move leads to.
    pub(crate) fn moves_to(&self) -> Option<Role> {
        match self {
            Self::Folder(folder) | Self::Rescued(folder) => Some(folder.role),
            Self::Snoozed(..) | Self::Labels(_) | Self::Nothing => None,
        }
    }
}

/// Looks up what an operation speaks of.
pub(crate) async fn target(
    tx: &mut Connection,
    user: UserId,
    operation: &Operation,
    now: UnixMillis,
) -> Result<Target> {
    Ok(match operation {
        Operation::Move(FolderKey::Role(Role::Snoozed)) => return Err(no_time()),
        Operation::Snooze(until) => {
            let snoozed = folders::resolve(tx, user, &FolderKey::Role(Role::Snoozed)).await?;
            Target::Snoozed(snoozed, until.moment(now).ok_or_else(no_time)?)
        }
        Operation::Rescue => {
            let inbox = FolderKey::Role(Role::Inbox);
            Target::Rescued(folders::resolve(tx, user, &inbox).await?)
        }
        Operation::Move(key) => Target::Folder(folders::resolve(tx, user, key).await?),
        Operation::Label { on, off } => Target::Labels(labels::choose(tx, user, on, off).await?),
        _ => Target::Nothing,
    })
}

/// Does what an operation says to messages that may be changed so; erasing is not done here.
pub(crate) async fn apply(
    tx: &mut Connection,
    operation: &Operation,
    target: &Target,
    ids: &[MessageId],
) -> Result<()> {
    match (operation, target) {
        (Operation::Unread(unread), _) => set(tx, "unread", i64::from(*unread), ids).await,
        (Operation::Starred(starred), _) => set(tx, "starred", i64::from(*starred), ids).await,
        (_, Target::Folder(folder)) => set(tx, "folder_id", folder.id.0, ids).await,
        (_, Target::Rescued(inbox)) => rescue(tx, inbox, ids).await,
        (_, Target::Snoozed(folder, until)) => {
            snooze::until(tx, ids, *until).await?;
            set(tx, "folder_id", folder.id.0, ids).await
        }
        (_, Target::Labels(chosen)) => labels::set(tx, chosen, ids).await,
        (_, Target::Nothing) => Err(StoreError::Refused("Nothing was changed.".into())),
    }
}

/// What becomes of messages, for a sentence.
pub(crate) fn what(operation: &Operation, target: &Target) -> String {
    match (operation, target) {
        (Operation::Unread(true), _) => "marked as unread".to_owned(),
        (Operation::Unread(false), _) => "marked as read".to_owned(),
        (Operation::Starred(true), _) => "starred".to_owned(),
        (Operation::Starred(false), _) => "no longer starred".to_owned(),
        (_, Target::Folder(Folder { role: Role::Archive, .. })) => "archived".to_owned(),
        (_, Target::Folder(folder)) => format!("moved to {}", folder.name),
        (_, Target::Rescued(_)) => "taken out of Spam".to_owned(),
        (_, Target::Snoozed(..)) => "snoozed".to_owned(),
        (_, Target::Labels(chosen)) => chosen.what(),
        (_, Target::Nothing) => "deleted for ever".to_owned(),
    }
}

/// Those of `ids` that are there, as they are now.
pub(crate) async fn before(tx: &mut Connection, ids: &[MessageId]) -> Result<Vec<Before>> {
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
pub(crate) async fn set(
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

/// Moves those of the messages that lie in Spam.
async fn rescue(tx: &mut Connection, inbox: &Folder, ids: &[MessageId]) -> Result<()> {
    for ids in ids.chunks(ROWS) {
        let mut update = QueryBuilder::new("UPDATE messages SET folder_id = ");
        update.push_bind(inbox.id.0).push(" WHERE id IN (");
        update.push_list(ids.iter().map(|id| id.0));
        update.push(" AND folder_id IN (SELECT id FROM folders WHERE role = 'spam' AND user_id = ");
        update.push("(SELECT user_id FROM folders WHERE id = ").push_bind(inbox.id.0).push("))");
        update.build().execute(&mut *tx).await?;
    }
    Ok(())
}

/// Whether the message lies in Spam.
pub(crate) fn is_spam(row: &Before) -> bool {
    Role::from_word(&row.role) == Some(Role::Spam)
}

pub(crate) fn is_erasable(row: &Before) -> bool {
    matches!(Role::from_word(&row.role), Some(Role::Trash | Role::Spam | Role::Drafts))
}

fn check_erasable(before: &[Before]) -> Result<()> {
    if before.iter().all(is_erasable) { Ok(()) } else { Err(not_erasable()) }
}

pub(crate) fn not_erasable() -> StoreError {
    StoreError::Refused(
        "Only what is in Trash, Spam or Drafts can be deleted for ever. Move it to Trash first."
            .into(),
    )
}

fn still_sending() -> StoreError {
    StoreError::Refused(
        "This message is still being sent; it can be deleted when that is done.".into(),
    )
}

fn no_time() -> StoreError {
    StoreError::Refused("Choose a time to come, within the next ten years.".into())
}

/// Whether the message can be snoozed where it lies.
pub(crate) fn can_be_snoozed(row: &Before) -> bool {
    Role::from_word(&row.role).is_some_and(Role::can_be_snoozed)
}

fn cannot_be_snoozed() -> StoreError {
    StoreError::Refused("What is in Drafts, Sent, Spam or Trash cannot be snoozed.".into())
}

fn check_target(target: &Target, before: &[Before]) -> Result<()> {
    let is_drafts = matches!(target, Target::Folder(folder) if folder.role == Role::Drafts);
    if is_drafts && before.iter().any(|row| row.source_id != 0) {
        return Err(StoreError::Refused("Only drafts can be moved to Drafts.".into()));
    }
    Ok(())
}

/// "Message archived.", "3 messages archived."
pub(crate) fn sentence(count: usize, what: &str) -> String {
    match count {
        1 => format!("Message {what}."),
        count => {
            format!("{} messages {what}.", model::grouped(i64::try_from(count).unwrap_or(i64::MAX)))
        }
    }
}
