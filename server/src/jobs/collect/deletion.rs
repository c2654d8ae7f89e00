use super::{
    intake::IntakeError,
    session::{self, Provider},
};
use crate::context::Context;
use mail::pop3::{Entry, Session};
use std::{collections::HashSet, mem, time::Duration};
use store::Account;
use tokio::time::Instant;

/// Deletions in one session, at most. They count when the session has ended well, and a session
/// that breaks takes with it what it has marked (R18).
pub const COMMIT_EVERY: usize = 1000;
/// The longest that deletions go on in one session.
pub const COMMIT_AFTER: Duration = Duration::from_mins(1);
/// Deletions after which the clock is looked at.
const AT_ONCE: usize = 250;

/// Deletes at the provider what is stored here, and leaves. Counts in `deleted` the deletions
/// that the server confirmed. What was asked for and not confirmed is remembered and asked for
/// again (R18).
///
/// Many deletions take several sessions, unless the provider wants a pause between two.
pub async fn run(
    context: &Context,
    account: &Account,
    mut session: Session,
    ahead: usize,
    mut expired: Vec<Entry>,
    deleted: &mut i64,
) -> Result<(), IntakeError> {
    let patient =
        Provider { login_delay: session.login_delay(), ..Provider::default() }.is_patient();
    let most = if patient { COMMIT_EVERY } else { usize::MAX };
    let uids: Vec<String> = expired.iter().map(|entry| entry.uid.clone()).collect();
    context.store.request_deletes(account.id, &uids).await?;
    loop {
        let (began, mut asked, mut marked) = (Instant::now(), 0, Vec::new());
        while !expired.is_empty()
            && asked < most
            && (asked == 0 || !patient || began.elapsed() < COMMIT_AFTER)
        {
            let later = expired.split_off(AT_ONCE.min(most - asked).min(expired.len()));
            let some = mem::replace(&mut expired, later);
            asked += some.len();
            marked.extend(session.delete(&some).await?.into_iter().map(|entry| entry.uid));
        }
        session.quit().await?;
        context.store.forget_uids(account.id, &marked).await?;
        *deleted += i64::try_from(marked.len()).unwrap_or(i64::MAX);
        if expired.is_empty() {
            return Ok(());
        }
        session = session::open(context, account, ahead).await?;
        expired = renumbered(&mut session, expired).await?;
    }
}

/// The same messages in a new session, as far as they are still there. Numbers hold for one
/// session; ids stay.
pub async fn renumbered(
    session: &mut Session,
    entries: Vec<Entry>,
) -> Result<Vec<Entry>, IntakeError> {
    let uids: HashSet<String> = entries.into_iter().map(|entry| entry.uid).collect();
    let (listed, _) = session.entries().await?;
    Ok(listed.into_iter().filter(|entry| uids.contains(&entry.uid)).collect())
}
