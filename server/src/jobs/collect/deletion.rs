use super::intake::IntakeError;
use crate::context::Context;
use mail::pop3::{Entry, Session};
use store::Account;

/// Deletes at the provider what is stored here, and leaves. Says how many deletions the server
/// confirmed. What was asked for and not confirmed is remembered and asked for again (R18).
pub async fn run(
    context: &Context,
    account: &Account,
    mut session: Session,
    expired: &[Entry],
) -> Result<i64, IntakeError> {
    if expired.is_empty() {
        session.quit().await?;
        return Ok(0);
    }
    let uids: Vec<String> = expired.iter().map(|entry| entry.uid.clone()).collect();
    context.store.request_deletes(account.id, &uids).await?;
    let marked = session.delete(expired).await?;
    session.quit().await?;
    let deleted: Vec<String> = marked.into_iter().map(|entry| entry.uid).collect();
    context.store.forget_uids(account.id, &deleted).await?;
    Ok(i64::try_from(deleted.len()).unwrap_or(i64::MAX))
}
