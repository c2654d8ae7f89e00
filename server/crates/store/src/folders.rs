//! Folders: those that everybody has, and the user's own, which lie in each other.

mod change;

use crate::{
    Result, Store, StoreError,
    sql::{self, Connection, row},
};
use model::{Branch, Folder, FolderId, FolderKey, Role, UserId, branches};

row! {
    struct FolderRow {
        id: i64,
        role: String,
        name: String,
        parent_id: i64,
        total: i64,
        unread: i64,
        bytes: i64,
    }
}

impl From<FolderRow> for Folder {
    fn from(row: FolderRow) -> Self {
        let FolderRow { id, role, name, parent_id, total, unread, bytes } = row;
        let role = Role::from_word(&role).unwrap_or(Role::Own);
        let parent = (parent_id != 0).then_some(FolderId(parent_id));
        Self { id: FolderId(id), role, name, parent, total, unread, bytes }
    }
}

macro_rules! select_folders {
    ($rest:literal) => {
        concat!(
            "SELECT id, role, name, parent_id, total, unread, bytes FROM folders WHERE user_id = $1 ",
            $rest
        )
    };
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

/// Those of everybody, then the user's own by name; those that lie in others among them.
async fn all(tx: &mut Connection, user: UserId) -> Result<Vec<Folder>> {
    let rows: Vec<FolderRow> =
        sql::query_as(select_folders!("ORDER BY name_key")).bind(user.0).fetch_all(tx).await?;
    let mut folders: Vec<Folder> = rows.into_iter().map(Folder::from).collect();
    folders.sort_by_key(|folder| folder.role);
    Ok(folders)
}

/// All folders in the order of a tree.
pub(crate) async fn tree(tx: &mut Connection, user: UserId) -> Result<Vec<Branch>> {
    Ok(branches(&all(tx, user).await?))
}

impl Store {
    /// All folders with their counts: those of everybody, then the user's own by name.
    pub async fn folders(&self, user: UserId) -> Result<Vec<Folder>> {
        all(&mut self.pools.read().acquire().await?, user).await
    }

    /// The folder that `key` names.
    pub async fn folder(&self, user: UserId, key: &FolderKey) -> Result<Folder> {
        resolve(&mut self.pools.read().acquire().await?, user, key).await
    }

    /// The folder of this path, such as `Projects/2024`, whatever the case of its letters.
    pub async fn folder_by_path(&self, user: UserId, path: &str) -> Result<Option<Folder>> {
        let tree = tree(&mut self.pools.read().acquire().await?, user).await?;
        let wanted = path.trim().to_lowercase();
        let found = tree.into_iter().find(|branch| branch.path.to_lowercase() == wanted);
        Ok(found.map(|branch| branch.folder))
    }
}
