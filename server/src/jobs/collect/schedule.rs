use super::intake::IntakeError;
use crate::{clock::millis, jobs::jitter};
use mail::pop3::Pop3Error;
use model::UnixMillis;
use std::time::Duration;

/// Passes are never further apart than this after failures of the network.
const SLOWEST: Duration = Duration::from_hours(4);
/// A wrong password is not tried more often than this, or the provider locks the mailbox.
const AFTER_REFUSALS: Duration = Duration::from_hours(24);
/// Refusals of the password in a row after which it is taken for wrong (R26).
const REFUSALS: i64 = 3;

/// What lies between two passes at least.
#[derive(Clone, Copy, Debug)]
pub struct Pauses {
    /// Seconds that the user wants.
    pub every: i64,
    /// What the provider wants (LOGIN-DELAY).
    pub login_delay: Duration,
}

/// When the next pass is due, and the failures in a row to note.
pub fn next(
    now: UnixMillis,
    pauses: Pauses,
    failures: i64,
    error: Option<&IntakeError>,
    chance: f64,
) -> (UnixMillis, i64) {
    let every = Duration::from_secs(u64::try_from(pauses.every).unwrap_or(0).max(1));
    let (delay, failures) = match error {
        None => (every, 0),
        // Somebody else reads the mailbox, we came too soon, or we cannot store: none of it is the
        // server's failure.
        Some(IntakeError::Server(Pop3Error::Busy(_)) | IntakeError::Store(_)) => (every, failures),
        Some(IntakeError::Server(error)) if error.is_authentication() => {
            let failures = failures + 1;
            (if failures >= REFUSALS { AFTER_REFUSALS.max(every) } else { every }, failures)
        }
        Some(IntakeError::Server(_)) => {
            let doubled = every.saturating_mul(1 << failures.clamp(0, 16));
            (doubled.min(SLOWEST.max(every)), failures + 1)
        }
    };
    let delay = jitter(delay, chance).max(pauses.login_delay);
    (now.saturating_add(millis(delay)), failures)
}

#[cfg(test)]
mod tests {
    use super::{AFTER_REFUSALS, IntakeError, Pauses, SLOWEST, next};
    use crate::clock::millis;
    use mail::pop3::Pop3Error;
    use std::time::Duration;

    const MIDDLE: f64 = 0.5;
    const PAUSES: Pauses = Pauses { every: 300, login_delay: Duration::ZERO };

    fn failed(kind: fn(String) -> Pop3Error) -> IntakeError {
        IntakeError::Server(kind("no".to_owned()))
    }

    #[test]
    fn success_returns_to_the_interval() {
        assert_eq!(next(1_000, PAUSES, 7, None, MIDDLE), (301_000, 0));
    }

    #[test]
    fn failures_of_the_network_double_the_interval_up_to_a_limit() {
        let error = failed(Pop3Error::Timeout);
        assert_eq!(next(0, PAUSES, 0, Some(&error), MIDDLE), (300_000, 1));
        assert_eq!(next(0, PAUSES, 3, Some(&error), MIDDLE), (2_400_000, 4));
        assert_eq!(next(0, PAUSES, 60, Some(&error), MIDDLE), (millis(SLOWEST), 61));
    }

    #[test]
    fn a_wrong_password_is_tried_three_times_and_then_daily() {
        let error = failed(Pop3Error::Authentication);
        assert_eq!(next(0, PAUSES, 1, Some(&error), MIDDLE), (300_000, 2));
        assert_eq!(next(0, PAUSES, 2, Some(&error), MIDDLE), (millis(AFTER_REFUSALS), 3));
    }

    #[test]
    fn a_passing_fault_of_the_server_is_given_time_like_one_of_the_network() {
        for error in [failed(Pop3Error::Temporary), failed(Pop3Error::Permanent)] {
            assert_eq!(next(0, PAUSES, 3, Some(&error), MIDDLE), (2_400_000, 4));
        }
    }

    #[test]
    fn no_pass_begins_sooner_than_the_provider_wants() {
        let slow = Pauses { login_delay: Duration::from_mins(15), ..PAUSES };
        let busy = failed(Pop3Error::Busy);
        for chance in [0.0, 0.5, 0.999] {
            assert_eq!(next(0, slow, 0, None, chance), (900_000, 0));
            assert_eq!(next(0, slow, 0, Some(&busy), chance), (900_000, 0));
        }
        let rare = Pauses { every: 3600, ..slow };
        assert_eq!(next(0, rare, 0, None, MIDDLE), (3_600_000, 0));
    }

    #[test]
    fn a_busy_mailbox_is_no_failure() {
        let error = failed(Pop3Error::Busy);
        assert_eq!(next(0, PAUSES, 0, Some(&error), MIDDLE), (300_000, 0));
    }
}
