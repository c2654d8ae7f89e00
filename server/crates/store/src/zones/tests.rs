use super::*;
use model::search::Query;

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;

/// How long after the beginning of UTC's day a zone's begins. Hours.
fn late(zone: &str, (year, month, day): (i16, i8, i8)) -> i64 {
    let zone = Zone::named(zone).expect("a zone");
    (zone.begin(year, month, day) - Utc.begin(year, month, day)) / HOUR
}

#[test]
fn days_begin_at_midnight_where_clocks_say_so() {
    for day in [(1900, 1, 1), (1970, 1, 1), (2024, 2, 29), (9999, 12, 30)] {
        assert_eq!(Zone::UTC.begin(day.0, day.1, day.2), Utc.begin(day.0, day.1, day.2));
    }
    assert_eq!(late("Asia/Tokyo", (2026, 11, 1)), -9);
    assert_eq!(late("America/Los_Angeles", (2026, 7, 1)), 7, "in summer");
    assert_eq!(late("America/Los_Angeles", (2026, 12, 1)), 8, "in winter");
    assert_eq!(late("Pacific/Kiritimati", (2026, 1, 1)), -14);
    let last = Zone::named("Etc/GMT+12").expect("a zone").begin(9999, 12, 31);
    assert_eq!(last, Utc.begin(9999, 12, 31), "later than can be counted");
}

#[test]
fn days_on_which_clocks_change_are_longer_or_shorter() {
    let hours = |zone: &str, from: (i16, i8, i8), to: (i16, i8, i8)| {
        let zone = Zone::named(zone).expect("a zone");
        (zone.begin(to.0, to.1, to.2) - zone.begin(from.0, from.1, from.2)) / HOUR
    };
    assert_eq!(hours("Europe/Vienna", (2026, 3, 29), (2026, 3, 30)), 23);
    assert_eq!(hours("Europe/Vienna", (2026, 10, 25), (2026, 10, 26)), 25);
    assert_eq!(hours("Europe/Vienna", (2026, 10, 26), (2026, 10, 27)), 24);
    // Midnight did not exist: the day began at one, which is 04:00 UTC.
    assert_eq!(late("America/Santiago", (2026, 9, 6)), 4);
    assert_eq!(hours("America/Santiago", (2026, 9, 6), (2026, 9, 7)), 23);
}

#[test]
fn a_query_means_the_days_of_its_zone() {
    let vienna = Zone::named("Europe/Vienna").expect("a zone");
    let read = |text: &str| parse_in(text, 0, &vienna).query;
    assert_eq!(read("after:2026-10-26"), Query::Since(Utc.begin(2026, 10, 26) - HOUR));
    assert_eq!(read("before:2026-10"), Query::Before(Utc.begin(2026, 10, 1) - 2 * HOUR));
    assert_eq!(read("before:2026"), Query::Before(Utc.begin(2026, 1, 1) - HOUR));
}

#[test]
fn a_zone_has_the_name_that_the_database_gives_it() {
    assert_eq!(Zone::named("asia/TOKYO").expect("a zone").name(), "Asia/Tokyo");
    assert_eq!(Zone::named("UTC").expect("a zone"), Zone::UTC);
    assert_eq!(Zone::UTC.name(), "UTC");
    assert_eq!(Zone::kept("Atlantis/Capital"), Zone::UTC);
    assert_eq!(Zone::kept(""), Zone::UTC);
}

#[test]
fn what_is_no_zone_has_none() {
    let long = "Asia/Tokyo".repeat(1000);
    for name in [
        "",
        "undefined",
        "Etc/Unknown",
        "Asia",
        "Asia/Tokyo ",
        "../../etc/passwd",
        "/usr/share/zoneinfo/Asia/Tokyo",
        "JST-9",
        "+09:00",
        "Asia/Tokyo\0",
        "ΑΣΙΑ/Tokyo",
        &long,
    ] {
        assert_eq!(Zone::named(name), None, "{name:?}");
    }
}

#[test]
fn a_clock_shows_the_time_of_its_zone() {
    let at = Utc.begin(2026, 11, 1) + DAY - HOUR / 2;
    assert_eq!(Zone::UTC.clock(at), "2026-11-01 23:30");
    assert_eq!(Zone::named("Asia/Tokyo").expect("a zone").clock(at), "2026-11-02 08:30");
    assert_eq!(Zone::UTC.clock(i64::MAX), i64::MAX.to_string());
}
