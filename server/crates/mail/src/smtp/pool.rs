use crate::smtp::{Connection, Route};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Connections kept for one route.
const MOST_PER_KEY: usize = 4;

/// Who may use a connection: only somebody who could have opened it. Without the password,
/// whoever knows another's name could send by a connection that the other signed in.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub route: Route,
    pub password: Option<String>,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key").field("route", &self.route).finish_non_exhaustive()
    }
}

/// Connections that wait for the next message.
#[derive(Debug, Default)]
pub(super) struct Pool {
    idle: Mutex<Vec<(Key, Instant, Connection)>>,
}

impl Pool {
    /// The connection that was used last, so that the others can grow old.
    pub fn take(&self, key: &Key, idle: Duration) -> Option<Connection> {
        self.prune(idle);
        let mut connections = self.lock();
        let place = connections.iter().rposition(|(kept, ..)| kept == key)?;
        Some(connections.remove(place).2)
    }

    pub fn keep(&self, key: Key, connection: Connection) {
        let mut connections = self.lock();
        if connections.iter().filter(|(kept, ..)| *kept == key).count() < MOST_PER_KEY {
            connections.push((key, Instant::now(), connection));
        }
    }

    pub fn prune(&self, idle: Duration) {
        self.lock().retain(|(_, since, _)| since.elapsed() < idle);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Key, Instant, Connection)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
