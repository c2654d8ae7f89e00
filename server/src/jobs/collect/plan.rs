use crate::clock::millis;
use mail::pop3::Entry;
use model::{LeavePolicy, UnixMillis};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    time::Duration,
};
use store::UidState;

const DAY: Duration = Duration::from_hours(24);

/// What is known of the messages at the provider.
#[derive(Debug, Default)]
pub struct Known {
    /// Those stored here.
    pub stored: Vec<UidState>,
    /// Those that proved too large, with the bytes that each has more than.
    pub oversized: HashMap<String, u64>,
}

/// What there is to do, from what the server lists and what is known of it.
#[derive(Debug, Default)]
pub struct Plan {
    /// Messages not stored here yet.
    pub wanted: Vec<Entry>,
    /// UIDs of messages that are known to be over the limit: asking for them again would fetch
    /// all of them, only to throw them away.
    pub oversized: Vec<String>,
    /// Messages stored here that the leave policy wants deleted at the provider.
    pub expired: Vec<Entry>,
    /// UIDs that the server no longer lists.
    pub vanished: Vec<String>,
}

impl Plan {
    /// Compares the listing with what is known. `limit` is the largest message taken now.
    pub fn new(
        listed: Vec<Entry>,
        known: &Known,
        leave: LeavePolicy,
        limit: u64,
        now: UnixMillis,
    ) -> Self {
        let states: HashMap<&str, &UidState> =
            known.stored.iter().map(|state| (state.uid.as_str(), state)).collect();
        let present: HashSet<&str> = listed.iter().map(|entry| entry.uid.as_str()).collect();
        let vanished: BTreeSet<&String> = (known.stored.iter().map(|state| &state.uid))
            .chain(known.oversized.keys())
            .filter(|uid| !present.contains(uid.as_str()))
            .collect();
        let vanished = vanished.into_iter().cloned().collect();
        let mut plan = Self { vanished, ..Self::default() };
        for entry in listed {
            let too_large = || known.oversized.get(&entry.uid).is_some_and(|least| *least >= limit);
            match states.get(entry.uid.as_str()) {
                None if too_large() => plan.oversized.push(entry.uid),
                None => plan.wanted.push(entry),
                Some(state) if is_expired(state, leave, now) => plan.expired.push(entry),
                Some(_) => {}
            }
        }
        plan
    }
}

/// A deletion asked for before and not confirmed is asked for again, whatever the policy is by
/// now: the message is stored here, and the provider may already have half forgotten it.
fn is_expired(state: &UidState, leave: LeavePolicy, now: UnixMillis) -> bool {
    state.delete_requested
        || match leave {
            LeavePolicy::Delete => true,
            LeavePolicy::Keep
            | LeavePolicy::WhenErased
            | LeavePolicy::WhenTrashed
            | LeavePolicy::Over(_) => false,
            LeavePolicy::Days(days) => {
                now.saturating_sub(state.fetched) >= millis(DAY * u32::from(days))
            }
        }
}

#[cfg(test)]
mod tests {
    use super::{DAY, Known, Plan};
    use crate::clock::millis;
    use mail::pop3::Entry;
    use model::LeavePolicy;
    use store::UidState;

    const LIMIT: u64 = 1000;

    fn listed(uids: &[&str]) -> Vec<Entry> {
        let entry = |(number, uid): (u32, &&str)| Entry { number, uid: (*uid).into(), size: 1 };
        (1..).zip(uids).map(entry).collect()
    }

    fn stored(uid: &str, day: u32) -> UidState {
        UidState { uid: uid.into(), fetched: millis(DAY * day), delete_requested: false }
    }

    fn knowing(stored: Vec<UidState>) -> Known {
        Known { stored, ..Known::default() }
    }

    fn uids(entries: &[Entry]) -> Vec<&str> {
        entries.iter().map(|entry| entry.uid.as_str()).collect()
    }

    #[test]
    fn only_what_is_not_stored_is_wanted() {
        let known = knowing(vec![stored("a", 0), stored("gone", 0)]);
        let plan = Plan::new(listed(&["a", "b", "c"]), &known, LeavePolicy::Keep, LIMIT, 0);
        assert_eq!(uids(&plan.wanted), ["b", "c"]);
        assert!(plan.expired.is_empty());
        assert_eq!(plan.vanished, ["gone"]);
    }

    #[test]
    fn delete_takes_what_is_stored_and_never_what_is_not() {
        let known = knowing(vec![stored("a", 9)]);
        let plan = Plan::new(listed(&["a", "b"]), &known, LeavePolicy::Delete, LIMIT, 0);
        assert_eq!(uids(&plan.expired), ["a"]);
        assert_eq!(uids(&plan.wanted), ["b"]);
    }

    #[test]
    fn days_count_from_the_collection() {
        let known = knowing(vec![stored("old", 1), stored("young", 2)]);
        let plan =
            |now| Plan::new(listed(&["old", "young"]), &known, LeavePolicy::Days(14), LIMIT, now);
        assert!(plan(millis(DAY * 15) - 1).expired.is_empty());
        assert_eq!(uids(&plan(millis(DAY * 15)).expired), ["old"]);
        assert_eq!(uids(&plan(millis(DAY * 16)).expired), ["old", "young"]);
    }

    #[test]
    fn a_deletion_without_confirmation_is_asked_for_again() {
        let lost = UidState { delete_requested: true, ..stored("a", 0) };
        let plan = Plan::new(listed(&["a"]), &knowing(vec![lost]), LeavePolicy::Keep, LIMIT, 0);
        assert_eq!(uids(&plan.expired), ["a"]);
        assert!(plan.wanted.is_empty(), "and not collected a second time");
    }

    #[test]
    fn a_message_known_to_be_too_large_is_wanted_only_under_a_higher_limit() {
        let oversized = [("large".to_owned(), 1000), ("gone".to_owned(), 1000)].into();
        let known = Known { oversized, ..Known::default() };
        let plan = |limit| Plan::new(listed(&["large"]), &known, LeavePolicy::Keep, limit, 0);
        for limit in [500, 1000] {
            assert!(plan(limit).wanted.is_empty());
            assert_eq!(plan(limit).oversized, ["large"]);
        }
        assert_eq!(uids(&plan(1001).wanted), ["large"]);
        assert_eq!(plan(1001).vanished, ["gone"]);
    }
}
