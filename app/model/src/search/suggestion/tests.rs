use super::*;
use crate::search::{Query, parse};
use crate::{Colour, Folder, FolderId, Label, LabelId, Role, SavedSearch, SearchId};

/// The word at the `|`, which stands for the cursor.
fn at(text: &str) -> (String, Typed) {
    let (before, after) = text.split_once('|').expect("a cursor");
    let cursor = u32::try_from(before.encode_utf16().count()).expect("a short text");
    let text = format!("{before}{after}");
    let typed = Typed::at(&text, cursor);
    (text, typed)
}

#[test]
fn the_word_at_the_cursor_is_completed_and_no_other() {
    for (text, place, operator, value, quoted) in [
        ("|", "", "", "", false),
        ("fr|", "fr", "", "fr", false),
        ("lens fr|om:x", "from:x", "", "fr", false),
        ("lens FROM:ad|a tide", "FROM:ada", "from", "ad", false),
        ("lens |", "", "", "", false),
        ("|lens", "lens", "", "", false),
        ("-in:|", "in:", "in", "", false),
        ("--in:a|", "in:a", "in", "a", false),
        ("well-kn|", "well-kn", "", "well-kn", false),
        ("(lens OR fr|)", "fr", "", "fr", false),
        ("in:\"old pro|jects\" x", "in:\"old projects\"", "in", "old pro", true),
        ("-in:“old pro|", "in:“old pro", "in", "old pro", true),
        ("in:\"old| projects", "in:\"old", "in", "old", true),
        ("in:|\"old projects\" x", "in:\"old projects\"", "in", "", false),
        ("in:\"old projects\"|", "", "", "", false),
        ("in:\"old projects\"fr|", "fr", "", "fr", false),
        ("\"old pro|jects\"", "\"old projects\"", "", "old pro", true),
        ("12:3|0", "12:30", "", "12:3", false),
        ("会議 fr|", "fr", "", "fr", false),
        ("🦀 from:🦀|x", "from:🦀x", "from", "🦀", false),
    ] {
        let (whole, typed) = at(text);
        let found = (&whole[typed.place.clone()], &*typed.operator, &*typed.value, typed.quoted);
        assert_eq!(found, (place, operator, value, quoted), "{text}");
    }
    assert_eq!(Typed::at("lens", 99).place, 0..4);
    assert_eq!(Typed::at("🦀x", 1).place, 0..5, "in the middle of a character");
}

#[test]
fn what_is_taken_stands_in_the_place_of_the_word() {
    for (text, by, then) in [
        ("|", "from:", "from:|"),
        ("fr|", "from:", "from:|"),
        ("-i|", "in:", "-in:|"),
        ("lens in:ar| tide", "in:Archive", "lens in:Archive |tide"),
        ("in:\"old|\"", "in:\"Old projects\"", "in:\"Old projects\" |"),
        ("(ha|)", "has:attachment", "(has:attachment |)"),
        ("会議 is|", "is:unread", "会議 is:unread |"),
    ] {
        let (whole, typed) = at(text);
        let (expected, _) = at(then);
        let units = then.split('|').next().expect("a beginning").encode_utf16().count();
        let cursor = u32::try_from(units).expect("a short text");
        assert_eq!(typed.replaced(&whole, by), (expected, cursor), "{text}");
    }
    let (_, typed) = at("in:archive|");
    assert_eq!(typed.replaced("x", "in:Archive").0, "in:Archive ", "of another text");
}

#[test]
fn every_operator_is_one_that_is_searched_by() {
    for (operator, note) in OPERATORS {
        let value = match operator {
            "before:" | "after:" => "2024-05-31",
            "larger:" | "smaller:" => "5M",
            "older_than:" | "newer_than:" => "1y",
            open if open.ends_with(':') => "word",
            _ => "",
        };
        let parsed = parse(&format!("{operator}{value}"), 0);
        assert_eq!(parsed.notice, None, "{operator}");
        assert!(!note.is_empty(), "{operator}");
    }
}

fn folder(id: i64, name: &str, parent: i64) -> Folder {
    let parent = (parent != 0).then_some(FolderId(parent));
    let role = if id < 10 { Role::Archive } else { Role::Own };
    Folder { id: FolderId(id), role, name: name.into(), parent, total: 0, unread: 0, bytes: 0 }
}

fn known() -> Navigation {
    let label = |id, name: &str| Label { id: LabelId(id), name: name.into(), colour: Colour::Red };
    let search = |id, name: &str, query: &str| SavedSearch {
        id: SearchId(id),
        name: name.into(),
        query: query.into(),
        daily: None,
    };
    Navigation {
        erase_after: 0,
        folders: vec![
            folder(1, "Archive", 0),
            folder(10, "Old projects", 0),
            folder(11, "2024", 10),
            folder(12, "say \"no\"", 0),
            folder(13, "stars*", 0),
        ],
        labels: vec![label(1, "To do"), label(2, "Tide")],
        searches: vec![search(1, "Tide tables", "tide has:pdf"), search(2, "b", "b")],
        ..Navigation::default()
    }
}

fn grace() -> Mailbox {
    Mailbox { name: "Grace Hopper".into(), address: "grace@pillarbox.test".into() }
}

/// What is inserted by each suggestion.
fn inserts(text: &str, people: &[Mailbox]) -> Vec<String> {
    let (text, typed) = at(text);
    let rows = suggestions(&text, &typed, &known(), people);
    rows.into_iter().map(|row| row.insert).collect()
}

#[test]
fn an_empty_query_is_offered_operators_and_saved_searches() {
    let rows = inserts("|", &[]);
    assert_eq!(rows[..2], ["from:", "to:"]);
    assert_eq!(rows[6..], ["tide has:pdf", "b"]);
    assert_eq!(rows.len(), MOST);
    let (text, typed) = at(" |");
    assert_eq!(suggestions(&text, &typed, &Navigation::default(), &[]).len(), MOST);
}

#[test]
fn a_word_is_offered_what_begins_so() {
    let cases: &[(&str, &[&str])] = &[
        ("lens |", &[]),
        ("fr|", &["from:"]),
        ("FR|", &["from:"]),
        ("from:|", &[]),
        ("is:un|", &["is:unread"]),
        ("is:|", &["is:unread", "is:starred", "is:read", "is:answered", "is:labelled", "is:muted"]),
        ("-has:p|", &["has:pdf", "has:presentation"]),
        ("is:unread|", &[]),
        ("in:arch|", &["in:Archive"]),
        ("in:\"arch|", &["in:Archive"]),
        ("in:proj|", &["in:\"Old projects\"", "in:\"Old projects/2024\""]),
        ("in:no|", &[]),
        ("in:st|", &["in:\"stars*\""]),
        ("label:|", &["label:\"To do\"", "label:Tide"]),
        ("ti|", &["label:Tide", "tide has:pdf"]),
        ("t|", &["to:"]),
        ("\"ti|", &[]),
        ("\"is:un|", &[]),
        ("subject:ti|", &[]),
        ("nothing:|", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(inserts(text, &[]), *expected, "{text}");
    }
}

#[test]
fn people_stand_last_and_are_written_to_or_from() {
    let odd = Mailbox { name: String::new(), address: "\"a b\"@x.test".into() };
    assert_eq!(inserts("cc:gr|", &[odd, grace()]), ["cc:grace@pillarbox.test"]);
    assert_eq!(
        inserts("ti|", &[grace()]),
        ["label:Tide", "tide has:pdf", "from:grace@pillarbox.test"]
    );
    let (text, typed) = at("gr|");
    let rows = suggestions(&text, &typed, &known(), &[grace()]);
    assert_eq!(rows[0].text, "Messages from Grace Hopper");
    let (text, typed) = at("from:|");
    let nameless = Mailbox { name: String::new(), address: "x@x.test".into() };
    let rows = suggestions(&text, &typed, &known(), &[grace(), nameless]);
    assert_eq!((&*rows[0].text, &*rows[0].note), ("Grace Hopper", "grace@pillarbox.test"));
    assert_eq!((&*rows[1].text, &*rows[1].note), ("x@x.test", ""));
    let many = vec![grace(); 20];
    assert_eq!(inserts("is|", &many).len(), MOST);
    assert!(
        inserts("is|", &many).contains(&"from:grace@pillarbox.test".to_owned()),
        "room is left"
    );
}

#[test]
fn people_are_asked_for_where_they_may_be_meant() {
    for (text, expected) in [
        ("from:|", Some("")),
        ("-to:a|", Some("a")),
        ("cc:\"Ada L|", Some("Ada L")),
        ("ad|", Some("ad")),
        ("a|", None),
        ("\"ad|", None),
        ("subject:ad|", None),
        ("in:ad|", None),
    ] {
        assert_eq!(wanted(&at(text).1), expected, "{text}");
    }
}

#[test]
fn what_is_inserted_for_a_folder_or_a_label_finds_it() {
    for name in ["Archive", "Old projects", "a(b)", "x*", "été", "-dash", "12:30", "OR", "a/b"] {
        let query = |operator| parse(&written(operator, name).expect("it can be said"), 0).query;
        assert_eq!(query("in"), Query::In(name.to_owned()), "{name}");
        assert_eq!(query("label"), Query::Label(name.to_owned()), "{name}");
    }
    for name in ["say \"no\"", "“”", " ", ""] {
        assert_eq!(written("in", name), None, "{name}");
    }
}

#[test]
fn a_name_begins_at_any_of_its_words() {
    for (name, typed, is_so) in [
        ("Old projects/2024", "20", true),
        ("Old projects", "PRO", true),
        ("Old projects", "ld", false),
        ("grace@pillarbox.test", "pill", true),
        ("Été", "é", true),
        ("x", "", true),
    ] {
        assert_eq!(begins(name, typed), is_so, "{name} {typed}");
    }
}
