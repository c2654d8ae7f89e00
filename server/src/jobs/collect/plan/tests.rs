use super::{COUNTED_OTHERWISE, DAY, Known, MARKED_AS_READ, Plan, overflow};
use crate::clock::millis;
use mail::pop3::Entry;
use model::{LeavePolicy, MessageId, UserId};
use store::{Oversized, UidState};

const LIMIT: u64 = 1000;
const EVERY_POLICY: [LeavePolicy; 6] = [
    LeavePolicy::Delete,
    LeavePolicy::Keep,
    LeavePolicy::Days(0),
    LeavePolicy::WhenErased,
    LeavePolicy::WhenTrashed,
    LeavePolicy::Over(0),
];

fn listed(uids: &[&str]) -> Vec<Entry> {
    let entry = |(number, uid): (u32, &&str)| Entry { number, uid: (*uid).into(), size: 1 };
    (1..).zip(uids).map(entry).collect()
}

fn stored(uid: &str, day: u32) -> UidState {
    UidState { uid: uid.into(), fetched: millis(DAY * day), size: 1, ..UidState::default() }
}

fn knowing(stored: Vec<UidState>) -> Known {
    Known { stored, ..Known::default() }
}

fn plan(listed: &[Entry], known: &Known, leave: LeavePolicy) -> Plan {
    Plan::new(listed, known, leave, LIMIT, 0)
}

fn uids(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.uid.as_str()).collect()
}

#[test]
fn only_what_is_not_stored_is_wanted() {
    let known = knowing(vec![stored("a", 0), stored("gone", 0)]);
    let plan = plan(&listed(&["a", "b", "c"]), &known, LeavePolicy::Keep);
    assert_eq!(uids(&plan.wanted), ["b", "c"]);
    assert!(plan.expired.is_empty());
    assert_eq!(plan.vanished, ["gone"]);
}

#[test]
fn delete_takes_what_is_stored_and_never_what_is_not() {
    let known = knowing(vec![stored("a", 9)]);
    let plan = plan(&listed(&["a", "b"]), &known, LeavePolicy::Delete);
    assert_eq!(uids(&plan.expired), ["a"]);
    assert_eq!(uids(&plan.wanted), ["b"]);
}

#[test]
fn days_count_from_the_collection() {
    let known = knowing(vec![stored("old", 1), stored("young", 2)]);
    let plan =
        |now| Plan::new(&listed(&["old", "young"]), &known, LeavePolicy::Days(14), LIMIT, now);
    assert!(plan(millis(DAY * 15) - 1).expired.is_empty());
    assert_eq!(uids(&plan(millis(DAY * 15)).expired), ["old"]);
    assert_eq!(uids(&plan(millis(DAY * 16)).expired), ["old", "young"]);
}

#[test]
fn what_its_user_has_let_go_of_expires_where_that_is_the_policy() {
    let known = Known {
        stored: vec![stored("kept", 0), stored("gone", 0)],
        let_go: ["gone".to_owned(), "never stored".to_owned()].into(),
        ..Known::default()
    };
    let here = listed(&["kept", "gone", "never stored"]);
    for (leave, expired) in [
        (LeavePolicy::WhenErased, vec!["gone"]),
        (LeavePolicy::WhenTrashed, vec!["gone"]),
        (LeavePolicy::Keep, vec![]),
        (LeavePolicy::Over(0), vec![]),
        (LeavePolicy::Days(1), vec![]),
        (LeavePolicy::Delete, vec!["kept", "gone"]),
    ] {
        let plan = plan(&here, &known, leave);
        assert_eq!(uids(&plan.expired), expired, "{leave}");
        assert_eq!(uids(&plan.wanted), ["never stored"], "{leave}");
    }
}

#[test]
fn a_deletion_without_confirmation_is_asked_for_again() {
    let lost = UidState { delete_requested: true, ..stored("a", 0) };
    let plan = plan(&listed(&["a"]), &knowing(vec![lost]), LeavePolicy::Keep);
    assert_eq!(uids(&plan.expired), ["a"]);
    assert!(plan.wanted.is_empty(), "and not collected a second time");
}

#[test]
fn what_was_left_at_the_beginning_is_neither_collected_nor_deleted() {
    let left = UidState { left: true, ..stored("old", 0) };
    let known = Known { let_go: ["old".to_owned()].into(), ..knowing(vec![left]) };
    for leave in EVERY_POLICY {
        let plan = Plan::new(&listed(&["old"]), &known, leave, LIMIT, millis(DAY * 99));
        assert!(plan.wanted.is_empty() && plan.expired.is_empty(), "{leave}");
    }
}

fn sized(size: u64) -> Vec<Entry> {
    vec![Entry { number: 1, uid: "a".into(), size }]
}

#[test]
fn another_message_under_a_known_id_is_collected_and_never_deleted_for_the_one_before() {
    let requested = |size| UidState { delete_requested: true, size, ..stored("a", 0) };
    let table = [
        (1000, 1000, false),
        (1000, 1000 + MARKED_AS_READ, false),
        (1000, 1001 + MARKED_AS_READ, true),
        (1000, 999 - MARKED_AS_READ, true),
        (100_000, 100_001 + MARKED_AS_READ, true),
        (0, 1_000_000, false),
        (1_000_000, 0, false),
    ];
    for (before, now, another) in table {
        for leave in EVERY_POLICY {
            let plan = plan(&sized(now), &knowing(vec![requested(before)]), leave);
            assert_eq!(plan.wanted.len(), usize::from(another), "{before} {now} {leave}");
            assert_eq!(plan.reused.len(), usize::from(another), "{before} {now} {leave}");
            assert_eq!(plan.expired.len(), usize::from(!another), "{before} {now} {leave}");
        }
    }
}

#[test]
fn where_nothing_is_deleted_a_provider_may_count_otherwise_from_one_time_to_the_next() {
    let table = [
        (1000, 1000 + COUNTED_OTHERWISE, false),
        (1000, 1001 + COUNTED_OTHERWISE, true),
        (100_000, 125_000, false),
        (100_000, 125_001, true),
        (100_000, 74_999, true),
        (100_000, 75_000, false),
    ];
    for (before, now, another) in table {
        let state = UidState { size: before, ..stored("a", 0) };
        let kept = knowing(vec![state.clone()]);
        let let_go = Known { let_go: ["a".to_owned()].into(), ..knowing(vec![state]) };
        for (known, leave) in [(&kept, LeavePolicy::Keep), (&let_go, LeavePolicy::WhenErased)] {
            let plan = plan(&sized(now), known, leave);
            assert_eq!(plan.reused.len(), usize::from(another), "{before} {now} {leave}");
        }
    }
}

/// Known to be too large, without a stub.
fn large() -> Oversized {
    Oversized { more_than: LIMIT, stub: None, wanted: false, size: 0, vanished: 0 }
}

#[test]
fn a_message_known_to_be_too_large_is_wanted_only_under_a_higher_limit_or_when_asked_for() {
    let over = Oversized { more_than: 1000, stub: Some(MessageId::new(UserId(1), 1)), ..large() };
    let knowing = |large| Known {
        oversized: [("large".to_owned(), large), ("gone".to_owned(), over)].into(),
        ..Known::default()
    };
    let known = knowing(over);
    let plan = |known, limit| Plan::new(&listed(&["large"]), known, LeavePolicy::Keep, limit, 0);
    for limit in [500, 1000] {
        let plan = plan(&known, limit);
        assert!(plan.wanted.is_empty() && plan.asked_for.is_empty());
        assert_eq!(uids(&plan.oversized), ["large"]);
    }
    assert_eq!(uids(&plan(&known, 1001).wanted), ["large"]);
    assert_eq!(plan(&known, 1001).vanished, ["gone"]);
    let known = knowing(Oversized { wanted: true, ..over });
    assert_eq!(uids(&plan(&known, 500).asked_for), ["large"]);
}

#[test]
fn the_largest_that_are_stored_go_first_until_the_rest_fits() {
    let sizes = [("a", 3_000_000), ("b", 9_000_000), ("new", 8_000_000), ("c", 3_000_000)];
    let entry = |(number, (uid, size)): (u32, &(&str, u64))| Entry {
        number,
        uid: (*uid).to_owned(),
        size: *size,
    };
    let here: Vec<Entry> = (1..).zip(&sizes).map(entry).collect();
    let table = [
        (100, vec![]),
        (23, vec![]),
        (22, vec!["b"]),
        (14, vec!["b"]),
        (13, vec!["b", "a"]),
        (10, vec!["b", "a", "c"]),
        (0, vec!["b", "a", "c"]),
    ];
    for (megabytes, expected) in table {
        let over = overflow(&here, megabytes, |entry| entry.uid != "new");
        assert_eq!(uids(&over), expected, "over {megabytes} MB");
    }
}

#[test]
fn nothing_goes_where_the_provider_tells_no_sizes() {
    let untold: Vec<Entry> =
        listed(&["a", "b"]).into_iter().map(|entry| Entry { size: 0, ..entry }).collect();
    assert!(overflow(&untold, 0, |_| true).is_empty());
}

#[test]
fn a_listing_without_a_message_is_remembered_before_it_is_believed() {
    let day = |days| millis(DAY * days);
    let at = |vanished| knowing(vec![UidState { vanished, ..stored("a", 0) }]);
    let nothing = |known: &Known, now| Plan::new(&[], known, LeavePolicy::Keep, LIMIT, now);
    let first = nothing(&at(0), day(1));
    assert_eq!((first.vanished, first.forgotten), (vec!["a".to_owned()], vec![]));
    let second = nothing(&at(day(1)), day(31) - 1);
    assert!(second.vanished.is_empty() && second.forgotten.is_empty());
    assert_eq!(nothing(&at(day(1)), day(31)).forgotten, ["a"]);
}

#[test]
fn a_large_message_that_is_not_listed_is_remembered_as_long_as_one_that_was_collected() {
    let day = |days| millis(DAY * days);
    let at = |vanished| Known {
        oversized: [("a".to_owned(), Oversized { vanished, size: 9_000, ..large() })].into(),
        ..Known::default()
    };
    let plan = |listed: &[Entry], vanished, now| {
        Plan::new(listed, &at(vanished), LeavePolicy::Keep, LIMIT, now)
    };
    assert_eq!(plan(&[], 0, day(1)).vanished, ["a"]);
    let waiting = plan(&[], day(1), day(31) - 1);
    assert!(waiting.vanished.is_empty() && waiting.forgotten.is_empty());
    assert_eq!(plan(&[], day(1), day(31)).forgotten, ["a"]);
    for (size, same) in [(9_000, true), (0, true), (9_000 + COUNTED_OTHERWISE + 1, false)] {
        let back = plan(&sized(size), day(1), day(2));
        assert_eq!(back.listed_again.len(), usize::from(same), "{size}");
        assert_eq!(uids(&back.oversized).len(), usize::from(same), "{size}");
        assert_eq!(
            (back.replaced.len(), back.wanted.len()),
            (usize::from(!same), usize::from(!same))
        );
        assert!(plan(&sized(size), 0, day(2)).listed_again.is_empty(), "it was never gone");
    }
}

#[test]
fn what_was_gone_and_is_listed_again_is_looked_at_before_anything_is_done_with_it() {
    let gone = UidState { vanished: 1, ..stored("a", 0) };
    let deleted = UidState { delete_requested: true, deleted: 1, ..stored("b", 0) };
    let kept = UidState { deleted: 1, ..stored("c", 0) };
    let known = knowing(vec![gone, deleted, kept]);
    for leave in EVERY_POLICY {
        let plan = plan(&listed(&["a", "b", "c"]), &known, leave);
        assert_eq!(uids(&plan.back), ["a", "b"], "{leave}");
        assert!(plan.wanted.is_empty() && plan.expired.is_empty(), "{leave}");
    }
}

#[test]
fn what_was_left_and_is_listed_again_with_its_size_stays_left() {
    let known = knowing(vec![UidState { left: true, vanished: 1, ..stored("a", 0) }]);
    let same = plan(&sized(1), &known, LeavePolicy::Delete);
    assert_eq!((uids(&same.wanted), same.listed_again), (vec![], vec!["a".to_owned()]));
    let other = plan(&sized(2), &known, LeavePolicy::Delete);
    assert_eq!((uids(&other.wanted), other.reused), (vec!["a"], vec!["a".to_owned()]));
}

#[test]
fn what_was_deleted_is_forgotten_once_it_is_no_longer_listed() {
    let deleted = UidState { delete_requested: true, deleted: 1, ..stored("a", 0) };
    let plan = plan(&[], &knowing(vec![deleted]), LeavePolicy::Delete);
    assert_eq!((plan.forgotten, plan.vanished), (vec!["a".to_owned()], vec![]));
}
