use std::sync::atomic::{AtomicU64, Ordering};

/// What this process has done since it started, counted for the operator.
#[derive(Debug, Default)]
pub struct Tally {
    /// Messages collected.
    pub collected: Count,
    /// Passes over accounts that failed.
    pub failed_passes: Count,
    /// Recipients that a message was handed over for.
    pub sent: Count,
    /// Recipients given up.
    pub failed: Count,
}

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    /// Counts `more`.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// What it has come to.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
