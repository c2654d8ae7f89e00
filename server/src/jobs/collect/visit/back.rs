//! What was gone and is listed again.

use super::{Known, Visit};
use crate::jobs::collect::intake::{Intake, IntakeError};
use mail::pop3::{Entry, HEADERS_ID, Pop3Error, Session};
use std::collections::HashSet;
use store::{Account, StoreError, UidState};

/// Passes that a server which has lost its ids is given to find them again.
const PASSES: i64 = 5;

/// Fails while a server that had ids shows none: all its messages would seem new. For some passes:
/// then it has none any more.
pub fn same_kind_of_ids(
    account: &Account,
    session: &Session,
    entries: &[Entry],
    known: &Known,
) -> Result<(), IntakeError> {
    if session.has_uidl() || entries.is_empty() || account.failures >= PASSES {
        return Ok(());
    }
    let is_id = |state: &UidState| state.vanished == 0 && !state.uid.starts_with(HEADERS_ID);
    if !known.stored.iter().any(is_id) {
        return Ok(());
    }
    Err(IntakeError::Server(Pop3Error::Temporary(
        "The server shows no ids of its messages today, by which those that were collected are \
         known. Your mail stays at the provider; the next try is automatic."
            .to_owned(),
    )))
}

impl Visit<'_> {
    /// Of what is listed although it was gone, what has to be retrieved to know whether it is what
    /// it was: another message may be under its UID by now. The others are noted.
    pub(super) async fn look_again(
        &mut self,
        session: &mut Session,
        back: Vec<Entry>,
        known: &Known,
    ) -> Result<Vec<Entry>, IntakeError> {
        if back.is_empty() {
            return Ok(back);
        }
        let uids: Vec<String> = back.iter().map(|entry| entry.uid.clone()).collect();
        let deleted: HashSet<&String> =
            known.stored.iter().filter(|state| state.deleted > 0).map(|state| &state.uid).collect();
        let store = &self.context.store;
        let recorded = store.recorded(self.account.id, &uids).await?;
        let (same, mut doubtful) = self.compare(session, back, &recorded).await?;
        let same: Vec<String> = same.into_iter().map(|entry| entry.uid).collect();
        store.note_back(self.account.id, &same).await?;
        if self.setbacks.are_known() {
            store.forget_setbacks(self.account.id, &same).await?;
        }
        if same.iter().any(|uid| deleted.contains(uid)) {
            self.notes.warnings.push(
                "The provider said that it deleted mail, and still has it: it keeps what was \
                 collected, whatever is chosen here."
                    .to_owned(),
            );
        }
        self.notes.left += self.allowance.cut(&mut doubtful);
        self.doubt(&doubtful, &recorded);
        self.back.extend(doubtful.iter().map(|entry| entry.uid.clone()));
        Ok(doubtful)
    }

    /// Notes what retrieving has shown of messages that were gone, and of those that broke off a
    /// session, or did not this time.
    pub(super) async fn settle(&self, intake: &Intake) -> Result<(), StoreError> {
        let (store, account) = (&self.context.store, self.account.id);
        let back: Vec<String> = intake.confirmed.intersection(&self.back).cloned().collect();
        store.note_back(account, &back).await?;
        if let Some(uid) = &intake.broke_at {
            store.note_setback(account, uid, self.context.clock.now()).await?;
        }
        if self.setbacks.are_known() {
            let stored: Vec<String> = intake.stored.iter().cloned().collect();
            store.forget_setbacks(account, &stored).await?;
        }
        Ok(())
    }
}
