use crate::{context::Context, transfer::TransferError};
use model::{DEEPEST_FOLDER, FolderKey, Role, UserId};
use std::collections::{BTreeSet, HashMap};
use store::StoreError;

/// Names that other programs give to the folders that every user has. Drafts of another
/// program are kept in Archive: ours are not messages yet.
const KNOWN: [(&str, Role); 13] = [
    ("inbox", Role::Inbox),
    ("snoozed", Role::Inbox),
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
    /// Paths of folders that cannot be made.
    unmade: BTreeSet<String>,
}

impl<'a> Folders<'a> {
    pub async fn new(
        context: &'a Context,
        user: UserId,
        all: Option<&str>,
    ) -> Result<Self, TransferError> {
        let (known, unmade) = (HashMap::new(), BTreeSet::new());
        let mut folders = Self { context, user, all: None, known, unmade };
        if let Some(name) = all {
            folders.all = Some(folders.find(name).await?);
            if !folders.unmade.is_empty() {
                return Err(TransferError::Folder(name.to_owned()));
            }
        }
        Ok(folders)
    }

    /// Paths of folders that could not be made; their mail is in the nearest that could.
    pub fn unmade(self) -> BTreeSet<String> {
        self.unmade
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

    /// The folder of this path, whose names are divided by `/`, or the nearest above it that there
    /// can be.
    async fn find(&mut self, path: &str) -> Result<FolderKey, TransferError> {
        if let Some(role) = known(path) {
            return Ok(FolderKey::Role(role));
        }
        let store = &self.context.store;
        let (mut parent, mut walked) = (None, String::new());
        for name in names(path) {
            if !walked.is_empty() {
                walked.push('/');
            }
            walked.push_str(&name);
            let id = match store.folder_by_path(self.user, &walked).await? {
                Some(folder) => folder.id,
                None => match store.add_folder(self.user, parent, &name).await {
                    Ok(id) => id,
                    Err(
                        StoreError::Refused(_) | StoreError::Taken(_) | StoreError::NotFound(_),
                    ) => {
                        self.unmade.insert(path.to_owned());
                        break;
                    }
                    Err(error) => return Err(error.into()),
                },
            };
            parent = Some(id);
        }
        if walked.is_empty() {
            self.unmade.insert(path.to_owned());
        }
        Ok(parent.map_or(FolderKey::Role(Role::Inbox), FolderKey::Own))
    }
}

/// The role of a folder that other programs give this name, or that lies alone on this path.
pub fn known(name: &str) -> Option<Role> {
    let lower = name.trim_matches(|char: char| char == '/' || char.is_whitespace()).to_lowercase();
    KNOWN.iter().find(|(known, _)| *known == lower).map(|(_, role)| *role)
}

/// The names of own folders that a path leads through. Other programs put folders into the inbox,
/// and into others that hold none here: those lie at the top, named by both. What lies too deep
/// is named by all that is left of the path.
fn names(path: &str) -> Vec<String> {
    let parts = path.split('/').map(str::trim).filter(|part| !part.is_empty());
    let mut parts: Vec<String> = parts.map(str::to_owned).collect();
    if parts.len() > 1 {
        match parts.first().and_then(|first| known(first)) {
            Some(Role::Inbox) => drop(parts.remove(0)),
            Some(_) => {
                let outer = parts.remove(0);
                if let Some(first) = parts.first_mut() {
                    *first = format!("{outer} – {first}");
                }
            }
            None => {}
        }
    }
    if parts.len() > DEEPEST_FOLDER {
        let rest = parts.split_off(DEEPEST_FOLDER - 1);
        parts.push(rest.join(" – "));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{known, names};
    use model::Role;

    #[test]
    fn paths_of_other_programs_lead_through_own_folders() {
        for (path, expected) in [
            ("Museum/Lens", vec!["Museum", "Lens"]),
            ("INBOX/Museum", vec!["Museum"]),
            ("Archive/2024/May", vec!["Archive – 2024", "May"]),
            ("a/b/c/d/e/f/g/h/i/j", vec!["a", "b", "c", "d", "e", "f", "g", "h – i – j"]),
            ("/ a //b/", vec!["a", "b"]),
            ("//", vec![]),
        ] {
            assert_eq!(names(path), expected, "{path}");
        }
    }

    #[test]
    fn the_folders_that_everybody_has_are_known_by_their_names() {
        for (name, expected) in [
            ("Sent", Some(Role::Sent)),
            (" /SPAM/ ", Some(Role::Spam)),
            ("Drafts/", Some(Role::Archive)),
            ("Letters/Sent", None),
            ("Sentences", None),
        ] {
            assert_eq!(known(name), expected, "{name}");
        }
        for role in Role::SYSTEM {
            assert!(known(role.label()).is_some(), "{role:?}");
        }
    }
}
