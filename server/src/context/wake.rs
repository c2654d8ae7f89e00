use model::AccountId;
use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};
use tokio::sync::Notify;

/// Wakes jobs before their time.
#[derive(Debug, Default)]
pub struct Wake {
    /// There is something in the queue.
    pub outbox: Notify,
    /// [`Wake::take_collections`] has something to give.
    pub collector: Notify,
    collections: Mutex<BTreeSet<AccountId>>,
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
}
