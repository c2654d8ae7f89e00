use serde::{Deserialize, Serialize};

/// How much of the space that a user may fill is full. Bytes of messages as they came, whatever
/// they take on the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Space {
    /// What the user's mail comes to.
    pub used: i64,
    /// What it may come to; 0: there is no limit.
    pub quota: i64,
}

impl Space {
    /// Per cent from which on the user is told.
    pub const NEARLY_FULL: i64 = 90;

    /// What may still come; none where there is no limit.
    pub fn room(self) -> Option<u64> {
        let room = self.quota.saturating_sub(self.used);
        (self.quota > 0).then(|| u64::try_from(room).unwrap_or_default())
    }

    /// How much is full, in per cent, rounded down; 0 where there is no limit.
    pub fn percent(self) -> i64 {
        if self.quota > 0 { self.used.saturating_mul(100) / self.quota } else { 0 }
    }

    /// Nothing more is taken in.
    pub fn is_full(self) -> bool {
        self.room() == Some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::Space;

    #[test]
    fn space_without_a_limit_is_never_full() {
        let space = Space { used: i64::MAX, quota: 0 };
        assert_eq!((space.room(), space.percent(), space.is_full()), (None, 0, false));
    }

    #[test]
    fn what_is_over_the_limit_leaves_no_room() {
        for (used, room, percent, full) in
            [(0, 200, 0, false), (181, 19, 90, false), (200, 0, 100, true), (500, 0, 250, true)]
        {
            let space = Space { used, quota: 200 };
            assert_eq!(
                (space.room(), space.percent(), space.is_full()),
                (Some(room), percent, full)
            );
        }
    }
}
