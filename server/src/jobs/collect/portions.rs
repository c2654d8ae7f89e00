use mail::pop3::Entry;
use std::time::Duration;
use tokio::time::Instant;

/// Deletions in one session, at most. They count when the session has ended well, and a session
/// that breaks takes with it what it has marked (R18).
pub const COMMIT_EVERY: usize = 1000;
/// The longest that deletions go on in one session.
pub const COMMIT_AFTER: Duration = Duration::from_mins(1);
/// Messages of the first portion; portions grow while they come fast.
const FIRST: usize = 250;
const MOST: usize = COMMIT_EVERY;
/// Bytes of a portion, by what the server says of sizes, unless a single message is larger.
const BYTES: u64 = 64 * 1000 * 1000;
/// A portion that comes within so long may be larger; one that takes as long as this four times
/// over is to be smaller.
const SOON: Duration = Duration::from_secs(5);

/// Cuts a long intake into portions, between which what is stored already can be deleted at the
/// provider: a line that breaks in the second hour shall not leave everything there (R18).
#[derive(Debug)]
pub struct Portions {
    size: usize,
    began: Instant,
    committed: Instant,
}

impl Portions {
    /// Begins at `now`.
    pub fn new(now: Instant) -> Self {
        Self { size: FIRST, began: now, committed: now }
    }

    /// Takes the next portion of `rest`, while so many deletions wait to be confirmed.
    pub fn next(&mut self, rest: &mut Vec<Entry>, deletions: usize, now: Instant) -> Vec<Entry> {
        self.began = now;
        let mut bytes = 0u64;
        let size = self.size.min(COMMIT_EVERY.saturating_sub(deletions));
        let fitting = rest.iter().take(size).take_while(|entry| {
            bytes = bytes.saturating_add(entry.size);
            bytes <= BYTES
        });
        let count = fitting.count().max(1).min(rest.len());
        let later = rest.split_off(count);
        std::mem::replace(rest, later)
    }

    /// The portion has come. Whether it is time to have deletions confirmed, of which there are so
    /// many.
    pub fn is_commit_due(&mut self, deletions: usize, now: Instant) -> bool {
        let took = now - self.began;
        if took < SOON {
            self.size = (self.size * 2).min(MOST);
        } else if took > SOON * 4 {
            self.size = (self.size / 2).max(1);
        }
        deletions >= COMMIT_EVERY || deletions > 0 && now - self.committed >= COMMIT_AFTER
    }

    /// Deletions were confirmed.
    pub fn committed(&mut self, now: Instant) {
        self.committed = now;
    }
}

#[cfg(test)]
mod tests {
    use super::{BYTES, COMMIT_AFTER, COMMIT_EVERY, FIRST, Portions, SOON};
    use mail::pop3::Entry;
    use tokio::time::Instant;

    fn entries(count: u32, size: u64) -> Vec<Entry> {
        (1..=count).map(|number| Entry { number, uid: number.to_string(), size }).collect()
    }

    #[test]
    fn portions_take_everything_in_order_and_grow_while_they_come_fast() {
        let now = Instant::now();
        let (mut portions, mut rest) = (Portions::new(now), entries(3000, 1));
        let (mut numbers, mut sizes) = (Vec::new(), Vec::new());
        while !rest.is_empty() {
            let portion = portions.next(&mut rest, 0, now);
            sizes.push(portion.len());
            numbers.extend(portion.iter().map(|entry| entry.number));
            portions.is_commit_due(0, now);
        }
        assert_eq!(sizes, [FIRST, 500, 1000, 1000, 250]);
        assert_eq!(numbers, (1..=3000).collect::<Vec<_>>());
        let last = portions.next(&mut entries(3000, 1), COMMIT_EVERY - 7, now);
        assert_eq!(last.len(), 7, "no more than can be deleted in one session");
    }

    #[test]
    fn a_slow_line_makes_portions_small_and_large_messages_come_alone() {
        let now = Instant::now();
        let (mut portions, mut rest) = (Portions::new(now), entries(1000, 1));
        portions.next(&mut rest, 0, now);
        portions.is_commit_due(0, now + SOON * 5);
        assert_eq!(portions.next(&mut rest, 0, now).len(), FIRST / 2);
        let mut large = entries(3, BYTES + 1);
        assert_eq!(portions.next(&mut large, 0, now).len(), 1);
        assert_eq!(portions.next(&mut entries(9, BYTES / 2), 0, now).len(), 2);
    }

    #[test]
    fn deletions_are_confirmed_by_number_or_by_time_and_only_when_there_are_any() {
        let now = Instant::now();
        let mut portions = Portions::new(now);
        assert!(!portions.is_commit_due(COMMIT_EVERY - 1, now));
        assert!(portions.is_commit_due(COMMIT_EVERY, now));
        assert!(portions.is_commit_due(1, now + COMMIT_AFTER));
        assert!(!portions.is_commit_due(0, now + COMMIT_AFTER));
        portions.committed(now + COMMIT_AFTER);
        assert!(!portions.is_commit_due(1, now + COMMIT_AFTER));
    }
}
