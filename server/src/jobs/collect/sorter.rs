use crate::arrival::Incoming;
use mail::Source;
use model::{FolderKey, Role, UnixMillis, UserId};
use std::iter;
use store::{Account, Origin};

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

    /// The message for each of its recipients: each gets one of their own, all of them in one
    /// transaction, which records the UID once.
    pub fn arrivals(
        self,
        source: Source,
        origin: Origin,
        received: UnixMillis,
    ) -> impl Iterator<Item = Incoming> {
        let recipients = self.sort(source.outline());
        let copies = iter::repeat_n((source, origin), recipients.len());
        recipients.into_iter().zip(copies).map(move |((user, folder), (source, origin))| Incoming {
            folder,
            collected: Some(origin),
            ..Incoming::inbox(user, source, received)
        })
    }

    /// The users and folders for a message; no user twice.
    fn sort(self, _source: &[u8]) -> Vec<(UserId, FolderKey)> {
        match self {
            Self::Personal(user) => vec![(user, FolderKey::Role(Role::Inbox))],
        }
    }
}
