use super::{
    intake::IntakeError,
    session::{self, Provider},
};
use crate::context::Context;
use mail::pop3::{Entry, Session};
use std::{collections::HashSet, mem};
use store::Account;

/// Deletions in one session, at most. They count when the session has ended well, and a session
/// that breaks takes with it what it has marked (R18).
const COMMIT_EVERY: usize = 1000;

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
    let at_once = if patient { COMMIT_EVERY } else { usize::MAX };
    let uids: Vec<String> = expired.iter().map(|entry| entry.uid.clone()).collect();
    context.store.request_deletes(account.id, &uids).await?;
    loop {
        let later = expired.split_off(at_once.min(expired.len()));
        let batch = mem::replace(&mut expired, later);
        let marked = session.delete(&batch).await?;
        session.quit().await?;
        let marked: Vec<String> = marked.into_iter().map(|entry| entry.uid).collect();
        context.store.forget_uids(account.id, &marked).await?;
        *deleted += i64::try_from(marked.len()).unwrap_or(i64::MAX);
        if expired.is_empty() {
            return Ok(());
        }
        session = session::open(context, account, ahead).await?;
        // Numbers hold for one session; ids stay.
        let left: HashSet<String> = expired.into_iter().map(|entry| entry.uid).collect();
        let (listed, _) = session.entries().await?;
        expired = listed.into_iter().filter(|entry| left.contains(&entry.uid)).collect();
    }
}
