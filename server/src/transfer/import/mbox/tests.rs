use super::{postmark, read};
use std::{io::Cursor, path::Path};

fn messages(text: &str) -> Vec<(String, Option<i64>)> {
    let mut found = Vec::new();
    let read = read(Path::new("test"), &mut Cursor::new(text), 1 << 20, &mut |message| {
        found.push((String::from_utf8(message.source).expect("UTF-8"), message.received));
        Ok(())
    });
    assert!(read.is_ok());
    found
}

fn texts(text: &str) -> Vec<String> {
    messages(text).into_iter().map(|(text, _)| text).collect()
}

#[test]
fn messages_are_divided_at_postmarks() {
    let text = "From a@b.test Thu Nov 12 08:15:30 2026\nSubject: 1\n\nOne.\n\n\
                From c@d.test Fri Nov 13 08:15 2026\nSubject: 2\n\nTwo.\n";
    assert_eq!(texts(text), ["Subject: 1\n\nOne.\n", "Subject: 2\n\nTwo.\n"]);
}

#[test]
fn a_sentence_that_begins_with_from_divides_nothing() {
    let text = "From a@b.test Thu Nov 12 08:15:30 2026\nSubject: 1\n\nOne.\n\n\
                From here on it is easy.\nFrom x Thu Nov 12 08:15:30 2026 no blank line before\n";
    assert_eq!(texts(text).len(), 1);
}

#[test]
fn quoted_postmarks_lose_one_mark() {
    let text = "From a Thu Nov 12 08:15:30 2026\nSubject: 1\n\n>From me\n>>From you\n> From it\n";
    assert_eq!(texts(text), ["Subject: 1\n\nFrom me\n>From you\n> From it\n"]);
}

#[test]
fn the_blank_line_of_the_file_goes_and_those_of_the_message_stay() {
    let text = "From a Thu Nov 12 08:15:30 2026\r\nSubject: 1\r\n\r\nOne.\r\n\r\n\r\n";
    assert_eq!(texts(text), ["Subject: 1\r\n\r\nOne.\r\n\r\n"]);
}

#[test]
fn a_message_over_the_limit_is_cut_and_those_after_it_are_whole() {
    let text = format!(
        "From a Thu Nov 12 08:15:30 2026\n\n{}\n\nFrom b Thu Nov 12 08:15:30 2026\n\nTwo.\n",
        "x\n".repeat(1000)
    );
    let mut sizes = Vec::new();
    let read = read(Path::new("test"), &mut Cursor::new(text), 100, &mut |message| {
        sizes.push(message.source.len());
        Ok(())
    });
    assert!(read.is_ok());
    assert_eq!(sizes.len(), 2);
    assert!((101..110).contains(&sizes[0]) && sizes[1] == 6, "{sizes:?}");
}

#[test]
fn postmarks_tell_when_a_message_was_received() {
    for (line, date) in [
        ("From a@b.test Thu Nov 12 08:15:30 2026\n", Some(1_794_471_330_000)),
        ("From a at b.test  Thu Nov 12 08:15:30 UTC 2026\n", Some(1_794_471_330_000)),
        ("From - Thu Nov 12 08:15:30 2026\r\n", Some(1_794_471_330_000)),
        ("From a@b.test 2026-11-12T08:15:30\n", None),
        ("From a@b.test Thu Nov 99 08:15:30 2026\n", None),
    ] {
        assert_eq!(postmark::date(line.as_bytes()), date, "{line}");
    }
}
