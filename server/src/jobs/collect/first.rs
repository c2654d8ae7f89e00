//! The first pass over an account: what is there already may be left there (R22).

use super::{
    intake::IntakeError,
    setbacks::{self, Setbacks},
};
use crate::{clock::millis, context::Context};
use mail::pop3::{Entry, Outcome, Session, Sink};
use model::{FirstPass, UnixMillis};
use std::{pin::Pin, time::Duration};
use store::Account;

const DAY: Duration = Duration::from_hours(24);

/// Records which of `listed` are left at the provider for ever, all of them at once, so that a
/// crash before that leaves all of it to be done again. What cannot be dated is not left, and
/// neither is that at whose headers sessions broke off again and again. Answers what the user should
/// know of that.
pub async fn sort_out(
    context: &Context,
    account: &Account,
    session: &mut Session,
    listed: &[Entry],
    setbacks: &Setbacks,
) -> Result<Option<String>, IntakeError> {
    let now = context.clock.now();
    let mut undated = 0;
    let left = match account.first_pass {
        FirstPass::All => Vec::new(),
        FirstPass::New => listed.iter().map(left).collect(),
        FirstPass::Days(days) => {
            let since = now.saturating_sub(millis(DAY * u32::from(days)));
            let mut dates = Dates { since, left: Vec::new(), undated: 0 };
            let mut asked = if setbacks.are_many() { Vec::new() } else { listed.to_vec() };
            undated = listed.len() - asked.len();
            // What is left out is told of where messages are retrieved.
            setbacks.difficult_last(&mut asked, now);
            setbacks::headers(context, account, session, &asked, &mut dates).await?;
            undated += dates.undated;
            dates.left
        }
    };
    context.store.begin_account(account.id, &left, now).await?;
    Ok(match undated {
        0 => None,
        1 => Some("1 message shows no date and was collected, however old it is.".to_owned()),
        n => Some(format!("{n} messages show no date and were collected, however old they are.")),
    })
}

fn left(entry: &Entry) -> (String, u64) {
    (entry.uid.clone(), entry.size)
}

/// Reads from headers when their messages came.
struct Dates {
    since: UnixMillis,
    left: Vec<(String, u64)>,
    /// Messages whose dates are not to be had.
    undated: usize,
}

impl Sink for Dates {
    fn message(
        &mut self,
        entry: &Entry,
        outcome: Outcome,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>> {
        let arrived = match outcome {
            Outcome::Message(header) => mail::parse::arrived(header.outline()),
            Outcome::TooLarge | Outcome::Refused(_) => None,
        };
        match arrived {
            Some(arrived) if arrived < self.since => self.left.push(left(entry)),
            Some(_) => {}
            None => self.undated += 1,
        }
        Box::pin(async { Ok(()) })
    }
}
