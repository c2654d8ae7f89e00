use super::{lease, pass};
use crate::context::Context;
use model::AccountId;
use std::{mem, sync::Arc, time::Duration};
use store::{Account, Places, StoreError};
use tokio::{task::JoinSet, time::sleep};
use tokio_util::sync::CancellationToken;

/// How often due accounts are looked for.
const LOOK: Duration = Duration::from_secs(5);

/// Begins a pass over every account when it is due, and at once when somebody asks. Each pass
/// is a task of its own: what goes wrong in one, up to a panic, fails that one only.
#[derive(Clone, Copy, Debug, Default)]
pub struct Collector;

impl Collector {
    /// Runs until `stop`; passes under way then end at once, to be taken up after the start.
    pub async fn run(self, context: Arc<Context>, stop: CancellationToken) {
        let mut passes = JoinSet::new();
        // Who has waited longest comes first.
        let mut asked: Vec<AccountId> = Vec::new();
        while !stop.is_cancelled() {
            let more = context.wake.take_collections();
            asked.extend(more.into_iter().filter(|id| !asked.contains(id)).collect::<Vec<_>>());
            if let Err(error) = begin_due(&context, &mut passes, &mut asked, &stop).await {
                tracing::error!(%error, "due accounts could not be read");
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = context.wake.collector.notified() => {}
                Some(ended) = passes.join_next() => report(ended),
                () = sleep(LOOK) => {}
            }
        }
        while let Some(ended) = passes.join_next().await {
            report(ended);
        }
    }
}

type Passes = JoinSet<Result<(), StoreError>>;

async fn begin_due(
    context: &Arc<Context>,
    passes: &mut Passes,
    asked: &mut Vec<AccountId>,
    stop: &CancellationToken,
) -> Result<(), StoreError> {
    let (now, lease) = (context.clock.now(), lease::end(context));
    let settings = &context.config.collect;
    let free = |passes: &Passes| {
        let free = (settings.concurrent_passes.max(1) as usize).saturating_sub(passes.len());
        Places {
            free: i64::try_from(free).unwrap_or(i64::MAX),
            per_host: i64::from(settings.per_host.max(1)),
            per_user: i64::from(settings.per_user.max(1)),
        }
    };
    // Somebody waits for these: they get the places that are free before those that are due.
    let mut wishes = mem::take(asked).into_iter();
    while let Some(id) = wishes.next() {
        match context.store.claim_account_in_turn(id, now, lease, free(passes)).await {
            Ok(Some(account)) if account.too_soon(now).is_some() => {
                context.store.release_account(id).await?;
            }
            Ok(Some(account)) => begin(context, passes, stop, account),
            Ok(None) => asked.push(id),
            Err(StoreError::Refused(_) | StoreError::NotFound(_)) => {}
            Err(error) => {
                asked.push(id);
                asked.extend(wishes);
                return Err(error);
            }
        }
    }
    if passes.len() < settings.concurrent_passes as usize {
        for account in context.store.claim_due_accounts(now, lease, free(passes)).await? {
            begin(context, passes, stop, account);
        }
    }
    Ok(())
}

fn begin(context: &Arc<Context>, passes: &mut Passes, stop: &CancellationToken, account: Account) {
    let (context, stop) = (context.clone(), stop.clone());
    passes.spawn(async move { pass::run(&context, account, &stop).await.map(drop) });
}

fn report(ended: Result<Result<(), StoreError>, tokio::task::JoinError>) {
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "a pass could not be recorded"),
        Err(error) => {
            tracing::error!(%error, "the end of a pass broke off; its lease ends by itself");
        }
    }
}
