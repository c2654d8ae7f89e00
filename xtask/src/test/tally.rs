//! Counting.

use std::{fmt, ops::AddAssign};

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// That did as they should.
    pub passed: u64,
    /// That did not.
    pub failed: u64,
}

impl Tally {
    /// One that passed.
    pub const PASSED: Self = Self { passed: 1, failed: 0 };
    /// One that failed.
    pub const FAILED: Self = Self { passed: 0, failed: 1 };

    /// None failed.
    pub const fn is_good(self) -> bool {
        self.failed == 0
    }

    /// What a summary line of nextest or of Cargo's own test runner says; nothing for other
    /// lines.
    pub fn in_line(line: &str) -> Self {
        // nextest indents its own summary, and what it repeats of a test that failed.
        if !(line.trim_start().starts_with("Summary [") || line.starts_with("test result:")) {
            return Self::default();
        }
        let words: Vec<&str> = line.split([' ', ',', ';', '.']).filter(|w| !w.is_empty()).collect();
        let before = |name: &str| -> u64 {
            let counts = words.windows(2).filter(|pair| pair[1] == name);
            counts.filter_map(|pair| pair[0].parse::<u64>().ok()).sum()
        };
        // nextest counts tests that ran out of time apart: "1 timed out".
        Self { passed: before("passed"), failed: before("failed") + before("timed") }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn summaries_of_both_runners_are_understood() {
        let cases = [
            ("     Summary [   1.204s] 12 tests run: 12 passed, 3 skipped", 12, 0),
            (
                "     Summary [ 61.0s] 9 tests run: 6 passed (1 slow), 2 failed, 1 timed out, 0 skipped",
                6,
                3,
            ),
            (
                "test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
                4,
                2,
            ),
            ("    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured", 0, 0),
            ("test 1 passed or not ... ok", 0, 0),
        ];
        for (line, passed, failed) in cases {
            assert_eq!(Tally::in_line(line), Tally { passed, failed }, "{line}");
        }
    }
}
