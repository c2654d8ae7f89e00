use crate::{context::Context, transfer::TransferError};
use model::{FolderKey, Role, UserId};
use std::collections::HashMap;

/// Names that other programs give to the folders that every user has. Drafts of another
/// program are kept in Archive: ours are not messages yet.
const KNOWN: [(&str, Role); 12] = [
    ("inbox", Role::Inbox),
    ("sent", Role::Sent),
    ("sent items", Role::Sent),
    ("sent messages", Role::Sent),
    ("archive", Role::Archive),
    ("archives", Role::Archive),
    ("drafts", Role::Archive),
    ("junk", Role::Spam),
    ("spam", Role::Spam),
    ("trash", Role::Trash),
    ("deleted items", Role::Trash),
    ("deleted messages", Role::Trash),
];

/// Finds a user's folders by name, and makes those that are missing.
pub struct Folders<'a> {
    context: &'a Context,
    user: UserId,
    /// Where everything goes, whatever its file says.
    all: Option<FolderKey>,
    known: HashMap<String, FolderKey>,
}

impl<'a> Folders<'a> {
    pub async fn new(
        context: &'a Context,
        user: UserId,
        all: Option<&str>,
    ) -> Result<Self, TransferError> {
        let mut folders = Self { context, user, all: None, known: HashMap::new() };
        if let Some(name) = all {
            folders.all = Some(folders.find(name).await?);
        }
        Ok(folders)
    }

    /// The folder for a message that lies in `name`.
    pub async fn key(&mut self, name: Option<&str>) -> Result<FolderKey, TransferError> {
        let (None, Some(name)) = (&self.all, name) else {
            return Ok(self.all.clone().unwrap_or(FolderKey::Role(Role::Inbox)));
        };
        if let Some(key) = self.known.get(name) {
            return Ok(key.clone());
        }
        let key = self.find(name).await?;
        self.known.insert(name.to_owned(), key.clone());
        Ok(key)
    }

    async fn find(&self, name: &str) -> Result<FolderKey, TransferError> {
        let lower = name.trim().to_lowercase();
        if let Some((_, role)) = KNOWN.iter().find(|(known, _)| *known == lower) {
            return Ok(FolderKey::Role(*role));
        }
        let store = &self.context.store;
        if let Some(folder) = store.folder_by_name(self.user, name.trim()).await? {
            return Ok(folder.key());
        }
        let made = store.add_folder(self.user, name.trim()).await;
        made.map(FolderKey::Own).map_err(|_| TransferError::Folder(name.to_owned()))
    }
}
