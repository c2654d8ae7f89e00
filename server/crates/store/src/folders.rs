//! Folders: six that everybody has, and the user's own.

use crate::{
    Result, Store, StoreError,
    sql::{self, Connection, FromRow},
};
use model::{Folder, FolderId, FolderKey, Role, UserId};

/// Characters in a folder's name.
const LONGEST_NAME: usize = 100;

#[derive(FromRow)]
struct FolderRow {
    id: i64,
    role: String,
    name: String,
    total: i64,
    unread: i64,
}

impl From<FolderRow> for Folder {
    fn from(row: FolderRow) -> Self {
        let FolderRow { id, role, name, total, unread } = row;
        let role = Role::from_word(&role).unwrap_or(Role::Own);
        Self { id: FolderId(id), role, name, total, unread }
    }
}

macro_rules! select_folders {
    ($rest:literal) => {
        concat!("SELECT id, role, name, total, unread FROM folders WHERE user_id = $1 ", $rest)
    };
}

fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The folder that `key` names.
pub(crate) async fn resolve(tx: &mut Connection, user: UserId, key: &FolderKey) -> Result<Folder> {
    let row: Option<FolderRow> = match key {
        FolderKey::Role(Role::Own) | FolderKey::Unknown(_) => None,
        FolderKey::Role(role) => {
            sql::query_as(select_folders!("AND role = $2 AND role <> 'own'"))
                .bind(user.0)
                .bind(role.as_str())
                .fetch_optional(tx)
                .await?
        }
        FolderKey::Own(id) => {
            sql::query_as(select_folders!("AND id = $2"))
                .bind(user.0)
                .bind(id.0)
                .fetch_optional(tx)
                .await?
        }
    };
    row.map(Folder::from).ok_or(StoreError::NotFound("folder"))
}

impl Store {
    /// All folders with their counts: the six, then the user's own by name.
    pub async fn folders(&self, user: UserId) -> Result<Vec<Folder>> {
        let rows: Vec<FolderRow> = sql::query_as(select_folders!("ORDER BY name_key"))
            .bind(user.0)
            .fetch_all(self.pools.read())
            .await?;
        let mut folders: Vec<Folder> = rows.into_iter().map(Folder::from).collect();
        folders.sort_by_key(|folder| folder.role);
        Ok(folders)
    }

    /// The folder that `key` names.
    pub async fn folder(&self, user: UserId, key: &FolderKey) -> Result<Folder> {
        resolve(&mut self.pools.read().acquire().await?, user, key).await
    }

    /// The folder of this name, whatever the case of its letters.
    pub async fn folder_by_name(&self, user: UserId, name: &str) -> Result<Option<Folder>> {
        let row: Option<FolderRow> = sql::query_as(select_folders!("AND name_key = $2"))
            .bind(user.0)
            .bind(name_key(name))
            .fetch_optional(self.pools.read())
            .await?;
        Ok(row.map(Folder::from))
    }

    /// Makes an own folder.
    ///
    /// # Errors
    /// [`StoreError::Taken`], or [`StoreError::Refused`] for a name that is no name.
    pub async fn add_folder(&self, user: UserId, name: &str) -> Result<FolderId> {
        let name = checked_name(name)?;
        let mut tx = self.pools.write().await?;
        let id: Option<i64> = sql::query_scalar(
            "INSERT INTO folders (user_id, role, name, name_key) VALUES ($1, 'own', $2, $3)
             ON CONFLICT DO NOTHING RETURNING id",
        )
        .bind(user.0)
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
             (SELECT 1 FROM folders WHERE user_id = $4 AND name_key = $3 AND id <> $1)",
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

    /// Removes an own folder; its messages move to Trash.
    pub async fn remove_folder(&self, user: UserId, id: FolderId) -> Result<()> {
        let mut tx = self.pools.write().await?;
        own(&mut tx, user, id).await?;
        let trash = resolve(&mut tx, user, &FolderKey::Role(Role::Trash)).await?;
        // Whoever undoes an earlier move out of this folder finds the message in Trash, too.
        for sql in [
            "UPDATE messages SET folder_id = $2 WHERE folder_id = $1",
            "UPDATE undo_messages SET folder_id = $2 WHERE folder_id = $1",
            "DELETE FROM folders WHERE id = $1 AND id <> $2",
        ] {
            sql::query(sql).bind(id.0).bind(trash.id.0).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// An own folder; the six stay as they are.
async fn own(tx: &mut Connection, user: UserId, id: FolderId) -> Result<()> {
    match resolve(tx, user, &FolderKey::Own(id)).await?.role {
        Role::Own => Ok(()),
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
    } else if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        Err(StoreError::Refused(format!(
            "A folder's name has at most {LONGEST_NAME} characters, in one line."
        )))
    } else {
        Ok(name)
    }
}
