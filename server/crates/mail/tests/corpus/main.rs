//! Real and hostile mail: every message of the corpus is read, shown, answered and forwarded.
//! The corpus is read where it lies (`PILLARBOX_CORPUS`, or `corpus` beside the repository).

mod agreement;
mod files;
mod oracle;
mod senders;

use mail::{compose, parse};
use model::{Body, ComposeKind, Identity};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

/// Generous: tests run unoptimised, beside other work.
const SLOW: Duration = Duration::from_secs(10);

#[test]
fn every_message_is_read_shown_answered_and_forwarded() {
    let Some(messages) = files::messages() else { return };
    let mut faults = Vec::new();
    for file in &messages {
        let began = Instant::now();
        if let Err(fault) = catch_unwind(AssertUnwindSafe(|| everything(&file.bytes))) {
            let words = fault.downcast_ref::<String>().cloned();
            let words = words.or_else(|| fault.downcast_ref::<&str>().map(ToString::to_string));
            faults.push(format!("{}: {}", file.path, words.unwrap_or_default()));
        }
        let took = began.elapsed();
        if took > SLOW {
            faults.push(format!("{}: took {took:?}", file.path));
        }
    }
    println!("{} messages read", messages.len());
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn everything(source: &[u8]) {
    let extract = parse::extract(source);
    let content = parse::content(source);
    assert!(extract.snippet.chars().count() <= parse::limits::SNIPPET);
    assert!(!extract.snippet.contains('\n'), "a snippet is one line");
    for part in &extract.attachments {
        assert!(!part.name.is_empty(), "part {} has no name", part.index);
        assert!(!part.name.contains(['/', '\\', '\n', '\u{202E}']), "{:?}", part.name);
        let whole = parse::part(source, part.index).expect("a listed part can be fetched");
        assert_eq!(i64::try_from(whole.bytes.len()).expect("small"), part.size, "{}", part.name);
        assert_eq!(whole.info.name, part.name);
    }
    let outer = extract.attachments.iter().filter(|part| !part.inline).count();
    assert_eq!(content.attachments.len(), outer, "list and reader agree on attachments");
    let frame = parse::frame(source, false, &|n| format!("/messages/1/parts/{n}"));
    assert_eq!(frame.blocked, content.blocked_images, "blocked pictures");
    assert!(frame.document.starts_with("<!DOCTYPE html>"));
    let open = parse::frame(source, true, &|n| format!("/messages/1/parts/{n}"));
    assert_eq!(open.blocked, 0);
    if let Body::Text { blocks, .. } = &content.body {
        assert!(!blocks.is_empty());
    }
    let me = [Identity { address: "me@example.org".into(), name: "Me".into() }];
    for kind in [ComposeKind::Reply, ComposeKind::ReplyAll, ComposeKind::Forward] {
        let (fields, files) = compose::start(kind, source, &me, "1 January 2026");
        assert_eq!(fields.from, "me@example.org");
        assert!(!fields.subject.contains('\n'));
        let listed = extract.attachments.len();
        assert_eq!(files.len(), if kind == ComposeKind::Forward { listed } else { 0 });
    }
    compose::without_bcc(source);
}

#[test]
fn no_word_that_another_parser_reads_is_lost() {
    let Some(messages) = files::messages().filter(|_| oracle::is_here()) else { return };
    oracle::check_words(&messages);
}

#[test]
fn we_agree_with_what_other_parsers_expect_or_say_why_not() {
    let Some(messages) = files::messages() else { return };
    agreement::check(&messages);
}
