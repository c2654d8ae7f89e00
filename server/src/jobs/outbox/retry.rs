use crate::jobs::jitter;
use std::time::Duration;

/// Seconds from each failed attempt to the next; about 32 hours in all (Q3).
const DELAYS: [u64; 8] = [450, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 57_600];
/// The sender is told of the delay after this many attempts: some two hours after the first.
const LATE: i64 = 5;

/// How long to wait after an attempt that failed for now, when `before` attempts had been made
/// before it; none when that was the last.
pub fn delay(before: i64, chance: f64) -> Option<Duration> {
    let seconds = DELAYS.get(usize::try_from(before).ok()?)?;
    Some(jitter(Duration::from_secs(*seconds), chance))
}

/// Whether the attempt after `before` others is the one after which the sender is told.
pub const fn is_late(before: i64) -> bool {
    before + 1 >= LATE
}
