use mail::compose::{addresses, start};
use model::{ComposeKind, DraftFields, Identity};

fn me() -> Vec<Identity> {
    ["ada@pillarbox.test", "ada@work.test"]
        .map(|address| Identity { address: address.into(), name: "Ada".into() })
        .to_vec()
}

fn begun(kind: ComposeKind, source: &str) -> DraftFields {
    start(kind, source.as_bytes(), &me(), "2 January 2026, 10:00").0
}

const LETTER: &str = "From: \"Hopper, Grace\" <grace@x.test>\r\nTo: Ada <ADA@work.test>, Bo <bo@x.test>\r\n\
    Cc: cy@x.test, ada@pillarbox.test, BO@x.test\r\nSubject: Re: AW: sv: Plans\r\n\r\n\
    Hello\r\n\r\n> older\r\nBye \r\n";

#[test]
fn a_reply_goes_to_the_sender_and_quotes() {
    let fields = begun(ComposeKind::Reply, LETTER);
    assert_eq!(fields.to, "\"Hopper, Grace\" <grace@x.test>");
    assert_eq!(fields.cc, "");
    assert_eq!(fields.subject, "Re: Plans");
    assert_eq!(fields.from, "ada@work.test");
    assert_eq!(
        fields.body,
        "\n\nOn 2 January 2026, 10:00, Hopper, Grace wrote:\n> Hello\n>\n>> older\n> Bye\n"
    );
}

#[test]
fn a_reply_to_all_loses_nobody_but_me() {
    let fields = begun(ComposeKind::ReplyAll, LETTER);
    let list = |typed: &str| -> Vec<String> {
        addresses("To", typed).unwrap().into_iter().map(|m| m.address).collect()
    };
    assert_eq!(list(&fields.to), ["grace@x.test", "bo@x.test"]);
    assert_eq!(list(&fields.cc), ["cy@x.test"]);
}

#[test]
fn reply_to_is_obeyed() {
    let source = format!("Reply-To: list@x.test\r\n{LETTER}");
    assert_eq!(begun(ComposeKind::Reply, &source).to, "list@x.test");
    let all = begun(ComposeKind::ReplyAll, &source);
    assert!(all.to.contains("list@x.test") && all.to.contains("bo@x.test"));
}

#[test]
fn an_answer_to_my_own_mail_goes_to_its_recipients() {
    let source = "From: ada@pillarbox.test\r\nTo: bo@x.test, cy@x.test\r\nCc: di@x.test\r\nSubject: Hi\r\n\r\nx\r\n";
    let reply = begun(ComposeKind::Reply, source);
    assert_eq!((reply.to.as_str(), reply.cc.as_str()), ("bo@x.test, cy@x.test", ""));
    let all = begun(ComposeKind::ReplyAll, source);
    assert_eq!((all.to.as_str(), all.cc.as_str()), ("bo@x.test, cy@x.test", "di@x.test"));
    let note = "From: ada@pillarbox.test\r\nTo: ada@work.test\r\nSubject: Hi\r\n\r\nx\r\n";
    assert_eq!(begun(ComposeKind::ReplyAll, note).to, "ada@work.test");
}

#[test]
fn prefixes_are_not_stacked() {
    for (subject, answer, forward) in [
        ("Plans", "Re: Plans", "Fwd: Plans"),
        ("RE: re: Re[2]: Plans", "Re: Plans", "Fwd: RE: re: Re[2]: Plans"),
        ("Antw: Plans", "Re: Plans", "Fwd: Antw: Plans"),
        ("Fwd: FW: Plans", "Re: Fwd: FW: Plans", "Fwd: Plans"),
        ("Report: done", "Re: Report: done", "Fwd: Report: done"),
        ("", "Re:", "Fwd:"),
    ] {
        let source = format!("From: a@x.test\r\nSubject: {subject}\r\n\r\nx\r\n");
        assert_eq!(begun(ComposeKind::Reply, &source).subject, answer);
        assert_eq!(begun(ComposeKind::Forward, &source).subject, forward);
    }
}

#[test]
fn a_forward_carries_heading_text_and_every_file() {
    let source = "From: Grace <grace@x.test>\r\nTo: ada@work.test\r\nSubject: Pics\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: multipart/related; boundary=r\r\n\r\n\
        --r\r\nContent-Type: text/html\r\n\r\n<p>Look <img src=\"cid:p@x\"></p>\r\n--r\r\nContent-Type: image/png\r\n\
        Content-ID: <p@x>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--r--\r\n--m\r\n\
        Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninside\r\n--m\r\n\
        Content-Type: application/pdf; name=\"a.pdf\"\r\n\r\nPDF\r\n--m--\r\n";
    let (fields, files) =
        start(ComposeKind::Forward, source.as_bytes(), &me(), "2 January 2026, 10:00");
    assert_eq!(fields.to, "");
    assert_eq!(
        fields.body,
        "\n\n---------- Forwarded message ----------\nFrom: Grace <grace@x.test>\n\
         Date: 2 January 2026, 10:00\nSubject: Pics\nTo: ada@work.test\n\nLook\n"
    );
    let types: Vec<&str> = files.iter().map(|file| file.media_type.as_str()).collect();
    assert_eq!(types, ["image/png", "message/rfc822", "application/pdf"]);
    assert_eq!(files[0].bytes, b"\x89PNG\r\n\x1a\n");
    assert_eq!(files[1].bytes, b"Subject: inner\r\n\r\ninside");
    assert_eq!(files[1].name, "message-4.eml");
    assert_eq!(files[2].name, "a.pdf");
}

#[test]
fn a_new_message_begins_empty_from_the_usual_address() {
    let fields = begun(ComposeKind::New, "");
    assert_eq!(fields, DraftFields { from: "ada@pillarbox.test".into(), ..DraftFields::default() });
}
