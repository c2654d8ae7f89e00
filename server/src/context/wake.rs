use model::{AccountId, UserId};
use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};
use tokio::sync::Notify;

/// Whose mail leaves, and from which account.
type Mailing = (UserId, Option<AccountId>);

/// Wakes jobs before their time.
#[derive(Debug, Default)]
pub struct Wake {
    /// There is something in the queue.
    pub outbox: Notify,
    /// A reader has said what is spam and what is not.
    pub learner: Notify,
    /// There is a job over many messages.
    pub bulk: Notify,
    /// Something was snoozed.
    pub snoozed: Notify,
    /// [`Wake::take_collections`] has something to give.
    pub collector: Notify,
    collections: Mutex<BTreeSet<AccountId>>,
    /// [`Wake::take_routes`] has something to give.
    pub scout: Notify,
    routes: Mutex<BTreeSet<Mailing>>,
    /// There may be attached files to read.
    pub documents: Notify,
}

impl Wake {
    /// Asks for a pass over these accounts as soon as possible. Asking twice is asking once.
    pub fn collect(&self, accounts: impl IntoIterator<Item = AccountId>) {
        self.collections.lock().unwrap_or_else(PoisonError::into_inner).extend(accounts);
        self.collector.notify_one();
    }

    /// The accounts asked for since the last call.
    pub fn take_collections(&self) -> BTreeSet<AccountId> {
        std::mem::take(&mut *self.collections.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Asks for what is to be known of the server by which the account's mail leaves.
    pub fn ask_route(&self, user: UserId, account: Option<AccountId>) {
        self.routes.lock().unwrap_or_else(PoisonError::into_inner).insert((user, account));
        self.scout.notify_one();
    }

    /// The routes asked for since the last call.
    pub fn take_routes(&self) -> BTreeSet<Mailing> {
        std::mem::take(&mut *self.routes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
