use super::{lease, pass};
use crate::context::Context;
use model::AccountId;
use std::{collections::BTreeSet, mem, sync::Arc, time::Duration};
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
        let mut asked = BTreeSet::new();
        while !stop.is_cancelled() {
            asked.append(&mut context.wake.take_collections());
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
    asked: &mut BTreeSet<AccountId>,
    stop: &CancellationToken,
) -> Result<(), StoreError> {
    let (now, lease) = (context.clock.now(), lease::end(context));
    let per_host = i64::from(context.config.collect.per_host.max(1));
    // Somebody waits for these: they do not wait for a free place, only for their server.
    for id in mem::take(asked) {
        if !context.store.host_has_room(id, now, per_host).await? {
            asked.insert(id);
            continue;
        }
        match context.store.claim_account(id, now, lease).await {
            Ok(account) if account.too_soon(now).is_some() => {
                context.store.release_account(id).await?;
            }
            Ok(account) => begin(context, passes, stop, account),
            Err(StoreError::Refused(_) | StoreError::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let places = context.config.collect.concurrent_passes as usize;
    let free = i64::try_from(places.saturating_sub(passes.len())).unwrap_or(0);
    if free > 0 {
        let per_user = i64::from(context.config.collect.per_user.max(1));
        let places = Places { free, per_host, per_user };
        for account in context.store.claim_due_accounts(now, lease, places).await? {
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
