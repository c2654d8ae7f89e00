//! What users do to many messages at once, in steps that are short enough for nobody to notice:
//! all jobs in turn, one step each. Between two steps whoever waits for the writer has it first.

use super::pause;
use crate::{arrival, context::Context};
use model::{JobId, JobState, News, UserId};
use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};
use store::StoreError;
use tokio_util::sync::CancellationToken;

/// How often jobs are looked for although nobody said that there is one.
const LOOK: Duration = Duration::from_secs(30);
/// How long to wait when the store could not do a step.
const PAUSE: Duration = Duration::from_secs(5);
/// A step that holds the writer for less may be a larger one next time.
const SHORT: Duration = Duration::from_millis(3);
/// A step that holds the writer for longer is a smaller one next time.
const LONG: Duration = Duration::from_millis(6);
/// Messages of a step.
const FEWEST: i64 = 20;
const MOST: i64 = 2_000;
const FIRST: i64 = 100;
/// How often open pages are told how far a job is.
const TELL: Duration = Duration::from_millis(250);
/// How often open pages are told to look at their lists again.
const REFRESH: Duration = Duration::from_secs(2);

/// Works on jobs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bulk;

/// What is known of a job while it is worked on.
struct Pace {
    /// Messages of the next step.
    limit: i64,
    /// When pages were last told how far it is, and to look again.
    told: Option<Instant>,
    refreshed: Instant,
}

impl Bulk {
    /// Runs until `stop`.
    pub async fn run(self, context: Arc<Context>, stop: CancellationToken) {
        let mut paces = HashMap::new();
        while !stop.is_cancelled() {
            let wait = match round(&context, &stop, &mut paces).await {
                Ok(true) => continue,
                Ok(false) => LOOK,
                Err(error) => {
                    tracing::error!(%error, "a job over many messages could not go on");
                    PAUSE
                }
            };
            pause(&stop, &context.wake.bulk, wait).await;
        }
    }

    /// Does everything that there is to do.
    pub async fn finish(self, context: &Context) -> Result<(), StoreError> {
        let mut paces = HashMap::new();
        while round(context, &CancellationToken::new(), &mut paces).await? {}
        Ok(())
    }
}

/// One step of each job; false: there is none.
async fn round(
    context: &Context,
    stop: &CancellationToken,
    paces: &mut HashMap<JobId, Pace>,
) -> Result<bool, StoreError> {
    let jobs = context.store.running_jobs().await?;
    paces.retain(|id, _| jobs.iter().any(|(_, running)| running == id));
    for (user, id) in &jobs {
        if stop.is_cancelled() {
            break;
        }
        step(context, *user, *id, paces).await?;
    }
    Ok(!jobs.is_empty())
}

async fn step(
    context: &Context,
    user: UserId,
    id: JobId,
    paces: &mut HashMap<JobId, Pace>,
) -> Result<(), StoreError> {
    let now = Instant::now();
    let pace = paces.entry(id).or_insert(Pace { limit: FIRST, told: None, refreshed: now });
    let stepped = context.store.step_job(id, pace.limit, context.clock.now()).await?;
    // Ended meanwhile: whoever ended it has told.
    let Some(stepped) = stepped else { return Ok(()) };
    pace.limit = next_limit(pace.limit, stepped.held);
    let ended = stepped.job.state != JobState::Running;
    if ended || pace.told.is_none_or(|told| told.elapsed() >= TELL) {
        pace.told = Some(now);
        context.news.publish(user, News::Job { job: stepped.job });
    }
    if ended || pace.refreshed.elapsed() >= REFRESH {
        pace.refreshed = now;
        arrival::tell(context, user, 0).await;
    }
    Ok(())
}

/// Messages of the next step, after one of `limit` messages held the writer so long.
fn next_limit(limit: i64, held: Duration) -> i64 {
    let next = match held {
        held if held < SHORT => limit * 2,
        held if held > LONG => limit / 2,
        _ => limit,
    };
    next.clamp(FEWEST, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_grow_while_they_are_short_and_shrink_when_they_are_long() {
        let (short, right, long) = (SHORT / 2, SHORT, LONG * 2);
        assert_eq!(next_limit(100, short), 200);
        assert_eq!(next_limit(100, right), 100);
        assert_eq!(next_limit(100, long), 50);
        assert_eq!((next_limit(MOST, short), next_limit(FEWEST, long)), (MOST, FEWEST));
    }
}
