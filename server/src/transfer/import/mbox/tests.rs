use super::{Found, postmark, read};
use std::{io::Cursor, path::Path};

fn messages(text: &str) -> Vec<(String, Option<i64>)> {
    let mut found = Vec::new();
    let read = read(Path::new("test"), &mut Cursor::new(text), 1 << 20, &mut |message| {
        let Found::Message(message) = message else { panic!("no message") };
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
        "x\n".repeat(100_000)
    );
    let mut sizes = Vec::new();
    let read = read(Path::new("test"), &mut Cursor::new(text), 100, &mut |message| {
        let Found::Message(message) = message else { panic!("no message") };
        sizes.push(message.source.len());
        Ok(())
    });
    assert!(read.is_ok());
    assert_eq!(sizes.len(), 2);
    let most = 100 + crate::transfer::notes::LONGEST;
    assert!((most + 1..most + 10).contains(&sizes[0]) && sizes[1] == 6, "{sizes:?}");
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

/// A message as mboxcl2 has it: nothing is quoted, its length is told.
fn counted(body: &str) -> String {
    let length = body.len();
    format!("From a Thu Nov 12 08:15:30 2026\nSubject: 1\nContent-Length: {length}\n\n{body}\n")
}

#[test]
fn a_body_whose_length_is_told_is_taken_as_it_is() {
    let body = "One.\n\nFrom somebody Thu Oct 01 10:30:00 2026\n>From me\n";
    let header = format!("Subject: 1\nContent-Length: {}\n\n", body.len());
    let last = "From b Thu Nov 12 08:15:30 2026\nSubject: 2\n\n>From you\n";
    for rest in ["", last] {
        let found = texts(&format!("{}{rest}", counted(body)));
        assert_eq!(found[0], format!("{header}{body}"));
        let next = (!rest.is_empty()).then_some("Subject: 2\n\nFrom you\n".to_owned());
        assert_eq!(found[1..], Vec::from_iter(next));
    }
    let without_end = counted(body);
    let without_end = without_end.strip_suffix("\n").expect("the file's own line");
    assert_eq!(texts(without_end), [format!("{header}{body}")]);
    let crlf =
        counted("One.\r\n\r\nFrom me Thu Oct 01 10:30:00 2026\r\n").replace("1\nC", "1\r\nC");
    assert_eq!(texts(&crlf.replace("\n\nOne", "\r\n\r\nOne")).len(), 1);
}

#[test]
fn a_length_that_leads_nowhere_is_not_believed() {
    let second = "From b Thu Nov 12 08:15:30 2026\nSubject: 2\n\nTwo.\n";
    for length in [
        "0",
        "3",
        "6",
        "7",
        "40",
        "99999",
        "-5",
        "5x",
        "",
        "18446744073709551615",
        "99999999999999999999999",
    ] {
        let text = format!(
            "From a Thu Nov 12 08:15:30 2026\nContent-Length: {length}\n\n>From\n>From x\n\n{second}"
        );
        let first = format!("Content-Length: {length}\n\n>From\nFrom x\n");
        assert_eq!(texts(&text), [first.as_str(), "Subject: 2\n\nTwo.\n"], "{length}");
    }
}

#[test]
fn many_lengths_that_lead_nowhere_are_read_in_one_go() {
    let one = "From a Thu Nov 12 08:15:30 2026\nContent-Length: 1000000\n\nx\n\n";
    let text = one.repeat(50_000);
    let began = std::time::Instant::now();
    assert_eq!(texts(&text).len(), 50_000);
    assert!(began.elapsed() < std::time::Duration::from_secs(20), "{:?}", began.elapsed());
}

#[test]
fn a_line_without_an_end_takes_no_more_room_than_a_message_may() {
    let long = std::io::Read::chain(
        &b"From a Thu Nov 12 08:15:30 2026\nSubject: 1\n\n"[..],
        std::io::Read::take(std::io::repeat(b'x'), 1 << 26),
    );
    let mut input = std::io::BufReader::new(long);
    let mut sizes = Vec::new();
    let read = read(Path::new("test"), &mut input, 1000, &mut |message| {
        let Found::Message(message) = message else { panic!("no message") };
        sizes.push((message.source.len(), message.source.capacity()));
        Ok(())
    });
    assert!(read.is_ok());
    assert!(matches!(sizes[..], [(size, room)] if size > 1000 && room < 1 << 20), "{sizes:?}");
}
