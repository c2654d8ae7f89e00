//! What goes on in the background. Each job is a struct with `run(context, stop)`: it returns
//! soon after `stop` is cancelled, and whatever it had begun is either finished or is found
//! again by the next start.

pub mod bulk;
pub mod collect;
pub mod documents;
pub mod housekeeping;
pub mod importing;
pub mod learner;
pub mod outbox;
pub mod scout;
pub mod waking;
pub mod watch;

use std::time::Duration;
use tokio::{sync::Notify, time::sleep};
use tokio_util::sync::CancellationToken;

/// Waits until there is perhaps something to do: `nudge` says so, or some time has passed; or
/// until `stop`.
async fn pause(stop: &CancellationToken, nudge: &Notify, wait: Duration) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = nudge.notified() => {}
        () = sleep(wait) => {}
    }
}

/// `delay`, spread by up to a tenth either way, so that what began together does not stay
/// together. `chance` is in 0..1.
pub fn jitter(delay: Duration, chance: f64) -> Duration {
    delay.mul_f64((chance - 0.5).mul_add(0.2, 1.0).clamp(0.9, 1.1))
}

#[cfg(test)]
mod tests {
    use super::jitter;
    use std::time::Duration;

    #[test]
    fn jitter_spreads_by_a_tenth_either_way() {
        let delay = Duration::from_secs(100);
        assert_eq!(jitter(delay, 0.0), Duration::from_secs(90));
        assert_eq!(jitter(delay, 0.5), delay);
        assert!(jitter(delay, 0.999) <= Duration::from_secs(110));
    }
}
