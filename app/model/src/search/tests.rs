use super::{
    Query::{
        All, Answered, Any, Attachment, Before, In, Label, Labelled, Larger, Not, Since, Smaller,
        Starred, Unread,
    },
    *,
};

/// 2024-06-15T12:00:00Z.
const NOW: UnixMillis = 1_718_452_800_000;
const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;

fn words(place: Place, text: &str) -> Query {
    Query::Words(Words { place, text: text.into(), prefix: false })
}

fn any(text: &str) -> Query {
    words(Place::Anywhere, text)
}

fn not(query: Query) -> Query {
    Not(Box::new(query))
}

/// Read without complaint.
fn read(text: &str) -> Query {
    let parsed = parse(text, NOW);
    assert_eq!(parsed.notice, None, "{text}");
    parsed.query
}

/// Read with a complaint that says this.
fn read_saying(text: &str, notice: &str) -> Query {
    let parsed = parse(text, NOW);
    let said = parsed.notice.unwrap_or_default();
    assert!(said.contains(notice), "{text}: {said}");
    parsed.query
}

#[test]
fn words_must_all_be_there() {
    assert_eq!(read(""), All(vec![]));
    assert_eq!(read("  budget "), any("budget"));
    assert_eq!(read("budget\treport"), All(vec![any("budget"), any("report")]));
}

#[test]
fn a_phrase_keeps_its_words_together() {
    assert_eq!(read("\"budget (report) OR\""), any("budget (report) OR"));
    assert_eq!(read("“budget report”"), any("budget report"));
    assert_eq!(read("from:\"Ada Lovelace\""), words(Place::From, "Ada Lovelace"));
    assert_eq!(read("a\"b\"c"), All(vec![any("a"), any("b"), any("c")]));
}

#[test]
fn a_star_asks_for_what_begins_so() {
    let begins = |text: &str| {
        Query::Words(Words { place: Place::Anywhere, text: text.into(), prefix: true })
    };
    assert_eq!(read("bud*"), begins("bud"));
    assert_eq!(read("\"annual bud\"*"), begins("annual bud"));
}

#[test]
fn or_binds_closer_than_the_blank() {
    assert_eq!(read("a b OR c"), All(vec![any("a"), Any(vec![any("b"), any("c")])]));
    assert_eq!(read("a OR b OR c"), Any(vec![any("a"), any("b"), any("c")]));
    assert_eq!(read("(a b) OR c"), Any(vec![All(vec![any("a"), any("b")]), any("c")]));
    assert_eq!(read("a or b"), All(vec![any("a"), any("or"), any("b")]));
}

#[test]
fn a_dash_keeps_out() {
    assert_eq!(read("-a"), not(any("a")));
    assert_eq!(read("--a"), any("a"));
    assert_eq!(read("-\"a b\""), not(any("a b")));
    assert_eq!(read("-from:ada"), not(words(Place::From, "ada")));
    assert_eq!(read("-(a b)"), not(All(vec![any("a"), any("b")])));
    assert_eq!(read("a - b"), All(vec![any("a"), any("b")]));
    assert_eq!(read("well-known"), any("well-known"));
}

#[test]
fn operators_say_where() {
    for (text, place) in [
        ("from:x", Place::From),
        ("FROM:x", Place::From),
        ("to:x", Place::To),
        ("cc:x", Place::Cc),
        ("bcc:x", Place::Cc),
        ("subject:x", Place::Subject),
        ("body:x", Place::Body),
        ("filename:x", Place::Filename),
        ("list:x", Place::List),
    ] {
        assert_eq!(read(text), words(place, "x"), "{text}");
    }
}

#[test]
fn operators_say_what_is_true_of_a_message() {
    for (text, query) in [
        ("has:attachment", Attachment),
        ("is:unread", Unread(true)),
        ("is:read", Unread(false)),
        ("is:Starred", Starred),
        ("is:answered", Answered),
        ("in:Archive", In("Archive".into())),
        ("in:\"Old projects\"", In("Old projects".into())),
        ("in:anywhere", All(vec![])),
        ("label:Work", Label("Work".into())),
        ("-label:\"To do\"", not(Label("To do".into()))),
        ("is:labelled", Labelled),
        ("larger:10K", Larger(10 * 1024)),
        ("larger:5m", Larger(5 * 1024 * 1024)),
        ("larger:1GB", Larger(1024 * 1024 * 1024)),
        ("smaller:500", Smaller(500)),
        ("older_than:3d", Before(NOW - 3 * DAY)),
        ("older_than:2w", Before(NOW - 14 * DAY)),
        ("newer_than:1m", Since(NOW - 30 * DAY)),
        ("newer_than:1Y", Since(NOW - 365 * DAY)),
    ] {
        assert_eq!(read(text), query, "{text}");
    }
}

#[test]
fn dates_name_a_year_a_month_or_a_day() {
    for (text, moment) in [
        ("1970", 0),
        ("1970-01-02", DAY),
        ("2000-02-29", 951_782_400_000),
        ("2000-03-01", 951_868_800_000),
        ("2024", 1_704_067_200_000),
        ("2024-05", 1_714_521_600_000),
        ("2024/5/31", 1_717_113_600_000),
        ("1900", -2_208_988_800_000),
    ] {
        assert_eq!(read(&format!("before:{text}")), Before(moment), "{text}");
        assert_eq!(read(&format!("after:{text}")), Since(moment), "{text}");
    }
}

/// A place where clocks are three hours ahead, and where the 31st of May begins an hour late.
struct Elsewhere;

impl Days for Elsewhere {
    fn begin(&self, year: i16, month: i8, day: i8) -> UnixMillis {
        let late = if (year, month, day) == (2024, 5, 31) { HOUR } else { 0 };
        Utc.begin(year, month, day) - 3 * HOUR + late
    }
}

#[test]
fn days_begin_where_the_reader_is() {
    for (text, moment) in [
        ("2024", 1_704_067_200_000 - 3 * HOUR),
        ("2024-05", 1_714_521_600_000 - 3 * HOUR),
        ("2024/5/31", 1_717_113_600_000 - 2 * HOUR),
    ] {
        let read = |text: &str| parse_in(text, NOW, &Elsewhere).query;
        assert_eq!(read(&format!("before:{text}")), Before(moment), "{text}");
        assert_eq!(read(&format!("after:{text}")), Since(moment), "{text}");
    }
    let age = parse_in("older_than:3d", NOW, &Elsewhere).query;
    assert_eq!(age, Before(NOW - 3 * DAY), "an age is the same everywhere");
}

#[test]
fn what_names_days_is_known() {
    for text in ["after:2024", "a OR -(b BEFORE:2024-05)", "older_than:3d before:2024/5/31"] {
        assert!(parse(text, NOW).names_days, "{text}");
    }
    for text in ["", "a", "older_than:3d", "before:yesterday", "\"before:2024\""] {
        assert!(!parse(text, NOW).names_days, "{text}");
    }
}

#[test]
fn values_that_make_no_sense_are_left_out_and_named() {
    for text in [
        "before:yesterday",
        "before:2023-02-29",
        "before:1900-02-29",
        "before:2024-13",
        "after:24",
        "after:2024-1-1-1",
        "older_than:3",
        "older_than:d",
        "older_than:99999999999999999y",
        "newer_than:3é",
        "larger:big",
        "larger:",
        "smaller:99999999999999G",
        "is:great",
        "has:wings",
        "in:\"\"",
        "label:",
    ] {
        let query = read_saying(&format!("{text} word"), "was left out");
        assert_eq!(query, any("word"), "{text}");
    }
    assert_eq!(
        parse("before:yesterday", NOW).notice.as_deref(),
        Some("“before:yesterday” was left out: after “before:” comes a date such as 2024-05-31.")
    );
}

#[test]
fn kinds_of_files_are_told_by_how_their_names_end() {
    assert_eq!(read("has:PDF"), words(Place::Filename, "pdf"));
    let Any(endings) = read("has:spreadsheet") else { panic!("one of several") };
    assert!(endings.contains(&words(Place::Filename, "ods")));
    assert_eq!(read("-has:pdf"), not(words(Place::Filename, "pdf")));
}

#[test]
fn an_unknown_operator_is_taken_as_words() {
    assert_eq!(read_saying("std::vec", "“std:” is not something"), any("std :vec"));
    assert_eq!(read_saying("-Re:done", "“Re:” is not something"), not(any("Re done")));
    // A time, a link and a port are no operators.
    for text in ["12:30", "https://example.org/a:b", "localhost.test:8080"] {
        assert_eq!(read(text), any(text));
    }
}

#[test]
fn half_written_queries_find_what_they_can() {
    assert_eq!(read_saying("OR", "OR needs something"), All(vec![]));
    assert_eq!(read_saying("OR a", "OR needs something"), any("a"));
    assert_eq!(read_saying("a OR", "OR needs something"), any("a"));
    assert_eq!(read_saying("a OR OR b OR )", "was left out"), Any(vec![any("a"), any("b")]));
    assert_eq!(read_saying("\"a b", "was not closed"), any("a b"));
    assert_eq!(read_saying("(a b", "was not closed"), All(vec![any("a"), any("b")]));
    assert_eq!(read_saying("a) b", "without an opening one"), All(vec![any("a"), any("b")]));
    assert_eq!(read_saying("from:", "needs a word right after it"), All(vec![]));
    assert_eq!(read_saying("from: ada", "needs a word right after it"), any("ada"));
    assert_eq!(read_saying("!!! a", "no letters or digits"), any("a"));
    assert_eq!(read_saying("\"\" a", "no letters or digits"), any("a"));
    assert_eq!(read("()"), All(vec![]));
    assert_eq!(read("-"), All(vec![]));
}

#[test]
fn there_is_an_end_to_words_depth_and_length() {
    let many = read_saying(&"word ".repeat(200), "Only the first 64 words");
    assert!(matches!(many, All(parts) if parts.len() == 64));
    let deep = read_saying(&format!("{}a", "(".repeat(5000)), "nested too deeply");
    assert_eq!(deep, All(vec![]));
    let long = read_saying(&"é".repeat(5000), "too long");
    assert!(matches!(long, Query::Words(words) if words.text.len() == 4096));
}

#[test]
fn any_mix_of_signs_is_read_to_the_end() {
    // Every string of up to five of these.
    let signs = ["(", ")", "-", "\"", " ", "OR ", "a", "in:", "*", "„"];
    for length in 0..=5_u32 {
        for n in 0..signs.len().pow(length) {
            let mut text = String::new();
            let mut rest = n;
            for _ in 0..length {
                text.push_str(signs[rest % signs.len()]);
                rest /= signs.len();
            }
            let Parsed { notice, .. } = parse(&text, NOW);
            assert!(notice.is_none_or(|notice| notice.ends_with('.')), "{text}");
        }
    }
}

#[test]
fn what_is_of_the_past_is_known_by_a_date_or_an_age() {
    let is_past = |text| parse(text, NOW).query.is_of_the_past();
    for text in ["before:2024", "in:lists older_than:90d", "(a older_than:1y) OR before:2020"] {
        assert!(is_past(text), "{text}");
    }
    for text in ["", "a", "after:2024", "-before:2024", "a OR older_than:1y", "\"older_than:1y\""] {
        assert!(!is_past(text), "{text}");
    }
}
