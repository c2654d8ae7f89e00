use crate::config::CollectConfig;
use mail::pop3::Entry;
use std::ops::AddAssign;

/// What a pass may still fetch.
#[derive(Debug)]
pub struct Allowance {
    /// Messages.
    messages: usize,
    /// Bytes; no limit where there is none.
    bytes: Option<u64>,
    /// Bytes for which the user has room; no limit where there is none.
    room: Option<u64>,
    /// Nothing has been fetched yet. One message may always be, however large it is.
    fresh: bool,
}

impl Allowance {
    /// As the settings say, and as far as the user has room.
    pub fn new(settings: &CollectConfig, room: Option<u64>) -> Self {
        let messages = match settings.messages_per_pass {
            0 => usize::MAX,
            messages => messages as usize,
        };
        let bytes = Some(settings.bytes_per_pass).filter(|bytes| *bytes > 0);
        Self { messages, bytes, room, fresh: true }
    }

    /// Keeps of `wanted` what may be fetched: from its beginning as much as a pass may bring, and
    /// of that what there is room for, so that a large message does not keep small ones out.
    /// Answers what is left.
    pub fn cut(&mut self, wanted: &mut Vec<Entry>) -> Left {
        let (mut fitting, mut left) = (Vec::new(), Left::default());
        for entry in wanted.drain(..) {
            let size = entry.size.max(1);
            if self.room.is_some_and(|room| room < size) {
                left.waiting += 1;
            } else if left.later == 0 && self.allows(size) {
                self.room = self.room.map(|room| room - size);
                fitting.push(entry);
            } else {
                left.later += 1;
            }
        }
        *wanted = fitting;
        left
    }

    /// Whether the pass may bring a message of this size; if so, it counts.
    fn allows(&mut self, size: u64) -> bool {
        let first = self.fresh;
        let fits = self.messages > 0 && self.bytes.is_none_or(|left| size <= left || first);
        if fits {
            self.fresh = false;
            self.messages -= 1;
            self.bytes = self.bytes.map(|left| left.saturating_sub(size));
        }
        fits
    }
}

/// Messages that a pass leaves at the provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// For the next pass.
    pub later: usize,
    /// Until the user has room for them.
    pub waiting: usize,
}

impl AddAssign for Left {
    fn add_assign(&mut self, other: Self) {
        self.later += other.later;
        self.waiting += other.waiting;
    }
}

#[cfg(test)]
mod tests {
    use super::{Allowance, Left};
    use crate::config::CollectConfig;
    use mail::pop3::Entry;

    fn allowance(messages_per_pass: u32, bytes_per_pass: u64) -> Allowance {
        let settings =
            CollectConfig { messages_per_pass, bytes_per_pass, ..CollectConfig::default() };
        Allowance::new(&settings, None)
    }

    fn entries(sizes: &[u64]) -> Vec<Entry> {
        let entry =
            |(number, size): (u32, &u64)| Entry { number, uid: number.to_string(), size: *size };
        (1..).zip(sizes).map(entry).collect()
    }

    #[test]
    fn what_is_more_than_a_pass_may_fetch_is_left_for_the_next() {
        let table = [
            (0, 0, 5),
            (2, 0, 2),
            (9, 0, 5),
            (0, 30, 2),
            (0, 31, 3),
            (0, 5, 1),
            (1, 1_000, 1),
            (4, 61, 4),
        ];
        for (messages, bytes, fetched) in table {
            let mut wanted = entries(&[10, 20, 0, 30, 5]);
            let left = allowance(messages, bytes).cut(&mut wanted);
            let expected = Left { later: 5 - fetched, waiting: 0 };
            assert_eq!((wanted.len(), left), (fetched, expected), "{messages} {bytes}");
        }
    }

    #[test]
    fn what_is_fetched_first_counts_for_what_comes_later_in_the_pass() {
        let mut allowance = allowance(3, 100);
        assert_eq!(allowance.cut(&mut entries(&[60])).later, 0);
        assert_eq!(allowance.cut(&mut entries(&[50])).later, 1, "too many bytes");
        assert_eq!(allowance.cut(&mut entries(&[10, 10, 10])).later, 1, "too many messages");
        assert_eq!(allowance.cut(&mut entries(&[1])).later, 1);
    }

    #[test]
    fn what_the_user_has_no_room_for_waits_at_the_provider() {
        let table = [
            (0, vec![]),
            (9, vec![3, 5]),
            (30, vec![1, 2]),
            (31, vec![1, 2, 3]),
            (99, vec![1, 2, 3, 4, 5]),
        ];
        for (room, fetched) in table {
            let mut allowance = Allowance::new(&CollectConfig::default(), Some(room));
            let mut wanted = entries(&[10, 20, 1, 30, 5]);
            let left = allowance.cut(&mut wanted);
            let numbers: Vec<u32> = wanted.iter().map(|entry| entry.number).collect();
            assert_eq!(left, Left { later: 0, waiting: 5 - fetched.len() }, "{room}");
            assert_eq!(numbers, fetched, "{room}");
        }
    }
}
