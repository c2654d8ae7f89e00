//! Ids that a server gives to several messages. While it does, a hash of the headers is appended to
//! each; what is recorded goes by the same name before and after, so that nothing comes twice.

use super::{intake::IntakeError, plan::Known};
use crate::context::Context;
use mail::pop3::{Entry, HEADERS_ID, shared_id};
use std::collections::{HashMap, HashSet};
use store::{Account, StoreError, UidState};

/// Ids that the account's server has given to several messages, as far as these are remembered.
pub async fn ids(context: &Context, account: &Account) -> Result<HashSet<String>, StoreError> {
    let uids = context.store.uids_with(account.id, &format!(" {HEADERS_ID}")).await?;
    Ok(uids.iter().filter_map(|uid| shared_id(uid)).map(|(own, _)| own.to_owned()).collect())
}

/// Finds, of ids that were one message's and have come to be several's, the message that was
/// recorded under the id alone, and records it under its new name.
pub async fn rename(
    context: &Context,
    account: &Account,
    listed: &[Entry],
    known: &mut Known,
) -> Result<(), IntakeError> {
    let shared: Vec<_> = listed.iter().filter_map(|it| Some((it, shared_id(&it.uid)?))).collect();
    if shared.is_empty() {
        return Ok(());
    }
    let mut states: HashMap<String, &mut UidState> =
        known.stored.iter_mut().map(|state| (state.uid.clone(), state)).collect();
    let alone: Vec<String> = shared.iter().map(|(_, (own, _))| (*own).to_owned()).collect();
    let recorded = context.store.recorded(account.id, &alone).await?;
    for (entry, (own, header)) in shared {
        let (Some(before), Some(state)) = (recorded.get(own), states.get(own)) else { continue };
        // Of what was left there is no more to tell it by.
        let is_it = if state.left { state.size == entry.size } else { before.header == header };
        if !is_it || states.contains_key(&entry.uid) {
            continue;
        }
        context.store.rename_uid(account.id, own, &entry.uid).await?;
        if let Some(state) = states.remove(own) {
            state.uid.clone_from(&entry.uid);
        }
        if known.let_go.remove(own) {
            known.let_go.insert(entry.uid.clone());
        }
    }
    Ok(())
}
