//! The first pass over an account: what is there already may be left there (R22).

use super::intake::IntakeError;
use crate::{clock::millis, context::Context};
use mail::pop3::{Entry, Outcome, Session, Sink};
use model::{FirstPass, UnixMillis};
use std::{pin::Pin, time::Duration};
use store::Account;

const DAY: Duration = Duration::from_hours(24);

/// Records which of `listed` are left at the provider for ever, all of them at once, so that a
/// crash before that leaves all of it to be done again. What cannot be dated is not left.
pub async fn sort_out(
    context: &Context,
    account: &Account,
    session: &mut Session,
    listed: &[Entry],
) -> Result<(), IntakeError> {
    let now = context.clock.now();
    let left = match account.first_pass {
        FirstPass::All => Vec::new(),
        FirstPass::New => listed.iter().map(left).collect(),
        FirstPass::Days(days) => {
            let since = now.saturating_sub(millis(DAY * u32::from(days)));
            let mut dates = Dates { since, left: Vec::new() };
            session.headers(listed, &mut dates).await?;
            dates.left
        }
    };
    Ok(context.store.begin_account(account.id, &left, now).await?)
}

fn left(entry: &Entry) -> (String, u64) {
    (entry.uid.clone(), entry.size)
}

/// Reads from headers when their messages came.
struct Dates {
    since: UnixMillis,
    left: Vec<(String, u64)>,
}

impl Sink for Dates {
    fn message(
        &mut self,
        entry: &Entry,
        outcome: Outcome,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>> {
        if let Outcome::Message(header) = outcome
            && mail::parse::arrived(&header).is_some_and(|arrived| arrived < self.since)
        {
            self.left.push(left(entry));
        }
        Box::pin(async { Ok(()) })
    }
}
