use super::{blocks, message};
use mail::parse;
use model::Body;

#[test]
fn quotes_become_blocks_by_depth() {
    let source = message("Subject: x", "Hi\n> one\n>> two\n> > two too\n>three\n>From here\nend\n");
    assert_eq!(
        blocks(&source),
        ["0|Hi", "1|one", "2|two\ntwo too", "1|three", "0|>From here\nend"]
    );
}

#[test]
fn flowed_lines_are_joined_within_their_depth() {
    let header = "Subject: x\nContent-Type: text/plain; format=flowed";
    let source = message(
        header,
        "A long \nline.\n> quoted \n> on\n>> deeper \n> back\n-- \nAda\n  stuffed\n",
    );
    assert_eq!(
        blocks(&source),
        ["0|A long line.", "1|quoted on", "2|deeper ", "1|back", "0|-- \nAda\n stuffed"]
    );
    let delsp = message(&format!("{header}; delsp=yes"), "漢 \n字\n");
    assert_eq!(blocks(&delsp), ["0|漢字"]);
}

#[test]
fn links_are_found_with_their_right_ends() {
    let source = message(
        "Subject: x",
        "See https://x.test/a_(b), http://y.test/?q=1&r=2. Or www.z.test! \
         Mail me@x.test (or HTTPS://X.test). javascript:alert(1) file:///etc ftp://x.test a.rs\n",
    );
    assert_eq!(
        blocks(&source),
        ["0|See [https://x.test/a_(b)](https://x.test/a_(b)), \
          [http://y.test/?q=1&r=2](http://y.test/?q=1&r=2). \
          Or [www.z.test](http://www.z.test)! \
          Mail [me@x.test](mailto:me@x.test) (or [HTTPS://X.test](https://X.test)). \
          javascript:alert(1) file:///etc ftp://x.test a.rs"]
    );
}

#[test]
fn unknown_and_wrong_charsets_lose_no_byte() {
    let cases: [(&str, &[u8], &str); 9] = [
        ("; charset=utf-8", b"Gr\xFC\xDFe \xE2\x82\xAC", "Grüße €"),
        ("", b"Gr\xFC\xDFe", "Grüße"),
        ("; charset=x-nobody-knows", b"\x80uro", "€uro"),
        ("; charset=us-ascii", "Grüße".as_bytes(), "Grüße"),
        ("; charset=iso-8859-1", b"Gr\xFC\xDFe", "Grüße"),
        ("; charset=\"KOI8-R\"", b"\xF0\xD2\xC9\xD7\xC5\xD4", "Привет"),
        ("; charset=ks_c_5601-1987", b"\xC7\xD1\xB1\xDB", "한글"),
        ("; charset=iso-2022-jp", b"\x1B$B4A;z\x1B(B", "漢字"),
        ("; charset=utf-7", b"+AOQ-", "ä"),
    ];
    for (parameter, body, expected) in cases {
        let header = format!("Content-Type: text/plain{parameter}\r\n\r\n");
        let source = [header.as_bytes(), body].concat();
        assert_eq!(parse::extract(&source).text.trim(), expected, "{parameter}");
    }
}

#[test]
fn html_beside_text_is_shown_and_text_makes_the_snippet() {
    let source = message(
        "Subject: x\nContent-Type: multipart/alternative; boundary=b",
        "--b\nContent-Type: text/plain\n\nPlain words\n--b\nContent-Type: text/html\n\n<p>Rich <b>words</b> only-here</p>\n--b--\n",
    );
    assert_eq!(parse::content(&source).body, Body::Html);
    let extract = parse::extract(&source);
    assert_eq!(extract.snippet, "Plain words");
    assert!(extract.text.contains("only-here"), "all text is searched");
    assert!(extract.attachments.is_empty());
}

#[test]
fn html_alone_makes_a_snippet_without_style_script_and_hidden_words() {
    let source = message(
        "Subject: x\nContent-Type: text/html",
        "<title>T</title><style>p{}</style><div style='display: none'>preheader</div>\
         <h1>Head</h1><p>One<br>two&nbsp;three</p><ul><li>a<li>b</ul><script>x</script>",
    );
    let extract = parse::extract(&source);
    assert_eq!(extract.text, "Head\n\nOne\ntwo three\n\n• a\n• b");
    assert_eq!(extract.snippet, "Head One two three • a • b");
}

#[test]
fn a_snippet_skips_quotes_and_signature() {
    let source = message("Subject: x", "> old words\n\nNew words\n-- \nAda\n");
    assert_eq!(parse::extract(&source).snippet, "New words");
    let only = message("Subject: x", "> old words\n");
    assert_eq!(parse::extract(&only).snippet, "> old words");
}

#[test]
fn an_attached_message_is_one_file_whose_words_are_found() {
    let source = message(
        "Subject: x\nContent-Type: multipart/mixed; boundary=b",
        "--b\n\nouter\n--b\nContent-Type: message/rfc822\n\nSubject: Inner subject\nFrom: Bo <bo@x.test>\n\
         Content-Type: multipart/mixed; boundary=c\n\n--c\n\ninner words\n--c--\n--b--\n",
    );
    let extract = parse::extract(&source);
    assert_eq!(extract.attachments.len(), 1);
    assert_eq!(extract.attachments[0].name, "message-2.eml");
    for words in ["outer", "Inner subject", "bo@x.test", "inner words"] {
        assert!(extract.text.contains(words), "{words}");
    }
    assert_eq!(extract.snippet, "outer");
}

#[test]
fn odd_sources_are_read() {
    let from_line = b"From x@y.test Mon Jan 1 00:00:00 2026\nSubject: Hello\n\nBody\n";
    assert_eq!(parse::extract(from_line).subject, "Hello");
    let bare_cr = b"Subject: Hello\rTo: b@c.test\r\rBody\rmore\r";
    let extract = parse::extract(bare_cr);
    assert_eq!((extract.subject.as_str(), extract.text.trim()), ("Hello", "Body\nmore"));
    let header_only = parse::extract(b"Subject: Hello");
    assert_eq!((header_only.subject.as_str(), header_only.text.as_str()), ("Hello", ""));
    assert_eq!(parse::content(b"Subject: Hello").body, Body::Empty);
    assert_eq!(
        parse::extract(b"no header at all\njust words\n").text.trim(),
        "no header at all\njust words"
    );
    let nul = b"Sub\0ject: He\0llo\n\nBo\0dy\n";
    let extract = parse::extract(nul);
    assert_eq!((extract.subject.as_str(), extract.text.trim()), ("Hello", "Body"));
    assert_eq!(parse::extract(b"").subject, "");
    assert!(parse::part(b"", 7).is_none());
    let bad_boundary = message(
        "Content-Type: multipart/mixed; boundary=other",
        "--b\n\nwords\n--b\nContent-Type: text/csv; name=a.csv\n\n1,2\n--b--\n",
    );
    let extract = parse::extract(&bad_boundary);
    assert_eq!((extract.text.trim(), extract.attachments.len()), ("words\n1,2", 1));
}

#[test]
fn dates_that_cannot_be_are_none() {
    let date = |text: &str| parse::extract(&message(&format!("Date: {text}"), "")).date;
    assert_eq!(date("Fri, 2 Jan 2026 04:04:05 +0100"), Some(1_767_323_045_000));
    assert_eq!(date("Fri, 2 Jan 2026 03:04:05 GMT"), Some(1_767_323_045_000));
    for absurd in [
        "",
        "yesterday",
        "Fri, 99 Foo 2026 03:04:05 +0000",
        "1 Jan 1900 00:00:00 +0000",
        "1 Jan 9999 00:00:00 +0000",
    ] {
        assert_eq!(date(absurd), None, "{absurd}");
    }
}

#[test]
fn threads_and_lists_are_told() {
    let source = message(
        "Message-ID: <m@x.test>\nIn-Reply-To: <p@x.test>\nReferences: <r@x.test>\n <p@x.test>\n\
         List-Id: \"The list\" <List.X.test>",
        "",
    );
    let extract = parse::extract(&source);
    assert_eq!(extract.message_id, "m@x.test");
    assert_eq!(extract.in_reply_to, ["p@x.test"]);
    assert_eq!(extract.references, ["r@x.test", "p@x.test"]);
    assert_eq!(extract.list_id, "list.x.test");
}

#[test]
fn text_of_another_kind_alone_is_shown() {
    let source = message("Content-Type: text/enriched", "<bold>Words</bold>\n");
    assert_eq!(blocks(&source), ["0|<bold>Words</bold>"]);
    assert!(parse::extract(&source).attachments.is_empty());
}
