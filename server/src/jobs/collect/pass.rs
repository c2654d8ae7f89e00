use super::{
    intake::IntakeError,
    lease,
    notes::Notes,
    schedule::{self, Next},
    session::Provider,
    visit,
};
use crate::{clock::millis, context::Context};
use futures::FutureExt;
use mail::pop3::{Limits, Pipelining};
use model::{AccountId, News, Pass, PassEnd, SignInMethod, UserId};
use std::panic::AssertUnwindSafe;
use store::{Account, REFUSALS, Reached, StoreError, Visit};
use tokio_util::sync::CancellationToken;

/// Passes after which a server that failed when commands were sent ahead is tried again.
const ONE_AT_A_TIME: i64 = 50;

/// What the log says after the last refusal that is waited for (R26).
fn after_the_last_refusal(method: SignInMethod) -> String {
    let once = match method {
        SignInMethod::Password | SignInMethod::Apop => "the password is corrected",
        SignInMethod::Xoauth2 => "permission is given again",
    };
    format!(
        " After three refusals this account is no longer visited by itself. It is again once \
         {once}, or once “Check mail now” succeeds."
    )
}

/// What the log says of a pass that was stopped, as when the server ends.
const CUT_SHORT: &str = "It was stopped before its end. What had arrived is kept, the rest stays at \
                         the provider; the next visit goes on with it.";

/// What one pass did, for the log and the command line.
#[derive(Clone, Debug)]
pub struct PassReport {
    /// The account.
    pub account: AccountId,
    /// Whose it is.
    pub user: UserId,
    /// The account's address.
    pub address: String,
    /// What was done. Its sentence also tells why messages were skipped.
    pub pass: Pass,
    /// The pass did not come to its end.
    pub failed: bool,
    /// How sending commands ahead went at its server.
    pub pipelining: Pipelining,
}

impl PassReport {
    /// A pass that did not begin.
    pub(super) fn refused(context: &Context, account: &Account, problem: String) -> Self {
        Self::unbegun(context, account, PassEnd::Failed, problem)
    }

    /// A pass that is not due yet: nothing has failed.
    pub(super) fn postponed(context: &Context, account: &Account, sentence: String) -> Self {
        Self::unbegun(context, account, PassEnd::Whole, sentence)
    }

    fn unbegun(context: &Context, account: &Account, end: PassEnd, problem: String) -> Self {
        let now = context.clock.now();
        let pass = Pass { started: now, finished: now, end, problem, ..Pass::default() };
        Self::new(account, pass, Pipelining::default())
    }

    fn new(account: &Account, pass: Pass, pipelining: Pipelining) -> Self {
        Self {
            failed: pass.end != PassEnd::Whole,
            account: account.id,
            user: account.user,
            address: account.address.clone(),
            pass,
            pipelining,
        }
    }
}

/// One pass over a leased account, to its end or until `stop`. Writes the log and ends the
/// lease in any case. A stopped pass loses nothing: what was not stored is still at the
/// provider, and the next pass begins at once.
pub async fn run(
    context: &Context,
    account: Account,
    stop: &CancellationToken,
) -> Result<PassReport, StoreError> {
    let mut pass = Pass { started: context.clock.now(), ..Pass::default() };
    let mut provider = Provider::default();
    let collecting = Box::pin(collect(context, &account, &mut pass, &mut provider));
    let outcome = tokio::select! {
        outcome = caught(collecting) => Some(outcome),
        () = lease::hold(context, account.id) => None,
        () = stop.cancelled() => None,
    };
    end(context, &account, pass, &provider, outcome).await
}

/// A panic fails a pass as an error does: it is in the account's log, the lease ends, and the next
/// try is not at once. What the pass had in its hands is let go of, so nothing of it is used again
/// in whatever state it was.
async fn caught<T>(work: impl Future<Output = Result<T, IntakeError>>) -> Result<T, IntakeError> {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or(Err(IntakeError::Fault))
}

/// Writes down how the pass ended, and tells open pages. `outcome`: none when it was stopped.
async fn end(
    context: &Context,
    account: &Account,
    mut pass: Pass,
    provider: &Provider,
    outcome: Option<Result<Notes, IntakeError>>,
) -> Result<PassReport, StoreError> {
    pass.finished = context.clock.now();
    let error = match &outcome {
        Some(Err(error)) => Some(error),
        Some(Ok(notes)) => {
            pass.problem = notes.text();
            None
        }
        None => {
            (pass.end, pass.problem) = (PassEnd::Stopped, CUT_SHORT.to_owned());
            None
        }
    };
    if let Some(error) = error {
        (pass.end, pass.problem) = (PassEnd::Failed, error.to_string());
        tracing::warn!(account = %account.id, %error, "a collection failed");
    }
    let visit = visited(account, &pass, outcome.is_some(), error, provider);
    if visit.refusals >= REFUSALS && account.refusals < REFUSALS {
        pass.problem.push_str(&after_the_last_refusal(account.method));
    }
    // What is left behind in every pass is in the log of each; open pages are told once. Of a stop
    // they are not: the next pass goes on.
    let is_told = match &outcome {
        Some(Ok(notes)) => notes.news,
        Some(Err(_)) => true,
        None => false,
    };
    let told = if is_told { pass.problem.clone() } else { String::new() };
    let recorded = context.store.finish_pass(account.id, &pass, &visit).await;
    context.tally.collected.add(u64::try_from(pass.new).unwrap_or(0));
    context.tally.failed_passes.add(u64::from(error.is_some()));
    // Told in any case: a page would go on showing that mail is being collected.
    context.news.publish(
        account.user,
        News::Collecting {
            account: account.id,
            elapsed: pass.finished - pass.started,
            done: pass.new,
            of: pass.new,
            finished: true,
            problem: told,
        },
    );
    recorded?;
    Ok(PassReport::new(account, pass, provider.pipelining))
}

/// What the pass leaves on its account. One that was stopped goes on at once.
fn visited(
    account: &Account,
    pass: &Pass,
    ended: bool,
    error: Option<&IntakeError>,
    provider: &Provider,
) -> Visit {
    let before = (account.failures, account.refusals);
    let next = if ended {
        let login_delay = provider.login_delay.unwrap_or_default();
        let pauses = schedule::Pauses { every: account.every, login_delay };
        schedule::next(pass.finished, pauses, before, error, rand::random())
    } else {
        Next { due: pass.finished, failures: before.0, refusals: before.1 }
    };
    Visit {
        next: next.due,
        failures: next.failures,
        refusals: next.refusals,
        one_at_a_time: match provider.pipelining {
            Pipelining::Failed => ONE_AT_A_TIME,
            Pipelining::Off | Pipelining::On if ended => (account.one_at_a_time - 1).max(0),
            Pipelining::Off | Pipelining::On => account.one_at_a_time,
        },
        reached: provider.signed_in.then_some(Reached {
            visited: pass.finished,
            login_delay: millis(provider.login_delay.unwrap_or_default()),
            remote: provider.remote,
        }),
        claimed: Some(account.next_pass),
    }
}

/// A server that can take only one command at a time, whatever it says, gets a second try so.
async fn collect(
    context: &Context,
    account: &Account,
    pass: &mut Pass,
    provider: &mut Provider,
) -> Result<Notes, IntakeError> {
    let usual = if account.one_at_a_time > 0 { 1 } else { Limits::default().ahead };
    let first = visit::run(context, account, pass, provider, usual).await;
    match first {
        Err(IntakeError::Server(error))
            if provider.pipelining == Pipelining::Failed && provider.is_patient() =>
        {
            tracing::info!(account = %account.id, %error, "again without pipelining");
            let again = visit::run(context, account, pass, provider, 1).await;
            provider.pipelining = Pipelining::Failed;
            again
        }
        first => first,
    }
}

#[cfg(test)]
mod tests;
