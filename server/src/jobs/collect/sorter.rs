use model::{FolderKey, Role, UserId};
use store::Account;

/// Whose a collected message becomes. A personal account's mail is its owner's; a domain
/// mailbox will be sorted by what is known of each message's envelope, which is why every
/// message passes here with its source.
#[derive(Clone, Copy, Debug)]
pub enum Sorter {
    /// All of it is one user's.
    Personal(UserId),
}

impl Sorter {
    /// The sorter for an account.
    pub fn of(account: &Account) -> Self {
        Self::Personal(account.user)
    }

    /// The users and folders for a message; no user twice. Each gets a message of their own, all of
    /// them in one transaction, which records the UID once.
    pub fn sort(self, _source: &[u8]) -> Vec<(UserId, FolderKey)> {
        match self {
            Self::Personal(user) => vec![(user, FolderKey::Role(Role::Inbox))],
        }
    }
}
