use super::{
    deletion,
    intake::{self, IntakeError},
    lease,
    plan::{Known, Plan},
    schedule,
};
use crate::context::Context;
use mail::pop3::{Endpoint, Limits, Pop3Error, Session};
use model::{AccountId, News, Pass, UserId};
use secrecy::ExposeSecret;
use std::time::Duration;
use store::{Account, StoreError};
use tokio_util::sync::CancellationToken;

/// Sentences about skipped messages that the log keeps of one pass.
const NOTES: usize = 3;

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
}

impl PassReport {
    /// A pass that did not begin.
    pub(super) fn refused(context: &Context, account: &Account, problem: String) -> Self {
        let now = context.clock.now();
        let pass = Pass { started: now, finished: now, problem, ..Pass::default() };
        Self::new(account, pass, true)
    }

    fn new(account: &Account, pass: Pass, failed: bool) -> Self {
        Self {
            account: account.id,
            user: account.user,
            address: account.address.clone(),
            pass,
            failed,
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
    let outcome = tokio::select! {
        outcome = collect(context, &account, &mut pass) => Some(outcome),
        () = lease::hold(context, account.id) => None,
        () = stop.cancelled() => None,
    };
    pass.finished = context.clock.now();
    let error = match &outcome {
        Some(Err(error)) => Some(error),
        _ => None,
    };
    if let Some(error) = error {
        pass.problem = error.to_string();
        tracing::warn!(account = %account.id, %error, "a collection failed");
    }
    // What is left behind in every pass is in the log of each; open pages are told once.
    let known_before = matches!(outcome, Some(Ok(Remarks::Known)));
    let told = if known_before { String::new() } else { pass.problem.clone() };
    let (next, failures) = match outcome {
        Some(_) => {
            let every = account.every;
            schedule::next(pass.finished, every, account.failures, error, rand::random())
        }
        None => (pass.finished, account.failures),
    };
    let recorded = context.store.finish_pass(account.id, &pass, next, failures).await;
    context.tally.collected.add(u64::try_from(pass.new).unwrap_or(0));
    context.tally.failed_passes.add(u64::from(error.is_some()));
    // Told in any case: a page would go on showing that mail is being collected.
    context.news.publish(
        account.user,
        News::Collecting { done: pass.new, of: pass.new, finished: true, problem: told },
    );
    recorded?;
    let failed = error.is_some() || outcome.is_none();
    Ok(PassReport::new(&account, pass, failed))
}

/// Whether the log of a pass says anything that the one before did not.
enum Remarks {
    Known,
    New,
}

async fn collect(
    context: &Context,
    account: &Account,
    pass: &mut Pass,
) -> Result<Remarks, IntakeError> {
    let (store, limit) = (&context.store, context.config.limits.message);
    let mut session = open(context, account).await?;
    let (entries, faults) = session.entries().await?;
    let known = Known {
        stored: store.uid_states(account.id).await?,
        oversized: store.oversized(account.id).await?,
    };
    let plan = Plan::new(entries, &known, account.leave, limit, context.clock.now());

    let (intake, retrieved) = intake::run(context, account, &mut session, &plan.wanted, pass).await;
    store.record_oversized(account.id, &intake.oversized, limit).await?;
    let oversized = plan.oversized.len() + intake.oversized.len();
    pass.skipped = i64::try_from(oversized + intake.skipped.len()).unwrap_or(i64::MAX);
    retrieved?;

    let mut expired = plan.expired;
    if account.leave == model::LeavePolicy::Delete {
        expired.extend(plan.wanted.into_iter().filter(|entry| intake.stored.contains(&entry.uid)));
    }
    pass.deleted = deletion::run(context, account, session, &expired).await?;
    // Out of a garbled listing any UID may be missing. One that is forgotten would be collected
    // a second time.
    if faults.is_empty() {
        store.forget_uids(account.id, &plan.vanished).await?;
    }
    pass.problem = notes(oversized, limit, &intake.skipped, &faults);
    let is_known = intake.oversized.is_empty() && intake.skipped.is_empty() && faults.is_empty();
    Ok(if is_known { Remarks::Known } else { Remarks::New })
}

async fn open(context: &Context, account: &Account) -> Result<Session, IntakeError> {
    let endpoint: Endpoint = account.pop3_url.parse().map_err(|error| {
        Pop3Error::Protocol(format!("The account's server is not right: {error}"))
    })?;
    let password = context
        .secrets
        .unseal(&account.pop3_secret, &account.pop3_url)
        .map_err(|error| Pop3Error::Authentication(error.to_string()))?;
    let limits = Limits {
        command: Duration::from_secs(context.config.collect.timeout_seconds),
        message: context.config.limits.message,
        ..Limits::default()
    };
    let tls = context.tls.clone();
    Ok(Session::open(&endpoint, password.expose_secret(), tls, limits).await?)
}

/// What the log says of messages that stayed at the provider.
fn notes(oversized: usize, limit: u64, skipped: &[String], faults: &[String]) -> String {
    let over = match oversized {
        0 => None,
        1 => Some(format!("1 message over the limit of {}.", megabytes(limit))),
        n => Some(format!("{n} messages over the limit of {}.", megabytes(limit))),
    };
    let all = over.iter().chain(skipped).chain(faults);
    let mut notes: Vec<&str> = all.clone().take(NOTES).map(String::as_str).collect();
    if notes.is_empty() {
        return String::new();
    }
    let more = all.count().saturating_sub(NOTES);
    let and = format!("And {more} more.");
    if more > 0 {
        notes.push(&and);
    }
    notes.push("What was skipped stays at the provider.");
    notes.join(" ")
}

/// "100 MB", "2.5 MB", as providers count.
fn megabytes(bytes: u64) -> String {
    match (bytes / 1_000_000, bytes / 100_000 % 10) {
        (whole, 0) => format!("{whole} MB"),
        (whole, tenths) => format!("{whole}.{tenths} MB"),
    }
}
