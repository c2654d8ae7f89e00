use super::support::*;
use model::*;
use proptest::prelude::*;

/// 2019-06-15T00:00:00Z and 2025-12-31T00:00:00Z.
const YEARS_AGO: UnixMillis = 1_560_556_800_000;
const LAST_YEAR: UnixMillis = 1_767_139_200_000;

/// The mailbox that is searched: a name for each message, and the message.
fn mailbox_of_ada(own: FolderId) -> Vec<(&'static str, Mail)> {
    let grace = |mail: Mail| mail.from("Grace Hopper", "grace@pillarbox.test");
    let other = |subject, text| Mail::new(subject, text).from("Somebody", "somebody@mail.test");
    let mut release =
        Mail::new("[dev] Release 1.2.3", "The release was tagged. See example.org/v1.2.3")
            .from("Build bot", "bot@lists.example.org")
            .read();
    release.extract.list_id = "dev.lists.example.org".into();
    release.extract.cc = vec![mailbox("The Team", "team@pillarbox.test")];
    vec![
        (
            "lunch",
            grace(Mail::new("Lunch on Friday?", "Shall we meet at the café near the river?")),
        ),
        (
            "report",
            other("Quarterly report", "Revenue grew. The budget is attached.")
                .from("Charles Babbage", "charles@engines.example.org")
                .file("budget_2026.pdf")
                .date(LAST_YEAR)
                .read()
                .starred(),
        ),
        ("draft", grace(Mail::new("Re: Budget draft", "The budget report is a draft, not final."))),
        (
            "tokyo",
            other("東京都の天気", "明日は雨が降るでしょう。傘を忘れないで。")
                .from("田中太郎", "tanaka@mail.test"),
        ),
        ("thai", other("สวัสดีครับ", "ขอบคุณสำหรับอาหารเย็น").from("สมชาย", "somchai@mail.test")),
        ("korean", other("회의 일정", "내일 오후에 회의가 있습니다").read()),
        (
            "german",
            other("Straßenfest in Köln", "Größere Überraschung: Führung durch die Altstadt.")
                .from("Jürgen Weiß", "juergen@mail.test")
                .read(),
        ),
        ("release", release),
        (
            "contract",
            other("Old contract", "The signed contract from back then.")
                .folder(FolderKey::Role(Role::Archive))
                .date(YEARS_AGO)
                .source(noise(50_000, 1))
                .read(),
        ),
        ("prize", other("You WON!!!", "Claim your prize now").folder(FolderKey::Role(Role::Spam))),
        (
            "project",
            other("Project Ångström", "Measured in ångström units")
                .folder(FolderKey::Own(own))
                .read(),
        ),
        ("sale", other("Summer sale", "Su\u{AD}per dis\u{AD}counts for cats & dogs").read()),
        ("vec", other("std::vec question", "Does C++ differ? foo_bar AND baz NEAR qux").read()),
        ("russian", other("Привет мир", "Ёлка и мёд").read()),
        ("greek", other("ΣΊΣΥΦΟΣ", "και Σίσυφος").read()),
        ("hindi", other("हिन्दी पाठ", "नमस्ते दुनिया").read()),
        ("kana", other("ｶﾅ test", "コーヒー3杯をください").read()),
    ]
}

/// Queries, and what they find, newest arrival first.
const TABLE: &[(&str, &str)] = &[
    // Words.
    ("budget", "draft report"),
    ("BUDGET report", "draft report"),
    ("quarterly budget", "report"),
    ("budg", ""),
    ("budg*", "draft report"),
    ("rev*", "report"),
    ("nothing-of-the-kind", ""),
    ("\"budget report\"", "draft"),
    ("\"report budget\"", ""),
    ("\"budget rep\"*", "draft"),
    ("budget -draft", "report"),
    ("budget -\"budget report\"", "report"),
    ("-budget in:spam", "prize"),
    ("lunch OR quarterly", "report lunch"),
    ("lunch OR quarterly OR prize", "prize report lunch"),
    ("budget lunch OR quarterly", "report"),
    ("(budget report) OR prize", "prize draft report"),
    ("budget (grace OR hopper)", "draft"),
    ("budget -(grace OR hopper)", "report"),
    ("foo_bar", "vec"),
    ("1.2.3", "release"),
    ("discounts", "sale"),
    ("cats dogs", "sale"),
    // Folding.
    ("cafe", "lunch"),
    ("CAFÉ", "lunch"),
    ("strassenfest", "german"),
    ("straßenfest", "german"),
    ("koln uberraschung", "german"),
    ("Angstrom", "project"),
    ("елка мед", "russian"),
    ("привет", "russian"),
    ("σίσυφος", "greek"),
    ("हिन्दी", "hindi"),
    // Without blanks.
    ("東京", "tokyo"),
    ("京都", "tokyo"),
    ("東京都の天気", "tokyo"),
    ("都東", ""),
    ("雨", "tokyo"),
    ("気", "tokyo"),
    ("傘を忘れ", "tokyo"),
    ("田中", "tokyo"),
    ("from:田中太郎", "tokyo"),
    ("สวัสดี", "thai"),
    ("อาหาร", "thai"),
    ("ขอบคุณ from:สมชาย", "thai"),
    ("회의", "korean"),
    ("있습니다", "korean"),
    ("カナ", "kana"),
    ("コーヒー", "kana"),
    ("コーヒー3杯", "kana"),
    ("-東京 subject:天気", ""),
    // Places.
    ("from:grace", "draft lunch"),
    ("from:grace@pillarbox.test", "draft lunch"),
    ("from:\"Charles Babbage\"", "report"),
    ("from:engines.example.org", "report"),
    ("-from:grace budget", "report"),
    ("subject:budget", "draft"),
    ("body:budget", "draft report"),
    ("body:quarterly", ""),
    ("cc:team", "release"),
    ("to:team", ""),
    ("filename:budget", "report"),
    ("filename:pdf", "report"),
    ("list:dev.lists.example.org", "release"),
    ("list:dev", "release"),
    ("subject:(budget)", "draft report"),
    // State, folder, date, size.
    ("has:attachment", "report"),
    ("is:starred", "report"),
    ("is:unread", "prize thai tokyo draft lunch"),
    ("is:unread from:grace -lunch", "draft"),
    ("is:read budget", "report"),
    ("is:answered", ""),
    ("in:archive", "contract"),
    ("in:ARCHIVE contract", "contract"),
    ("in:\"old projects\"", "project"),
    ("in:\"Old Projects\" angstrom", "project"),
    ("in:nowhere", ""),
    ("-in:inbox", "project prize contract"),
    ("in:anywhere prize", "prize"),
    ("is:starred OR in:spam", "prize report"),
    ("from:grace OR is:starred", "draft report lunch"),
    ("(is:starred budget) OR (in:spam prize)", "prize report"),
    ("before:2020", "contract"),
    ("before:2019-06-15", ""),
    ("before:2019-06-16", "contract"),
    ("after:2019-06-15 before:2026", "contract report"),
    ("after:2025-12 before:2026-01", "report"),
    ("older_than:1y", "contract"),
    ("older_than:2w", "contract report"),
    ("newer_than:1d from:grace", "draft lunch"),
    ("larger:40K", "contract"),
    ("larger:1G", ""),
    ("smaller:40K in:archive", ""),
    // Labels.
    ("label:work", "prize contract draft"),
    ("label:\"To Do\"", "vec draft"),
    ("label:nothing", ""),
    ("label:work label:\"to do\"", "draft"),
    ("label:work budget", "draft"),
    ("-label:work budget", "report"),
    ("label:work -label:\"to do\"", "prize contract"),
    ("label:work is:unread", "prize draft"),
    ("label:work in:archive OR is:unread", "prize contract draft"),
    ("label:work OR label:\"to do\"", "vec prize contract draft"),
    ("(label:work contract) OR (label:\"to do\" std)", "vec contract"),
    ("is:labelled", "vec prize contract draft"),
    ("is:labelled -budget", "vec prize contract"),
    // Odd, and still sensible.
    ("OR", "*"),
    ("budget OR", "draft report"),
    ("()", "*"),
    ("\"budget", "draft report"),
    ("budget)", "draft report"),
    ("std::vec", "vec"),
    ("budget !!!", "draft report"),
    ("before:yesterday prize", "prize"),
    ("budget AND NEAR", ""),
    ("subject:", "*"),
    ("", "*"),
];

async fn searched() -> (World, Vec<(&'static str, MessageId)>) {
    let world = World::new().await;
    let own = world.store.add_folder(world.ada, None, "Old projects").await.unwrap();
    let work = world.store.add_label(world.ada, "Work", Colour::Blue).await.unwrap();
    let to_do = world.store.add_label(world.ada, "To do", Colour::Red).await.unwrap();
    let (titles, mail): (Vec<_>, Vec<_>) = mailbox_of_ada(own).into_iter().unzip();
    let batch = mail.into_iter().map(|mail| mail.to(world.ada)).collect();
    let arrived = world.store.deliver(batch, NOW).await.unwrap();
    let named: Vec<_> = titles.into_iter().zip(arrived.iter().map(|one| one.id)).collect();
    for (label, titles) in [(work, &["draft", "contract", "prize"][..]), (to_do, &["draft", "vec"])]
    {
        let of = |title: &&str| named.iter().find(|(name, _)| name == title).map(|(_, id)| *id);
        let ids: Vec<MessageId> = titles.iter().filter_map(of).collect();
        let put_on = Operation::Label { on: vec![label], off: vec![] };
        world.store.change(world.ada, &ids, &put_on, NOW).await.unwrap();
    }
    // The same mail in another mailbox is never found.
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let own = world.store.add_folder(grace, None, "Old projects").await.unwrap();
    let batch = mailbox_of_ada(own).into_iter().map(|(_, mail)| mail.to(grace)).collect();
    world.store.deliver(batch, NOW).await.unwrap();
    (world, named)
}

#[tokio::test]
async fn queries_find_what_the_table_says() {
    let (world, named) = searched().await;
    let mut wrong = Vec::new();
    for (query, expected) in TABLE {
        let found = world.found(query).await;
        let name = |id: &MessageId| {
            named.iter().find(|(_, there)| there == id).map_or("?", |(name, _)| name)
        };
        let found: Vec<&str> = found.iter().map(name).collect();
        let all: Vec<&str> = named.iter().rev().map(|(name, _)| *name).collect();
        let expected = if *expected == "*" { all.join(" ") } else { (*expected).to_owned() };
        if found.join(" ") != expected {
            wrong.push(format!("{query}: found [{}], not [{expected}]", found.join(" ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn matches_are_marked_in_subject_and_snippet() {
    let (world, _) = searched().await;
    let shown = async |query: &str| -> (String, String) {
        let query = search::parse(query, NOW).query;
        let page = world.store.search(world.ada, &query, None, 1).await.unwrap();
        let text = |spans: &[Span]| -> String {
            let mark = |span: &Span| {
                if span.mark { format!("[{}]", span.text) } else { span.text.clone() }
            };
            spans.iter().map(mark).collect()
        };
        (text(&page.rows[0].subject), text(&page.rows[0].snippet))
    };
    let (subject, snippet) = shown("budget -quarterly").await;
    assert_eq!(subject, "Re: [Budget] draft");
    assert_eq!(snippet, "The [budget] report is a draft, not final.");
    let (subject, snippet) = shown("body:cafe lunch").await;
    assert_eq!(subject, "[Lunch] on Friday?");
    assert_eq!(snippet, "Shall we meet at the [café] near the river?");
    let (subject, _) = shown("京都").await;
    assert_eq!(subject, "東[京都]の天気");
    let (subject, snippet) = shown("from:grace lunch").await;
    assert_eq!((subject.as_str(), snippet.contains('[')), ("[Lunch] on Friday?", false));
}

/// Strings made of what has a meaning, and of anything.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("OR"),
        Just("-"),
        Just("("),
        Just(")"),
        Just("\""),
        Just("*"),
        Just(":"),
        Just(" "),
        Just("from:"),
        Just("is:unread"),
        Just("in:"),
        Just("label:"),
        Just("is:labelled"),
        Just("before:2024"),
        Just("larger:1K"),
        Just("NEAR("),
        Just("AND"),
        Just("NOT"),
        Just("{subject} :"),
        Just("^"),
        Just("'"),
        Just("budget"),
        Just("東京"),
        Just("\0"),
        Just("\u{E000}"),
        Just(";--"),
        Just("สวัสดี"),
        Just("ﬁ"),
    ];
    prop_oneof![
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat()),
        any::<String>(),
        "\\PC{0,40}",
    ]
}

#[test]
fn no_query_whatever_is_typed_is_an_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (world, _) = runtime.block_on(searched());
    proptest!(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() }, |(text in typed())| {
        let parsed = search::parse(&text, NOW);
        let found = runtime.block_on(world.store.search(world.ada, &parsed.query, None, 50));
        prop_assert!(found.is_ok(), "{text:?}: {:?}", found.err());
        for row in found.unwrap().rows {
            prop_assert_eq!(row.id.user(), world.ada);
        }
    });
}

#[tokio::test]
async fn a_folder_in_another_is_found_by_its_name_and_by_its_path() {
    let world = World::new().await;
    let add =
        async |parent, name: &str| world.store.add_folder(world.ada, parent, name).await.unwrap();
    let projects = add(None, "Projects").await;
    let letters = add(None, "Letters").await;
    let mut ids = Vec::new();
    for folder in [projects, add(Some(projects), "2024").await, add(Some(letters), "2024").await] {
        let mail = Mail::new("plan", "").folder(FolderKey::Own(folder));
        ids.push(world.deliver(mail).await);
    }
    let [outer, project, letter] = ids[..] else { panic!("three") };
    for (query, found) in [
        ("in:\"Projects/2024\"", vec![project]),
        ("in:projects/2024 plan", vec![project]),
        ("in:2024", vec![letter, project]),
        ("plan in:2024", vec![letter, project]),
        ("in:projects", vec![outer]),
        ("-in:2024", vec![outer]),
        ("in:projects OR in:letters/2024", vec![letter, outer]),
        ("in:024", vec![]),
    ] {
        assert_eq!(world.found(query).await, found, "{query}");
    }
}

#[tokio::test]
async fn a_beginning_finds_all_words_that_begin_so_however_many_there_are() {
    let world = World::new().await;
    // Few words begin with "lam", and many with "tower".
    for (n, word) in ["lamp", "lamps", "lamplighter", "lam", "lane", "slam"].iter().enumerate() {
        let more: Vec<String> = (0..30).map(|more| format!("tower{more}x{n}")).collect();
        let text = format!("the {word} of {}", more.join(" "));
        world.deliver(Mail::new(word, &text).id(&format!("{n}@x"))).await;
    }
    for (query, count) in [
        ("lam*", 4),
        ("lamp*", 3),
        ("lampl*", 1),
        ("lampz*", 0),
        ("the-lamp*", 3),
        ("of-lamp*", 0),
        ("subject:lam*", 4),
        ("filename:lam*", 0),
        ("lam* -lamps*", 3),
        ("(lamps* OR lane*) the", 2),
        ("tower*", 6),
        ("tower29*", 6),
        ("tower1* -tower1x2*", 5),
    ] {
        assert_eq!(world.found(query).await.len(), count, "{query}");
    }
}

#[tokio::test]
async fn what_stands_in_parts_is_found_as_it_is_typed_and_marked() {
    let world = World::new().await;
    // As macOS names files: each syllable in its letters, the voicing mark by itself.
    let korean = "\u{1112}\u{116c}\u{110b}\u{1174}";
    let japanese = "\u{30ab}\u{3099}\u{30b9}";
    let parts =
        world.deliver(Mail::new("x", &format!("see {korean} and {japanese}")).id("1")).await;
    let whole = world.deliver(Mail::new("x", "see 회의 and ガス").id("2")).await;
    for query in ["회의", "ガス", korean, japanese, "회*", "\"회의\""] {
        assert_eq!(world.found(query).await, [whole, parts], "{query}");
    }
    let query = search::parse("회의", NOW).query;
    let rows = world.store.search(world.ada, &query, None, 10).await.unwrap().rows;
    let marked = |row: &MessageRow| -> String {
        row.snippet.iter().filter(|span| span.mark).map(|span| span.text.as_str()).collect()
    };
    assert_eq!((marked(&rows[0]).as_str(), marked(&rows[1]).as_str()), ("회의", korean));
}
