//! Whatever comes in, nothing panics.

use mail::{compose, parse};
use model::{ComposeKind, Identity};
use proptest::prelude::*;

/// Pieces that mean something to a parser, so that random messages get deep into it.
const PIECES: [&str; 48] = [
    "Content-Type: multipart/mixed; boundary=b\n",
    "Content-Type: multipart/alternative; boundary=\"b\"\n",
    "Content-Type: message/rfc822\n",
    "Content-Type: text/html; charset=utf-16\n",
    "Content-Type: text/plain; format=flowed; delsp=yes\n",
    "Content-Type: text/plain; charset=utf-7\n",
    "Content-Type: multipart/digest; boundary=\n",
    "Content-Transfer-Encoding: base64\n",
    "Content-Transfer-Encoding: quoted-printable\n",
    "Content-Transfer-Encoding: x-uuencode\n",
    "Content-Disposition: attachment; filename*0*=utf-8''%E4; filename*1=\"\\\"\n",
    "Content-ID: <a@b>\n",
    "Content-Location: x\n",
    "From: =?utf-8?q?=41=?= <a@b>, g: c@d;\n",
    "To: \"",
    "<",
    ">",
    "(",
    "Subject: =?iso-2022-jp?B?GyRC?=\n",
    "Date: Fri, 31 Feb 2026 25:61:61 +9999\n",
    "List-Id: <x\n",
    "References: <a> <b\n",
    "From x\n",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "--b\n",
    "--b--\n",
    "--",
    "=\n",
    "=F",
    "begin 644 a\n",
    "M````",
    "end\n",
    "> > ",
    "-- \n",
    "<style>@media x{p{a:url(",
    "<p style='color:rgb(1,(",
    "<svg><style>",
    "<!--",
    "<a href='http://[",
    "<img src='cid:%",
    "&#x110000;",
    "+AOQ",
    "\u{1B}$B",
    "\u{202E}",
    "ß字🎉",
];

fn source() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => prop::sample::select(&PIECES[..]).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..8),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_source_is_read_shown_and_answered(source in source()) {
        let extract = parse::extract(&source);
        parse::content(&source);
        let frame = parse::frame(&source, true, &|n| n.to_string());
        prop_assert!(!frame.document.contains("<svg") && !frame.document.contains("<script"));
        for part in &extract.attachments {
            let whole = parse::part(&source, part.index).expect("listed");
            prop_assert_eq!(i64::try_from(whole.bytes.len()).expect("small"), part.size);
        }
        let me = [Identity { address: "me@x.test".into(), name: String::new() }];
        for kind in [ComposeKind::ReplyAll, ComposeKind::Forward] {
            let (fields, _) = compose::start(kind, &source, &me, "now");
            prop_assert!(!fields.subject.contains(['\r', '\n', '\0']));
        }
        compose::without_bcc(&source);
    }

    #[test]
    fn any_text_in_an_address_field_is_read_or_refused(typed in "[ a-z@.,;:<>\"()\\\\ß\n]{0,40}") {
        for mailbox in compose::addresses("To", &typed).unwrap_or_default() {
            prop_assert!(mailbox.address.is_ascii() && !mailbox.address.contains(['\r', '\n', ' ', '<']));
        }
    }
}
