//! Messages over the size limit: their headers are kept as a stub, so that their user knows of them
//! and can ask for them (R23).

use super::{
    intake::{self, Details, Intake, IntakeError},
    session, setbacks,
    sorter::Sorter,
};
use crate::{
    arrival::{self, Incoming},
    context::Context,
};
use mail::pop3::{Entry, Outcome, Session, Sink};
use model::Pass;
use std::{mem, pin::Pin};
use store::{Account, Origin};

/// What is asked for one by one may be so many times larger than what is collected by itself.
const ASKED_FOR: u64 = 10;

/// Fetches the headers of `oversized`, which have no stub yet, and stores them. Where the server
/// does not show any, there is no stub.
pub async fn keep_headers(
    context: &Context,
    account: &Account,
    session: &mut Session,
    oversized: &[Entry],
) -> Result<(), IntakeError> {
    let mut headers = Headers {
        context,
        account,
        sorter: Sorter::of(account),
        now: context.clock.now(),
        limit: context.config.limits.message,
        stubs: Vec::new(),
    };
    setbacks::headers(context, account, session, oversized, &mut headers).await?;
    arrival::deliver(context, headers.stubs).await?;
    Ok(())
}

/// The same in a session of its own, which is answered.
pub async fn keep_headers_apart(
    context: &Context,
    account: &Account,
    ahead: usize,
    oversized: Vec<Entry>,
) -> Result<Session, IntakeError> {
    let mut session = session::open(context, account, ahead).await?;
    let oversized = session::renumbered(context, account, &mut session, oversized).await?;
    keep_headers(context, account, &mut session, &oversized).await?;
    Ok(session)
}

/// Stubs that are stored together.
const AT_ONCE: usize = 50;

/// Makes stubs of what comes.
struct Headers<'a> {
    context: &'a Context,
    account: &'a Account,
    sorter: Sorter,
    now: i64,
    limit: u64,
    stubs: Vec<Incoming>,
}

impl Sink for Headers<'_> {
    fn message(
        &mut self,
        entry: &Entry,
        outcome: Outcome,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>> {
        if let Outcome::Message(header) = outcome {
            let origin = Origin {
                size: entry.size,
                more_than: Some(self.limit),
                ..Origin::new(self.account.id, entry.uid.as_str())
            };
            self.stubs.extend(self.sorter.arrivals(header, origin, self.now));
        }
        let full = self.stubs.len() >= AT_ONCE;
        Box::pin(async move {
            if full {
                let stubs = mem::take(&mut self.stubs);
                let delivered = arrival::deliver(self.context, stubs).await;
                delivered.map_err(|error| error.to_string())?;
            }
            Ok(())
        })
    }
}

/// Fetches messages that somebody has asked for, whatever their size up to ten times the limit,
/// each into the place of its stub. One that is larger still has to be asked for again.
pub async fn fetch(
    context: &Context,
    account: &Account,
    session: &mut Session,
    asked_for: &[Entry],
    details: &Details<'_>,
    pass: &mut Pass,
) -> (Intake, Result<(), IntakeError>) {
    let limit = context.config.limits.message.saturating_mul(ASKED_FOR);
    session.take_up_to(limit);
    let (intake, retrieved) =
        intake::run(context, account, session, asked_for, details, pass).await;
    let recorded = context.store.record_oversized(account.id, &intake.oversized, limit).await;
    (intake, retrieved.and(recorded.map_err(IntakeError::from)))
}

/// The same in a session of its own, after the pass: whatever becomes of it, the other mail is
/// stored and deleted as it should be.
pub async fn fetch_apart(
    context: &Context,
    account: &Account,
    ahead: usize,
    asked_for: Vec<Entry>,
    details: &Details<'_>,
    pass: &mut Pass,
) -> (Intake, Result<(), IntakeError>) {
    let opened = async {
        let mut session = session::open(context, account, ahead).await?;
        let entries = session::renumbered(context, account, &mut session, asked_for).await?;
        Ok((session, entries))
    };
    match opened.await {
        Ok((mut session, entries)) => {
            let (intake, fetched) =
                fetch(context, account, &mut session, &entries, details, pass).await;
            let quit = match fetched {
                Ok(()) => session.quit().await.map_err(IntakeError::from),
                Err(error) => Err(error),
            };
            (intake, quit)
        }
        Err(error) => (Intake::default(), Err(error)),
    }
}
