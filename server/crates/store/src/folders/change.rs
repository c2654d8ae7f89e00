//! Own folders made, renamed, moved and removed.

use super::{resolve, tree};
use crate::{
    Result, Store, StoreError,
    sql::{self, Connection},
};
use model::{
    Branch, DEEPEST_FOLDER, Folder, FolderId, FolderKey, Removal, Role, UserId, may_lie_in,
};

/// Characters in a folder's name.
const LONGEST_NAME: usize = 100;

fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

impl Store {
    /// Makes an own folder in another, or at the top.
    ///
    /// # Errors
    /// [`StoreError::Taken`], or [`StoreError::Refused`] for a name that is no name, and where no
    /// folder can be.
    pub async fn add_folder(
        &self,
        user: UserId,
        parent: Option<FolderId>,
        name: &str,
    ) -> Result<FolderId> {
        let name = checked_name(name)?;
        let mut tx = self.pools.write().await?;
        if let Some(parent) = parent {
            own(&mut tx, user, parent).await?;
            let tree = tree(&mut tx, user).await?;
            let depth = find(&tree, parent).map_or(0, |branch| branch.depth);
            if depth >= DEEPEST_FOLDER {
                return Err(too_deep());
            }
        }
        let id: Option<i64> = sql::query_scalar(
            "INSERT INTO folders (user_id, parent_id, role, name, name_key)
             VALUES ($1, $2, 'own', $3, $4) ON CONFLICT DO NOTHING RETURNING id",
        )
        .bind(user.0)
        .bind(parent.map_or(0, |parent| parent.0))
        .bind(name)
        .bind(name_key(name))
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        id.map(FolderId).ok_or(StoreError::Taken("folder"))
    }

    /// Renames an own folder; errors as [`Store::add_folder`].
    pub async fn rename_folder(&self, user: UserId, id: FolderId, name: &str) -> Result<()> {
        let name = checked_name(name)?;
        let mut tx = self.pools.write().await?;
        own(&mut tx, user, id).await?;
        let done = sql::query(
            "UPDATE folders SET name = $2, name_key = $3 WHERE id = $1 AND NOT EXISTS
             (SELECT 1 FROM folders other WHERE other.user_id = $4 AND other.name_key = $3
              AND other.id <> $1 AND other.parent_id = folders.parent_id)",
        )
        .bind(id.0)
        .bind(name)
        .bind(name_key(name))
        .bind(user.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        if done.rows_affected() == 0 { Err(StoreError::Taken("folder")) } else { Ok(()) }
    }

    /// Moves an own folder, with all that lies in it, into another, or to the top.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when there is one of its name; [`StoreError::Refused`] for a place in
    /// itself, and one that would be too deep.
    pub async fn move_folder(
        &self,
        user: UserId,
        id: FolderId,
        parent: Option<FolderId>,
    ) -> Result<()> {
        let mut tx = self.pools.write().await?;
        own(&mut tx, user, id).await?;
        if let Some(parent) = parent {
            own(&mut tx, user, parent).await?;
            let tree = tree(&mut tx, user).await?;
            if !may_lie_in(&tree, id).iter().any(|branch| branch.folder.id == parent) {
                return Err(if lies_in(&tree, parent, id) { in_itself() } else { too_deep() });
            }
        }
        put(&mut tx, user, id, parent).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Removes an own folder. What lay in it goes where `removal` says.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when a folder in it cannot move up, as there is one of its name.
    pub async fn remove_folder(&self, user: UserId, id: FolderId, removal: &Removal) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let folder = own(&mut tx, user, id).await?;
        let target = resolve(&mut tx, user, &removal.messages).await?;
        let tree = tree(&mut tx, user).await?;
        let inside = |branch: &&Branch| lies_in(&tree, branch.folder.id, id);
        let inside: Vec<FolderId> = tree.iter().filter(inside).map(|one| one.folder.id).collect();
        let mut gone = vec![id];
        if removal.with_folders {
            gone = inside;
        }
        if gone.contains(&target.id) || !target.role.takes_mail() {
            return Err(StoreError::Refused(format!(
                "The messages cannot go to {}. Choose another folder.",
                target.name
            )));
        }
        for id in &gone {
            // Whoever undoes an earlier move out of this folder finds the message there, too.
            for step in [
                "UPDATE messages SET folder_id = $2 WHERE folder_id = $1
                 AND EXISTS (SELECT 1 FROM folders f WHERE f.id = $1 AND f.user_id = $3)",
                "UPDATE undo_messages SET folder_id = $2 WHERE folder_id = $1
                 AND undo_id IN (SELECT id FROM undos WHERE user_id = $3)",
                "UPDATE filters SET folder_id = 0, enabled = 0
                 WHERE folder_id = $1 AND folder_id <> $2 AND user_id = $3",
                "DELETE FROM folders WHERE id = $1 AND id <> $2 AND user_id = $3",
            ] {
                let step = sql::query(step).bind(id.0).bind(target.id.0).bind(user.0);
                step.execute(&mut *tx).await?;
            }
        }
        for branch in tree.iter().filter(|branch| branch.folder.parent == Some(id)) {
            if !gone.contains(&branch.folder.id) {
                put(&mut tx, user, branch.folder.id, folder.parent).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Puts a folder into another, unless there is one of its name.
async fn put(
    tx: &mut Connection,
    user: UserId,
    id: FolderId,
    parent: Option<FolderId>,
) -> Result<()> {
    let done = sql::query(
        "UPDATE folders SET parent_id = $2 WHERE id = $1 AND NOT EXISTS
         (SELECT 1 FROM folders other WHERE other.user_id = $3 AND other.parent_id = $2
          AND other.id <> $1 AND other.name_key = folders.name_key)",
    )
    .bind(id.0)
    .bind(parent.map_or(0, |parent| parent.0))
    .bind(user.0)
    .execute(tx)
    .await?;
    if done.rows_affected() == 0 { Err(StoreError::Taken("folder")) } else { Ok(()) }
}

fn find(tree: &[Branch], id: FolderId) -> Option<&Branch> {
    tree.iter().find(|branch| branch.folder.id == id)
}

/// Whether a folder is `outer` or lies in it.
fn lies_in(tree: &[Branch], id: FolderId, outer: FolderId) -> bool {
    let up = |id: &FolderId| find(tree, *id).and_then(|branch| branch.folder.parent);
    std::iter::successors(Some(id), up).take(DEEPEST_FOLDER).any(|id| id == outer)
}

fn too_deep() -> StoreError {
    StoreError::Refused(format!("Folders lie in each other at most {DEEPEST_FOLDER} deep."))
}

fn in_itself() -> StoreError {
    StoreError::Refused("A folder cannot lie in itself.".into())
}

/// An own folder; those of everybody stay as they are.
async fn own(tx: &mut Connection, user: UserId, id: FolderId) -> Result<Folder> {
    let folder = resolve(tx, user, &FolderKey::Own(id)).await?;
    match folder.role {
        Role::Own => Ok(folder),
        role => Err(StoreError::Refused(format!(
            "{} is one of the folders that every mailbox has; it stays as it is.",
            role.label()
        ))),
    }
}

fn checked_name(name: &str) -> Result<&str> {
    let name = name.trim();
    if name.is_empty() {
        Err(StoreError::Refused("Give the folder a name.".into()))
    } else if name.contains('/') {
        Err(StoreError::Refused(
            "A folder's name has no “/” in it: that divides the names of folders that lie in \
             each other."
                .into(),
        ))
    } else if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        Err(StoreError::Refused(format!(
            "A folder's name has at most {LONGEST_NAME} characters, in one line."
        )))
    } else {
        Ok(name)
    }
}
