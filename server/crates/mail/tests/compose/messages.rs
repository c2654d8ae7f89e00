use super::{built, fields, mailbox, python};
use mail::{
    compose::{ComposeError, File, Outgoing, build, without_bcc},
    parse,
};
use model::DraftFields;

fn text(source: &[u8]) -> String {
    String::from_utf8(source.to_vec()).expect("UTF-8")
}

#[test]
fn names_subjects_and_texts_in_any_script_are_read_back() {
    let mut fields = fields(
        "\"Müller, Jürgen\" <j@b.test>, 山田太郎 <yamada@x.test>",
        "Grüße, ein längerer Betreff mit vielen Wörtern über 山田 und Łódź, der gefaltet wird 🎉",
        "Zeile eins\n\nGrüße 山田 🎉\nFrom here\n.\n",
    );
    fields.cc = "ops@bücher.example".into();
    fields.bcc = "Secret <hidden@z.test>".into();
    let built = built(&fields, &[]).unwrap();
    assert_eq!(
        built.recipients,
        ["j@b.test", "yamada@x.test", "ops@xn--bcher-kva.example", "hidden@z.test"]
    );
    assert!(built.source.is_ascii(), "nothing that needs 8BITMIME or SMTPUTF8");
    let ours = parse::extract(&built.source);
    assert_eq!(ours.subject, fields.subject);
    assert_eq!(ours.to[0], mailbox("Müller, Jürgen", "j@b.test"));
    assert_eq!(ours.to[1], mailbox("山田太郎", "yamada@x.test"));
    assert_eq!(ours.bcc, [mailbox("Secret", "hidden@z.test")]);
    assert_eq!(ours.date, Some(super::DATE));
    assert_eq!(ours.message_id, "1.2@pillarbox.test");
    let Some(theirs) = python::reads(&built.source) else { return };
    assert_eq!(theirs["defects"].as_array().unwrap().len(), 0, "{}", theirs["defects"]);
    assert_eq!(python::field(&theirs, "Subject").unwrap(), fields.subject);
    assert_eq!(theirs["from"][0][0], "Ada Łovelace");
    assert_eq!(theirs["to"][0][0], "Müller, Jürgen");
    assert_eq!(theirs["to"][1][1], "yamada@x.test");
    assert_eq!(theirs["bcc"][0][1], "hidden@z.test");
    let text = theirs["parts"][0]["text"].as_str().unwrap().replace("\r\n", "\n");
    assert_eq!(text, fields.body);
    assert_eq!(python::field(&theirs, "Date").unwrap(), "Fri, 02 Jan 2026 03:04:05 +0000");
    assert_eq!(python::field(&theirs, "User-Agent"), None);
}

#[test]
fn attachments_with_any_name_and_content_come_back_byte_for_byte() {
    let all: Vec<u8> = (0..=255).cycle().take(5000).collect();
    let file = |name: &str, media_type: &str, bytes: &[u8]| File {
        name: name.into(),
        media_type: media_type.into(),
        bytes: bytes.to_vec(),
    };
    let files = [
        file(
            "Übersicht für Łódź 山田 2026 mit einem sehr langen Namen, der umbricht.pdf",
            "application/pdf",
            &all,
        ),
        file("plain \"quoted\".txt", "text/plain", b"a\nb\r\nc\rd"),
        file("mail.eml", "message/rfc822", b"Subject: x\n\nFrom me\n"),
        file("", "not a type\r\nX-Evil: 1", b""),
    ];
    let built = built(&fields("b@c.test", "Files", "See attached."), &files).unwrap();
    let listed = parse::extract(&built.source).attachments;
    let names: Vec<&str> = listed.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names[0], files[0].name);
    assert_eq!(names[2..], ["mail.eml", "attachment"]);
    for (part, file) in listed.iter().zip(&files) {
        assert_eq!(parse::part(&built.source, part.index).unwrap().bytes, file.bytes);
    }
    assert!(!text(&built.source).contains("X-Evil"));
    let Some(theirs) = python::reads(&built.source) else { return };
    assert_eq!(theirs["defects"].as_array().unwrap().len(), 0, "{}", theirs["defects"]);
    let parts = theirs["parts"].as_array().unwrap();
    assert_eq!(parts.len(), 5);
    assert_eq!(parts[1]["name"].as_str().unwrap(), files[0].name);
    assert_eq!(parts[2]["name"].as_str().unwrap(), files[1].name);
    assert_eq!(parts[1]["type"], "application/pdf");
    assert_eq!(parts[4]["type"], "application/octet-stream");
    assert!(parts.iter().skip(1).all(|part| part["attachment"] == true));
}

#[test]
fn nothing_typed_can_add_a_field() {
    let evil = "x\r\nBcc: victim@x.test\r\n\r\nbody\0";
    let mut fields = fields("b@c.test", evil, "text\r\n.\r\nQUIT\r\n");
    let built =
        built(&fields, &[File { name: evil.into(), media_type: evil.into(), bytes: vec![] }])
            .unwrap();
    let read = parse::extract(&built.source);
    assert!(read.bcc.is_empty());
    assert_eq!(read.subject, "x Bcc: victim@x.test body");
    assert!(!built.source.contains(&0));
    assert!(!text(&built.source).to_lowercase().contains("\nbcc:"));
    assert_eq!(built.recipients, ["b@c.test"]);

    fields.to = "a@b.test\r\nBcc: victim@x.test".into();
    fields.subject = String::new();
    let result = super::built(&fields, &[]);
    // The line end separates addresses; what follows it is taken as a group's name and members.
    let built = result.unwrap();
    assert!(parse::extract(&built.source).bcc.is_empty());

    let outgoing = Outgoing {
        from: &mailbox("E\r\nX-A: 1", "a@b.test"),
        fields: &super::fields("b@c.test", "s", ""),
        attachments: &[],
        in_reply_to: Some("<p@x>\r\nX-B: 1"),
        references: &["<r@x>\r\nX-C: 1".to_owned()],
        date: super::DATE,
        message_id: "m@x",
    };
    let source = text(&build(&outgoing).unwrap().source);
    assert!(!source.contains("\nX-"), "{source}");
    let bad = Outgoing { from: &mailbox("", "a@b.test>\r\nX-D: 1"), ..outgoing };
    assert!(matches!(build(&bad), Err(ComposeError::Address(_))));
}

#[test]
fn lines_stay_short_and_end_in_crlf() {
    let body = format!("{}\n{}\n> quoted  \n", "long ".repeat(600), "字".repeat(2000));
    let source = built(&fields("b@c.test", &"s".repeat(3000), &body), &[]).unwrap().source;
    for line in source.split_inclusive(|&b| b == b'\n') {
        assert!(line.ends_with(b"\r\n"), "{line:?}");
        assert!(line.len() <= 1000, "a line of {} bytes", line.len());
    }
    let ours = parse::extract(&source);
    assert!(ours.text.contains(&"字".repeat(2000)));
    assert!(ours.text.contains("> quoted  "), "blanks at line ends are kept");
}

#[test]
fn references_keep_the_first_and_the_last_ids() {
    let references: Vec<String> = (0..100).map(|n| format!("r{n}@x.test")).collect();
    let source = build(&Outgoing {
        from: &mailbox("", "a@b.test"),
        fields: &fields("b@c.test", "Re: x", "y"),
        attachments: &[],
        in_reply_to: Some("parent@x.test"),
        references: &references,
        date: super::DATE,
        message_id: "m@x.test",
    })
    .unwrap()
    .source;
    let read = parse::extract(&source);
    assert_eq!(read.in_reply_to, ["parent@x.test"]);
    assert_eq!(read.references.len(), 20);
    assert_eq!(read.references[0], "r0@x.test");
    assert_eq!(read.references[19], "parent@x.test");
    assert_eq!(read.references[18], "r99@x.test");
}

#[test]
fn the_wire_copy_is_the_stored_copy_without_bcc() {
    let mut fields = fields("b@c.test", "s", "Bcc: in the body stays\n");
    fields.bcc =
        (0..40).map(|n| format!("Person {n} <p{n}@z.test>")).collect::<Vec<_>>().join(", ");
    let built = built(&fields, &[]).unwrap();
    assert_eq!(parse::extract(&built.source).bcc.len(), 40);
    let wire = without_bcc(&built.source);
    let read = parse::extract(&wire);
    assert!(read.bcc.is_empty());
    assert!(!text(&wire).contains("p7@z.test"));
    assert!(read.text.contains("Bcc: in the body stays"));
    assert_eq!(without_bcc(&wire), wire);
    let folded = b"A: 1\nBCC: x@y.test,\n\tz@y.test\nresent-bcc : q@y.test\nB: 2\n\nBcc: body\n";
    assert_eq!(without_bcc(folded), b"A: 1\nB: 2\n\nBcc: body\n");
}

#[test]
fn a_message_needs_a_recipient() {
    let empty = DraftFields { to: " , ; ".into(), ..DraftFields::default() };
    let error = built(&empty, &[]).unwrap_err();
    assert_eq!(error, ComposeError::NoRecipient);
    assert_eq!(error.to_string(), "Write at least one address in To, Cc or Bcc.");
}

#[test]
fn a_recipient_named_twice_gets_one_copy() {
    let mut fields = fields("a@b.test, A@B.test", "s", "");
    fields.cc = "a@b.test, c@d.test".into();
    assert_eq!(built(&fields, &[]).unwrap().recipients, ["a@b.test", "c@d.test"]);
}
