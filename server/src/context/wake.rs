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
    running: Mutex<BTreeSet<AccountId>>,
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

    /// Whether a pass over the account is under way in this process.
    pub fn is_running(&self, account: AccountId) -> bool {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).contains(&account)
    }

    /// Notes a pass as under way until the answer is dropped.
    pub fn running(&self, account: AccountId) -> Running<'_> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).insert(account);
        Running { wake: self, account }
    }
}

/// A pass that is under way.
#[derive(Debug)]
pub struct Running<'a> {
    wake: &'a Wake,
    account: AccountId,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut running = self.wake.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(&self.account);
    }
}
