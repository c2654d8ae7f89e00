use super::Visit;
use crate::jobs::collect::{
    intake::IntakeError,
    portions::{COMMIT_AFTER, COMMIT_EVERY},
    session,
};
use mail::pop3::{Entry, Session};
use model::LeavePolicy;
use std::mem;
use tokio::time::Instant;

/// Deletions after which the clock is looked at.
const AT_ONCE: usize = 250;

impl Visit<'_> {
    /// Deletes at the provider what is stored here, and leaves. Counts the deletions that the
    /// server confirmed. What was asked for and not confirmed is remembered and asked for again
    /// (R18).
    ///
    /// Many deletions take several sessions, unless the provider wants a pause between two.
    pub(super) async fn delete(&mut self, mut session: Session) -> Result<(), IntakeError> {
        let Self { context, account, ahead, .. } = *self;
        let mut expired = mem::take(&mut self.expired);
        let patient = self.provider.is_patient();
        let most = if patient { COMMIT_EVERY } else { usize::MAX };
        loop {
            let (began, mut asked, mut marked) = (Instant::now(), 0, Vec::new());
            while !expired.is_empty()
                && asked < most
                && (asked == 0 || !patient || began.elapsed() < COMMIT_AFTER)
            {
                let later = expired.split_off(AT_ONCE.min(most - asked).min(expired.len()));
                let some = mem::replace(&mut expired, later);
                asked += some.len();
                let sure = self.ascertain(&mut session, some).await?;
                context.store.request_deletes(account.id, &uids(&sure)).await?;
                marked.extend(session.delete(&sure).await?);
            }
            match session.quit().await {
                Err(error) if marked.is_empty() => {
                    // Nothing depended on it.
                    tracing::info!(account = %account.id, %error, "the session was not ended well");
                }
                quit => quit?,
            }
            let now = context.clock.now();
            context.store.confirm_deletes(account.id, &uids(&marked), now).await?;
            self.provider.note_deleted(&marked);
            self.pass.deleted += i64::try_from(marked.len()).unwrap_or(i64::MAX);
            if expired.is_empty() {
                return Ok(());
            }
            session = session::open(context, account, ahead).await?;
            self.session += 1;
            expired = session::renumbered(context, account, &mut session, expired).await?;
        }
    }

    /// Those of `entries` that are stored here for certain. What was retrieved in this session is.
    /// Of any other only the UID is known, which the provider may have given to another message
    /// since: its header is compared with the one that was collected. Where that is not to be had,
    /// or is another, the message is retrieved again: what is here is known for it, and what is
    /// not is collected, in place of being deleted (R19).
    async fn ascertain(
        &mut self,
        session: &mut Session,
        entries: Vec<Entry>,
    ) -> Result<Vec<Entry>, IntakeError> {
        let (mut sure, late): (Vec<Entry>, Vec<Entry>) =
            entries.into_iter().partition(|entry| self.is_of_this_session(entry));
        if late.is_empty() {
            return Ok(sure);
        }
        let recorded = self.context.store.recorded(self.account.id, &uids(&late)).await?;
        let (same, mut doubtful) = self.compare(session, late, &recorded).await?;
        sure.extend(same);
        self.allowance.cut(&mut doubtful);
        if doubtful.is_empty() {
            return Ok(sure);
        }
        tracing::info!(
            account = %self.account.id,
            count = doubtful.len(),
            "retrieving again what is to be deleted, as its headers do not say that it is here"
        );
        self.doubt(&doubtful, &recorded);
        self.retrieve(session, &doubtful).await?;
        let all = self.account.leave == LeavePolicy::Delete;
        sure.extend(doubtful.into_iter().filter(|entry| {
            self.confirmed.contains(&entry.uid) || all && self.is_of_this_session(entry)
        }));
        Ok(sure)
    }

    /// It was retrieved in this session, and is stored.
    fn is_of_this_session(&self, entry: &Entry) -> bool {
        self.stored.get(&entry.uid) == Some(&self.session)
    }
}

fn uids(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| entry.uid.clone()).collect()
}
