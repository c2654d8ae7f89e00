//! The time, as an argument: nothing else reads the clock.

use model::UnixMillis;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Where the time is read: the system's clock, or one that a test moves by hand.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    manual: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands at `now` until [`Clock::advance`]. Copies show the same time.
    pub fn manual(now: UnixMillis) -> Self {
        Self { manual: Some(Arc::new(AtomicI64::new(now))) }
    }

    /// The time; 0 should the system's clock stand before 1970.
    #[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
    pub fn now(&self) -> UnixMillis {
        match &self.manual {
            Some(clock) => clock.load(Ordering::Acquire),
            None => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, millis),
        }
    }

    /// Moves a manual clock; the system's does not let itself be moved.
    pub fn advance(&self, by: Duration) {
        if let Some(clock) = &self.manual {
            clock.fetch_add(millis(by), Ordering::AcqRel);
        }
    }
}

/// A duration in milliseconds, at most [`i64::MAX`].
pub fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
