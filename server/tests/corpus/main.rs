//! Real and hostile mail through the whole server: every message of the corpus arrives as mail
//! does, and is then listed, read, shown, saved and found as a browser would do it. What the
//! parser makes of each is compared with other parsers in `crates/mail/tests/corpus`.
//!
//! The corpus is read where it lies: `PILLARBOX_CORPUS`, from the repository's root, or
//! `../shared/corpus` beside it.

#[path = "../http/app.rs"]
#[expect(dead_code, reason = "made for the tests of HTTP; these use a part of it")]
mod app;
mod arriving;
mod equality;
mod files;
mod finding;
mod listing;
mod reading;
mod saving;
mod together;

use app::TestApp;
use std::time::Instant;

/// What went wrong, one sentence each, with the message's path.
type Faults = Vec<String>;

/// What was seen; the table at the end.
#[derive(Debug, Default)]
struct Seen {
    messages: usize,
    stored: usize,
    duplicates: usize,
    listed: usize,
    pages: usize,
    shown: usize,
    frames: usize,
    attachments: usize,
    searched: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_arrives_and_is_listed_shown_saved_and_found() {
    let Some(files) = files::messages() else { return };
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let mut seen = Seen { messages: files.len(), ..Seen::default() };
    let mut faults = Faults::new();
    let began = Instant::now();
    let mut times = Vec::new();
    let mut lap = |what: &'static str| {
        let before: f64 = times.iter().map(|(_, seconds)| seconds).sum();
        times.push((what, began.elapsed().as_secs_f64() - before));
    };

    let stored = arriving::deliver(&app, ada, &files, &mut seen, &mut faults).await;
    lap("arriving");
    listing::check(&visitor, &stored, &mut seen, &mut faults).await;
    lap("listing");
    reading::check(&visitor, &stored, &mut seen, &mut faults).await;
    lap("reading");
    finding::check(&visitor, &stored, &mut seen, &mut faults).await;
    lap("finding");

    print(&seen, &times);
    let check = app.context.store.check().await.expect("the store checks itself");
    assert_eq!(check, Vec::<String>::new(), "the store, having checked itself");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn print(seen: &Seen, times: &[(&str, f64)]) {
    println!("{:<38}{:>8}", "the corpus through the server", "");
    for (what, count) in [
        ("messages", seen.messages),
        ("stored", seen.stored),
        ("  equal to an earlier one, left out", seen.duplicates),
        ("rows listed", seen.listed),
        ("  on pages", seen.pages),
        ("shown in the reader", seen.shown),
        ("frames", seen.frames),
        ("attachments saved", seen.attachments),
        ("found by a word of the subject", seen.searched),
    ] {
        println!("{what:<38}{count:>8}");
    }
    for (what, seconds) in times {
        println!("{:<38}{seconds:>8.1}", format!("seconds {what}"));
    }
}
