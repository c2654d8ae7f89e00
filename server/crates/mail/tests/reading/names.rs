use mail::parse;

/// The name of an attachment whose part has these fields.
fn name(fields: &[u8]) -> String {
    let head = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\n";
    let source = [&head[..], fields, b"\n\nPDF\n--b--\n"].concat();
    parse::extract(&source).attachments.remove(0).name
}

#[test]
fn names_are_decoded_however_they_are_written() {
    let cases: [(&[u8], &str); 9] = [
        (b"Content-Type: application/pdf; name=\"a b.pdf\"", "a b.pdf"),
        (b"Content-Disposition: attachment; filename*=UTF-8''%C3%9Cber.pdf", "Über.pdf"),
        (
            b"Content-Disposition: attachment; filename*0*=iso-8859-1''%DC;\n filename*1=ber; filename*2=.pdf",
            "Über.pdf",
        ),
        (b"Content-Disposition: attachment; filename=\"=?utf-8?B?w5xiZXIucGRm?=\"", "Über.pdf"),
        (
            b"Content-Type: application/pdf; name=\"=?iso-8859-1?Q?=DCber?=\n =?iso-8859-1?Q?sicht.pdf?=\"",
            "Übersicht.pdf",
        ),
        ("Content-Disposition: attachment; filename=\"Über.pdf\"".as_bytes(), "Über.pdf"),
        (b"Content-Disposition: attachment; filename=\"\xDCber.pdf\"", "Über.pdf"),
        (b"Content-Disposition: attachment; filename=a.pdf\nContent-Type: x/y; name=b.pdf", "a.pdf"),
        (b"Content-Type: application/pdf; name=plain.pdf; name*=utf-8''%C3%BC.pdf", "ü.pdf"),
    ];
    for (fields, expected) in cases {
        assert_eq!(name(fields), expected, "{}", String::from_utf8_lossy(fields));
    }
}

#[test]
fn names_cannot_lead_anywhere() {
    let disposition = |name: &str| format!("Content-Disposition: attachment; filename=\"{name}\"");
    for (given, expected) in [
        ("../../etc/passwd", "passwd"),
        ("C:\\\\Users\\\\x\\\\evil.exe", "evil.exe"),
        ("/abs/name.txt", "name.txt"),
        (".htaccess", "htaccess"),
        ("photo\u{202E}gpj.exe", "photogpj.exe"),
        ("a\u{200B}b\u{7}.txt", "ab.txt"),
        ("a<b>:c|d?.txt", "a_b__c_d_.txt"),
        ("name. . ", "name"),
    ] {
        assert_eq!(name(disposition(given).as_bytes()), expected, "{given:?}");
    }
    let long = name(disposition(&format!("{}.pdf", "x".repeat(5000))).as_bytes());
    assert_eq!(long.chars().count(), parse::limits::FILE_NAME);
    assert!(long.ends_with("x….pdf"), "{long}");
}

#[test]
fn a_part_without_a_name_gets_one() {
    for (fields, expected) in [
        ("Content-Type: application/pdf", "attachment-2.pdf"),
        ("Content-Type: application/pdf; name=\"/\"", "attachment-2.pdf"),
        ("Content-Type: image/jpeg\nContent-Disposition: attachment", "image-2.jpg"),
        ("Content-Type: message/rfc822", "message-2.eml"),
        ("Content-Type: application/x-odd", "attachment-2.bin"),
        ("Content-Type: application/ms-tnef", "attachment-2.tnef"),
    ] {
        assert_eq!(name(fields.as_bytes()), expected, "{fields}");
    }
}
