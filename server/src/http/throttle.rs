//! Failed sign-ins, counted by the address tried and by the client that tried. The first few are
//! free; each further one doubles the wait. Kept in memory: a restart forgives.

use model::UnixMillis;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Entries kept at most. Addresses are chosen by strangers, so there could be any number.
const CAPACITY: usize = 20_000;

/// How patient the throttle is with one kind of key.
#[derive(Clone, Copy, Debug)]
struct Patience {
    free: u32,
    longest: Duration,
}

/// An address: the wait stays short, so that nobody is shut out of their mail for long by
/// somebody who guesses at it.
const ADDRESS: Patience = Patience { free: 5, longest: Duration::from_mins(1) };
/// A client: more tries for free, since a whole office may share one address.
const CLIENT: Patience = Patience { free: 20, longest: Duration::from_mins(15) };
/// After this long without a failure nothing is held against a key.
const FORGIVEN: Duration = Duration::from_hours(1);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Address(String),
    Client(IpAddr),
}

impl Key {
    fn patience(&self) -> Patience {
        match self {
            Self::Address(_) => ADDRESS,
            Self::Client(_) => CLIENT,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    last: UnixMillis,
}

impl Failures {
    fn wait(self, patience: Patience, now: UnixMillis) -> Option<Duration> {
        let over = self.count.checked_sub(patience.free)?;
        let wait = Duration::from_secs(1 << over.min(20)).min(patience.longest);
        let passed = Duration::from_millis(u64::try_from(now - self.last).unwrap_or(0));
        wait.checked_sub(passed).filter(|left| !left.is_zero())
    }

    fn is_forgiven(self, now: UnixMillis) -> bool {
        u128::try_from(now - self.last).is_ok_and(|passed| passed >= FORGIVEN.as_millis())
    }
}

/// The counts.
#[derive(Debug, Default)]
pub struct Throttle {
    failures: Mutex<HashMap<Key, Failures>>,
}

impl Throttle {
    /// How long this client must wait before it may try this address; none: not at all.
    pub fn wait(&self, address: &str, client: IpAddr, now: UnixMillis) -> Option<Duration> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        keys(address, client)
            .iter()
            .filter_map(|key| failures.get(key)?.wait(key.patience(), now))
            .max()
    }

    /// Counts a failure. Counted before the password is checked and taken back by
    /// [`Throttle::succeeded`], so that many tries at once are not all free.
    pub fn failed(&self, address: &str, client: IpAddr, now: UnixMillis) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys(address, client) {
            if failures.len() >= CAPACITY && !failures.contains_key(&key) {
                make_room(&mut failures, now);
            }
            let entry = failures.entry(key).or_insert(Failures { count: 0, last: now });
            if entry.is_forgiven(now) {
                entry.count = 0;
            }
            *entry = Failures { count: entry.count.saturating_add(1), last: now };
        }
    }

    /// The password was right: the address starts anew. The client loses one failure only, or
    /// else it could clear its count with an account of its own.
    pub fn succeeded(&self, address: &str, client: IpAddr) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(&Key::Address(address.to_lowercase()));
        if let Some(entry) = failures.get_mut(&Key::Client(client)) {
            entry.count = entry.count.saturating_sub(1);
        }
    }
}

fn keys(address: &str, client: IpAddr) -> [Key; 2] {
    [Key::Address(address.to_lowercase()), Key::Client(client)]
}

/// Drops what is forgiven, and if that is nothing, what failed longest ago.
fn make_room(failures: &mut HashMap<Key, Failures>, now: UnixMillis) {
    failures.retain(|_, entry| !entry.is_forgiven(now));
    if failures.len() >= CAPACITY {
        let oldest =
            failures.iter().min_by_key(|(_, entry)| entry.last).map(|(key, _)| key.clone());
        if let Some(key) = oldest {
            failures.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests;
