use super::intake::IntakeError;
use crate::{clock::millis, jobs::jitter};
use mail::pop3::Pop3Error;
use model::UnixMillis;
use std::time::Duration;

/// Passes are never further apart than this after failures of the network.
const SLOWEST: Duration = Duration::from_hours(4);
/// What lies between two passes at least.
#[derive(Clone, Copy, Debug)]
pub struct Pauses {
    /// Seconds that the user wants.
    pub every: i64,
    /// What the provider wants (LOGIN-DELAY).
    pub login_delay: Duration,
}

/// When the next pass is due, and what to note in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// When.
    pub due: UnixMillis,
    /// Failed passes.
    pub failures: i64,
    /// Refused sign-ins; from [`store::REFUSALS`] on there is no next pass by itself (R26).
    pub refusals: i64,
}

/// What follows a pass over an account of so many failures and refusals in a row.
pub fn next(
    now: UnixMillis,
    pauses: Pauses,
    before: (i64, i64),
    error: Option<&IntakeError>,
    chance: f64,
) -> Next {
    let every = Duration::from_secs(u64::try_from(pauses.every).unwrap_or(0).max(1));
    let (failures, refusals) = before;
    let (delay, failures, refusals) = match error {
        None => (every, 0, 0),
        // Somebody else reads the mailbox, we came too soon, or we cannot store: none of it is the
        // server's failure.
        Some(IntakeError::Server(Pop3Error::Busy(_)) | IntakeError::Store(_)) => {
            (every, failures, refusals)
        }
        Some(IntakeError::Server(error)) if error.is_authentication() => {
            (every, failures + 1, refusals + 1)
        }
        // A fault of our own is met again, most likely, and needs as much patience.
        Some(IntakeError::Server(_) | IntakeError::Fault) => {
            let doubled = every.saturating_mul(1 << failures.clamp(0, 16));
            (doubled.min(SLOWEST.max(every)), failures + 1, refusals)
        }
    };
    let delay = jitter(delay, chance).max(pauses.login_delay);
    Next { due: now.saturating_add(millis(delay)), failures, refusals }
}

#[cfg(test)]
mod tests {
    use super::{IntakeError, Next, Pauses, SLOWEST, next};
    use crate::clock::millis;
    use mail::pop3::Pop3Error;
    use std::time::Duration;

    const MIDDLE: f64 = 0.5;
    const PAUSES: Pauses = Pauses { every: 300, login_delay: Duration::ZERO };

    fn failed(kind: fn(String) -> Pop3Error) -> IntakeError {
        IntakeError::Server(kind("no".to_owned()))
    }

    /// When, after how many failures and refusals.
    fn after(error: Option<&IntakeError>, before: (i64, i64)) -> (i64, i64, i64) {
        let Next { due, failures, refusals } = next(0, PAUSES, before, error, MIDDLE);
        (due, failures, refusals)
    }

    #[test]
    fn success_returns_to_the_interval_and_forgets_what_was() {
        let due = next(1_000, PAUSES, (7, 2), None, MIDDLE);
        assert_eq!(due, Next { due: 301_000, failures: 0, refusals: 0 });
    }

    #[test]
    fn failures_of_the_network_double_the_interval_up_to_a_limit_and_are_no_refusals() {
        let error = failed(Pop3Error::Timeout);
        assert_eq!(after(Some(&error), (0, 0)), (300_000, 1, 0));
        assert_eq!(after(Some(&error), (3, 2)), (2_400_000, 4, 2));
        assert_eq!(after(Some(&error), (60, 0)), (millis(SLOWEST), 61, 0));
    }

    #[test]
    fn refusals_are_counted() {
        let error = failed(Pop3Error::Authentication);
        assert_eq!(after(Some(&error), (1, 1)), (300_000, 2, 2));
        assert_eq!(after(Some(&error), (2, 2)), (300_000, 3, store::REFUSALS));
    }

    #[test]
    fn a_passing_fault_of_the_server_is_given_time_like_one_of_the_network() {
        for error in [failed(Pop3Error::Temporary), failed(Pop3Error::Permanent)] {
            assert_eq!(after(Some(&error), (3, 1)), (2_400_000, 4, 1));
        }
    }

    #[test]
    fn a_fault_of_our_own_is_given_time_like_one_of_the_network() {
        assert_eq!(after(Some(&IntakeError::Fault), (3, 1)), (2_400_000, 4, 1));
    }

    #[test]
    fn no_pass_begins_sooner_than_the_provider_wants() {
        let slow = Pauses { login_delay: Duration::from_mins(15), ..PAUSES };
        let busy = failed(Pop3Error::Busy);
        for chance in [0.0, 0.5, 0.999] {
            assert_eq!(next(0, slow, (0, 0), None, chance).due, 900_000);
            assert_eq!(next(0, slow, (0, 0), Some(&busy), chance).due, 900_000);
        }
        let rare = Pauses { every: 3600, ..slow };
        assert_eq!(next(0, rare, (0, 0), None, MIDDLE).due, 3_600_000);
    }

    #[test]
    fn a_busy_mailbox_is_no_failure() {
        let error = failed(Pop3Error::Busy);
        assert_eq!(after(Some(&error), (0, 2)), (300_000, 0, 2));
    }
}
