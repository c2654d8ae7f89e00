use crate::UnixMillis;
use serde::{Deserialize, Serialize};

const HOUR: i64 = 60 * 60 * 1000;
/// The latest that somebody may want to see a message again: ten years from now.
const LATEST: i64 = 10 * 366 * 24 * HOUR;

/// Until when a message is out of sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Until {
    /// A moment.
    At(UnixMillis),
    /// So many hours from when it is asked for: what a page can say that does not know the
    /// reader's zone.
    Hours(u16),
}

impl Until {
    /// The moment; none when that is past, or further away than ten years.
    pub fn moment(self, now: UnixMillis) -> Option<UnixMillis> {
        let moment = match self {
            Self::At(moment) => moment,
            Self::Hours(hours) => now + i64::from(hours) * HOUR,
        };
        (now + 1..=now + LATEST).contains(&moment).then_some(moment)
    }

    /// What [`Until::word`] wrote: `3h`, or milliseconds since 1970.
    pub fn from_word(word: &str) -> Option<Self> {
        match word.strip_suffix('h') {
            Some(hours) => hours.parse().ok().map(Self::Hours),
            None => word.parse().ok().map(Self::At),
        }
    }

    /// A word that [`Until::from_word`] reads as this.
    pub fn word(self) -> String {
        match self {
            Self::At(moment) => moment.to_string(),
            Self::Hours(hours) => format!("{hours}h"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_moment_to_come() {
        assert_eq!(Until::Hours(3).moment(1000), Some(1000 + 3 * HOUR));
        assert_eq!(Until::At(5000).moment(1000), Some(5000));
        for past in [Until::At(1000), Until::At(-1), Until::Hours(0), Until::At(i64::MAX)] {
            assert_eq!(past.moment(1000), None, "{past:?}");
        }
    }

    #[test]
    fn a_time_is_read_from_its_own_word() {
        for until in [Until::At(1_795_442_700_000), Until::Hours(3)] {
            assert_eq!(Until::from_word(&until.word()), Some(until));
        }
        for word in ["", "h", "-3h", "99999h", "soon", "3d"] {
            assert_eq!(Until::from_word(word), None, "{word}");
        }
    }
}
