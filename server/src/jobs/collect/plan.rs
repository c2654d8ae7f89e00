use crate::clock::millis;
use mail::pop3::Entry;
use model::{LeavePolicy, UnixMillis};
use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
    time::Duration,
};
use store::{Oversized, UidState};

const DAY: Duration = Duration::from_hours(24);
/// A UID that is not listed any more is remembered for so long. One listing may be empty or short
/// although all is there, as while a provider moves its mailboxes; what is listed again then is not
/// collected again, and what was left there is not collected at all.
const REMEMBERED: Duration = Duration::from_hours(30 * 24);
/// By so many bytes a provider may count the same message differently from one time to the next:
/// some write lines of their own into a header, some count line ends by one byte and some by two.
const COUNTED_OTHERWISE: u64 = 4096;
/// The same where the message is to be deleted there, should its header be the same: only what
/// servers write into a header when it has been read (`Status: RO`). One that is taken for another
/// wrongly is fetched once more; one that is taken for the same wrongly is lost.
const MARKED_AS_READ: u64 = 128;

/// What is known of the messages at the provider.
#[derive(Debug, Default)]
pub struct Known {
    /// Those stored here, and those that never will be.
    pub stored: Vec<UidState>,
    /// Those that proved too large.
    pub oversized: HashMap<String, Oversized>,
    /// UIDs of those that their user has let go of here.
    pub let_go: HashSet<String>,
}

/// What there is to do, from what the server lists and what is known of it.
#[derive(Debug, Default)]
pub struct Plan {
    /// Messages not stored here yet.
    pub wanted: Vec<Entry>,
    /// Messages over the limit of which somebody wants all.
    pub asked_for: Vec<Entry>,
    /// Messages that are known to be over the limit: asking for them again would fetch all of
    /// them, only to throw them away.
    pub oversized: Vec<Entry>,
    /// Messages stored here that the leave policy wants deleted at the provider.
    pub expired: Vec<Entry>,
    /// UIDs that the server no longer lists, and did before.
    pub vanished: Vec<String>,
    /// UIDs that it has not listed for long, or as it was asked to delete them.
    pub forgotten: Vec<String>,
    /// Messages that were not listed for a while, or that the server said it has deleted. Under
    /// their UIDs others may be by now.
    pub back: Vec<Entry>,
    /// UIDs that are listed again, of messages that were left, or that are too large.
    pub listed_again: Vec<String>,
    /// UIDs that are listed again after messages that were too large, and are now of others, as it
    /// seems by their sizes. These are not known yet.
    pub replaced: Vec<String>,
    /// UIDs under which the server has another message than before, as it seems by its size; these
    /// are wanted.
    pub reused: Vec<String>,
}

impl Plan {
    /// Compares the listing with what is known. `limit` is the largest message taken now.
    pub fn new(
        listed: &[Entry],
        known: &Known,
        leave: LeavePolicy,
        limit: u64,
        now: UnixMillis,
    ) -> Self {
        let states: HashMap<&str, &UidState> =
            known.stored.iter().map(|state| (state.uid.as_str(), state)).collect();
        let present: HashSet<&str> = listed.iter().map(|entry| entry.uid.as_str()).collect();
        let mut plan = Self::default();
        for state in known.stored.iter().filter(|state| !present.contains(state.uid.as_str())) {
            if is_long_gone(state.vanished, now) || state.deleted > 0 {
                plan.forgotten.push(state.uid.clone());
            } else if state.vanished == 0 {
                plan.vanished.push(state.uid.clone());
            }
        }
        for (uid, over) in known.oversized.iter().filter(|(uid, _)| !present.contains(uid.as_str()))
        {
            if is_long_gone(over.vanished, now) {
                plan.forgotten.push(uid.clone());
            } else if over.vanished == 0 {
                plan.vanished.push(uid.clone());
            }
        }
        for entry in listed {
            let uid = entry.uid.as_str();
            let (state, mut over) = (states.get(uid), known.oversized.get(uid));
            if state.is_none()
                && let Some(gone) = over.filter(|over| over.vanished > 0)
            {
                if is_another_large(gone, entry) {
                    plan.replaced.push(entry.uid.clone());
                    over = None;
                } else {
                    plan.listed_again.push(entry.uid.clone());
                }
            }
            let group = match (state, over) {
                (Some(state), _) if is_another(state, entry, known, leave, now) => {
                    plan.reused.push(entry.uid.clone());
                    &mut plan.wanted
                }
                (Some(state), _) if state.left && state.vanished > 0 => {
                    // There is no more to tell it by.
                    if state.size == entry.size {
                        plan.listed_again.push(entry.uid.clone());
                        continue;
                    }
                    plan.reused.push(entry.uid.clone());
                    &mut plan.wanted
                }
                (Some(state), _) if state.left => continue,
                (Some(state), _) if is_back(state) => &mut plan.back,
                (Some(state), _) if is_expired(state, known, leave, now) => &mut plan.expired,
                (Some(_), _) => continue,
                (None, Some(over)) if over.wanted => &mut plan.asked_for,
                (None, Some(over)) if over.more_than >= limit => &mut plan.oversized,
                (None, _) => &mut plan.wanted,
            };
            group.push(entry.clone());
        }
        plan
    }
}

/// Whether what is not listed since `vanished` has been gone for so long that it is forgotten.
fn is_long_gone(vanished: UnixMillis, now: UnixMillis) -> bool {
    vanished > 0 && now.saturating_sub(vanished) >= millis(REMEMBERED)
}

/// Whether the server has given the UID of a message that was too large to another since.
fn is_another_large(over: &Oversized, entry: &Entry) -> bool {
    over.size > 0 && entry.size > 0 && over.size.abs_diff(entry.size) > COUNTED_OTHERWISE
}

/// Whether it is listed although it was gone. What the provider keeps in spite of having said that
/// it deleted it is not, once that is known.
fn is_back(state: &UidState) -> bool {
    state.vanished > 0 || state.deleted > 0 && state.delete_requested
}

/// Whether the server has given the UID to another message since. Should it only count otherwise,
/// then the message is fetched again, and known for the one that is here by its content; unless
/// its user has let go of that one, so there is less doubt then.
fn is_another(
    state: &UidState,
    entry: &Entry,
    known: &Known,
    leave: LeavePolicy,
    now: UnixMillis,
) -> bool {
    let told = state.size > 0 && entry.size > 0;
    let deleted =
        !state.left && !known.let_go.contains(&state.uid) && is_expired(state, known, leave, now);
    let tolerated = if deleted { MARKED_AS_READ } else { COUNTED_OTHERWISE.max(state.size / 4) };
    told && state.size.abs_diff(entry.size) > tolerated
}

/// A deletion asked for before and not confirmed is asked for again, whatever the policy is by
/// now: the message is stored here, and the provider may already have half forgotten it.
fn is_expired(state: &UidState, known: &Known, leave: LeavePolicy, now: UnixMillis) -> bool {
    // The provider keeps it, whatever it is asked.
    if state.deleted > 0 {
        return false;
    }
    state.delete_requested
        || match leave {
            LeavePolicy::Delete => true,
            LeavePolicy::Keep | LeavePolicy::Over(_) => false,
            LeavePolicy::WhenErased | LeavePolicy::WhenTrashed => known.let_go.contains(&state.uid),
            LeavePolicy::Days(days) => {
                now.saturating_sub(state.fetched) >= millis(DAY * u32::from(days))
            }
        }
}

/// What to delete so that no more than `megabytes` (10^6 bytes) stay at the provider: the largest
/// first, of those for which `is_stored` says that they are here.
pub fn overflow(
    listed: &[Entry],
    megabytes: u32,
    is_stored: impl Fn(&Entry) -> bool,
) -> Vec<Entry> {
    let mut all = listed.iter().map(|entry| entry.size).fold(0, u64::saturating_add);
    let mut stored: Vec<&Entry> =
        listed.iter().filter(|entry| entry.size > 0 && is_stored(entry)).collect();
    stored.sort_by_key(|entry| (Reverse(entry.size), entry.number));
    let most = u64::from(megabytes) * 1_000_000;
    let largest = stored.into_iter().take_while(|entry| {
        let over = all > most;
        all = all.saturating_sub(entry.size);
        over
    });
    largest.cloned().collect()
}

#[cfg(test)]
mod tests;
