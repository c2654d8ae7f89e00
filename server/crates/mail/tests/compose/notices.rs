use super::python;
use mail::{
    compose::{Notice, delivery_notice},
    parse,
};

const ORIGINAL: &[u8] = "From: ada@pillarbox.test\r\nTo: bo@x.test\r\nSubject: Grüße\r\n\
    Message-ID: <o@pillarbox.test>\r\n\r\nSecret body\r\n"
    .as_bytes();

fn notice(delayed: bool) -> Vec<u8> {
    delivery_notice(&Notice {
        to: "ada@pillarbox.test",
        host: "mail.pillarbox.test",
        original: ORIGINAL,
        failed: &[
            ("bo@x.test".into(), "550 5.1.1 No such user\r\nX-Evil: 1".into()),
            ("cy@x.test".into(), "Verbindung abgelehnt – später".into()),
        ],
        delayed,
        date: super::DATE,
        message_id: "n@pillarbox.test",
    })
}

#[test]
fn a_notice_says_in_plain_words_who_did_not_get_what() {
    let source = notice(false);
    let read = parse::extract(&source);
    assert_eq!(read.subject, "Not delivered: Grüße");
    assert_eq!(read.from[0].address, "mailer-daemon@mail.pillarbox.test");
    assert_eq!(read.message_id, "n@pillarbox.test");
    assert!(
        read.text.contains("bo@x.test did not receive it: 550 5.1.1 No such user"),
        "{}",
        read.text
    );
    assert!(read.text.contains("cy@x.test did not receive it: Verbindung abgelehnt – später"));
    assert!(read.text.contains("your message is still in Sent"));
    assert!(!read.text.contains("Secret body"));
}

#[test]
fn programs_can_read_a_notice() {
    let Some(theirs) = python::reads(&notice(false)) else { return };
    assert_eq!(theirs["defects"].as_array().unwrap().len(), 0, "{}", theirs["defects"]);
    assert_eq!(theirs["type"], "multipart/report");
    let kind = python::field(&theirs, "Content-Type").unwrap();
    assert!(
        kind.contains("report-type=\"delivery-status\"")
            || kind.contains("report-type=delivery-status"),
        "{kind}"
    );
    assert_eq!(python::field(&theirs, "Auto-Submitted").unwrap(), "auto-replied");
    assert_eq!(python::field(&theirs, "X-Evil"), None);
    let source = String::from_utf8(notice(false)).unwrap();
    assert!(
        source
            .contains("Final-Recipient: rfc822; bo@x.test\r\nAction: failed\r\nStatus: 5.1.1\r\n"),
        "{source}"
    );
    assert!(
        source
            .contains("Final-Recipient: rfc822; cy@x.test\r\nAction: failed\r\nStatus: 5.0.0\r\n")
    );
    assert!(source.contains("text/rfc822-headers"));
    assert!(!source.contains("\nX-Evil"));
}

#[test]
fn a_delay_is_told_without_alarm() {
    let read = parse::extract(&notice(true));
    assert_eq!(read.subject, "Delayed: Grüße");
    assert!(read.text.contains("is still waiting"));
    assert!(read.text.contains("Action: delayed"));
    assert!(read.text.contains("need not send it a second time"));
}

#[test]
fn odd_hosts_and_addresses_still_make_a_notice() {
    for host in ["", "[::1]", "a b\r\nX: y", "münchen.test"] {
        let source = delivery_notice(&Notice {
            to: "no address\r\nX: y",
            host,
            original: b"",
            failed: &[],
            delayed: false,
            date: super::DATE,
            message_id: "bad id",
        });
        let read = parse::extract(&source);
        assert_eq!(read.subject, "Not delivered: (no subject)", "{host}");
        assert!(!String::from_utf8_lossy(&source).contains("\nX:"));
    }
}
