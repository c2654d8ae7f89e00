//! Filters over what has just arrived, in the transaction that stores it. Each is asked of the
//! search index itself, of the new messages only: what a filter takes and what the search for it
//! finds cannot differ.

use super::all;
use crate::{
    Result,
    change::set,
    folders, labels, queue, search,
    sql::Connection,
    submit,
    users::address_key,
    zones::{self, Zone},
};
use model::{
    AccountId, DeliveryState, FolderKey, LabelId, MessageId, Role, UnixMillis, UserId,
    search::parse_in,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A message that has just been stored, and may be filtered.
pub(crate) struct Candidate {
    pub(crate) id: MessageId,
    /// The account that it was collected from.
    pub(crate) account: Option<AccountId>,
    /// Addresses that it has been at, in lower case; none: it is sent on nowhere.
    pub(crate) trail: Option<Vec<String>>,
    /// It looks like spam, and goes no further by itself unless a filter says that it is none.
    pub(crate) looks_like_spam: bool,
}

/// What all filters together do to one message.
#[derive(Default)]
struct Fate {
    folder: Option<i64>,
    labels: BTreeSet<i64>,
    star: bool,
    read: bool,
    forward: BTreeSet<String>,
}

/// Filters messages of one user, in ascending order of their ids. Answers those that looked like
/// spam and are none by a filter.
pub(crate) async fn run(
    tx: &mut Connection,
    user: UserId,
    candidates: &[Candidate],
    now: UnixMillis,
) -> Result<Vec<MessageId>> {
    let (Some(first), Some(last)) = (candidates.first(), candidates.last()) else {
        return Ok(Vec::new());
    };
    let known: HashMap<i64, &Candidate> = candidates.iter().map(|one| (one.id.0, one)).collect();
    // All are asked before any does anything: none sees what another has done.
    let mut taken = Vec::new();
    let mut filters = all(tx, user).await?;
    filters.retain(|filter| filter.enabled.0);
    let zone = if filters.is_empty() { Zone::UTC } else { zones::of(tx, user).await? };
    for filter in filters {
        let query = parse_in(&filter.query, now, &zone).query;
        let mut ids = search::ids_between(tx, &query, first.id, last.id, None).await?;
        ids.retain(|id| known.contains_key(id));
        taken.push((filter, ids));
    }
    let looks_like_spam = |id: &i64| known.get(id).is_some_and(|one| one.looks_like_spam);
    let vouched = taken.iter().filter(|(filter, _)| filter.not_spam.0);
    let rescued: BTreeSet<i64> =
        vouched.flat_map(|(_, ids)| ids.iter().copied()).filter(looks_like_spam).collect();
    let mut fates: BTreeMap<i64, Fate> = BTreeMap::new();
    for (filter, ids) in taken {
        for id in ids.into_iter().filter(|id| !looks_like_spam(id) || rescued.contains(id)) {
            let fate = fates.entry(id).or_default();
            if fate.folder.is_none() && filter.folder_id != 0 {
                fate.folder = Some(filter.folder_id);
            }
            fate.labels.extend((filter.label_id != 0).then_some(filter.label_id));
            fate.star |= filter.star.0;
            fate.read |= filter.mark_read.0;
            if !filter.forward.is_empty() {
                fate.forward.insert(filter.forward.clone());
            }
        }
    }
    let chosen = |wanted: &dyn Fn(&Fate) -> bool| -> Vec<MessageId> {
        let fates = fates.iter().filter(|(_, fate)| wanted(fate));
        fates.map(|(id, _)| MessageId(*id)).collect()
    };
    let rescued: Vec<MessageId> = rescued.into_iter().map(MessageId).collect();
    if !rescued.is_empty() {
        let inbox = folders::resolve(tx, user, &FolderKey::Role(Role::Inbox)).await?;
        set(tx, "folder_id", inbox.id.0, &rescued).await?;
    }
    set(tx, "starred", 1, &chosen(&|fate| fate.star)).await?;
    set(tx, "unread", 0, &chosen(&|fate| fate.read)).await?;
    let labels: BTreeSet<i64> = fates.values().flat_map(|fate| fate.labels.clone()).collect();
    for label in labels {
        let ids = chosen(&|fate| fate.labels.contains(&label));
        labels::put_on(tx, LabelId(label), &ids).await?;
    }
    let folders: BTreeSet<i64> = fates.values().filter_map(|fate| fate.folder).collect();
    for folder in folders {
        set(tx, "folder_id", folder, &chosen(&|fate| fate.folder == Some(folder))).await?;
    }
    for (id, fate) in &fates {
        if let Some(candidate) = known.get(id) {
            send_on(tx, user, candidate, &fate.forward, now).await?;
        }
    }
    Ok(rescued)
}

/// Puts a message into the queue as it came, for those whom it has not been at yet (R14).
pub(super) async fn send_on(
    tx: &mut Connection,
    user: UserId,
    candidate: &Candidate,
    addresses: &BTreeSet<String>,
    now: UnixMillis,
) -> Result<()> {
    let Some(trail) = &candidate.trail else { return Ok(()) };
    let fresh: Vec<&str> = addresses
        .iter()
        .map(String::as_str)
        .filter(|address| !trail.contains(&address_key(address)))
        .collect();
    if fresh.is_empty() {
        return Ok(());
    }
    submit::send_on(tx, user, candidate.id, candidate.account, now).await?;
    queue::insert(tx, candidate.id, &fresh, DeliveryState::Queued, now).await?;
    set(tx, "forwarded", 1, &[candidate.id]).await
}
