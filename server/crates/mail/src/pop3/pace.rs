use crate::pop3::Limits;
use std::time::Duration;
use tokio::time::Instant;

/// Time that a server may keep us waiting beyond what its bytes earn, as a multiple of the
/// longest silence. One that says a byte just before each silence has lasted too long would
/// otherwise hold its account for ever.
const CREDIT: u32 = 5;
/// Bytes a second that a server has to keep up in the long run. The slowest modem does four
/// times that, so does a satellite that is asked for one short message at a time.
const SLOWEST: u32 = 256;
/// No session takes longer, however much the server has to say. Ten thousand messages of 32 KB
/// take half of it at 64 kbit/s; whatever is left then comes with the next session.
const SESSION: Duration = Duration::from_hours(24);

/// How long a server may still keep us waiting. What we do ourselves meanwhile is not counted.
#[derive(Debug)]
pub(super) struct Pace {
    most: Duration,
    credit: Duration,
    end: Instant,
}

impl Pace {
    pub fn new(limits: &Limits) -> Self {
        let most = limits.command * CREDIT;
        Self { most, credit: most, end: Instant::now() + SESSION }
    }

    /// What is left at `now`.
    pub fn left(&self, now: Instant) -> Duration {
        self.credit.min(self.end.saturating_duration_since(now))
    }

    /// Waiting this long brought this many bytes.
    pub fn note(&mut self, waited: Duration, bytes: usize) {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let earned = Duration::from_secs(1) * bytes / SLOWEST;
        self.credit = (self.credit.saturating_sub(waited) + earned).min(self.most);
    }
}
