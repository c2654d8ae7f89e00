use super::{Placement, fill};
use model::Role;

/// 2026-11-23 16:40 UTC.
const NOW: i64 = 1_795_452_000_000;

fn filled(text: &str) -> String {
    let file = |name: &str| (name == "a.bin").then(|| vec![0xff; 58]);
    let filled = fill(text, NOW, &file).expect("a template");
    String::from_utf8(filled.source).expect("UTF-8")
}

#[test]
fn dates_count_back_from_now() {
    assert_eq!(filled("Date: {{date 40m}}"), "Date: Mon, 23 Nov 2026 16:00:00 +0000\r\n");
    assert_eq!(filled("{{date 3d 14:05}}"), "Fri, 20 Nov 2026 14:05:00 +0000\r\n");
    assert_eq!(
        filled("{{date 1h}} {{day 1d}}."),
        "Mon, 23 Nov 2026 15:40:00 +0000 Sunday, 22 November.\r\n"
    );
}

#[test]
fn files_come_in_lines_of_base64() {
    let text = filled("{{date 1h}}\n{{file a.bin}}");
    let lines: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(lines, ["/".repeat(76).as_str(), "/w=="]);
}

#[test]
fn placements_are_read_and_taken_out() {
    let text = "X-Demo: ada inbox unread starred\nX-Demo: grace sent\nDate: {{date 1d 08:00}}\n";
    let filled = fill(text, NOW, &|_| None).expect("a template");
    let placement = |user: &str, folder, flag| Placement {
        user: user.to_owned(),
        folder,
        unread: flag,
        starred: flag,
    };
    let expected = [placement("ada", Role::Inbox, true), placement("grace", Role::Sent, false)];
    assert_eq!(filled.placements, expected);
    assert!(filled.source.starts_with(b"Date: Sun, 22 Nov"));
    assert_eq!(filled.date, NOW - 32 * 3_600_000 - 40 * 60_000);
}

#[test]
fn mistakes_are_told() {
    for text in ["{{date soon}}", "{{date 1h", "{{file b.bin}}", "no date", "X-Demo: ada attic\n"] {
        assert!(fill(text, NOW, &|_| None).is_err(), "{text}");
    }
}
