use super::message;
use mail::parse::{self, Frame};

fn frame(source: &[u8], remote: bool) -> Frame {
    parse::frame(source, remote, &|n| format!("/messages/1/parts/{n}"))
}

fn related(html: &str) -> Vec<u8> {
    message(
        "Content-Type: multipart/related; boundary=b",
        &format!(
            "--b\nContent-Type: text/html\n\n{html}\n--b\nContent-Type: image/png\nContent-ID: <a%b@x>\n\n1\n\
             --b\nContent-Type: image/gif; name=loc.gif\nContent-Location: http://x.test/loc.gif\n\n2\n\
             --b\nContent-Type: image/png; name=unused.png\nContent-ID: <unused@x>\n\n3\n--b--\n"
        ),
    )
}

#[test]
fn embedded_pictures_are_shown_from_their_parts_and_not_listed() {
    let source = related(
        "<img src='cid:a%25b@x'><img src=\"http://x.test/loc.gif\"><td background=cid:nobody>\
         <p style='background:url(CID:a%25b@x)'>x</p>",
    );
    let frame = frame(&source, false);
    assert_eq!(frame.document.matches("/messages/1/parts/2").count(), 2, "{}", frame.document);
    assert_eq!(frame.document.matches("/messages/1/parts/3").count(), 1);
    assert_eq!(frame.blocked, 0);
    let names: Vec<String> =
        parse::content(&source).attachments.into_iter().map(|part| part.name).collect();
    assert_eq!(names, ["unused.png"]);
    let inline: Vec<bool> =
        parse::extract(&source).attachments.into_iter().map(|part| part.inline).collect();
    assert_eq!(inline, [true, true, false]);
}

#[test]
fn remote_pictures_are_counted_and_shown_only_when_asked_for() {
    let source = message(
        "Content-Type: text/html",
        "<body background='http://e.test/0.png'><style>p{background:#fff url('http://e.test/1.png') no-repeat}</style>\
         <img src=http://e.test/2.png width=10><img src='//e.test/3.png'><table background=https://e.test/4.png></table>\
         <p style=\"background-image:url(http://e.test/5.png);color:red\">x<img src=relative.png><img src=ftp://e.test/6>",
    );
    let closed = frame(&source, false);
    assert_eq!(closed.blocked, 6);
    assert!(!closed.document.contains("e.test"), "{}", closed.document);
    assert!(closed.document.contains("color:red"), "the rest of the style stays");
    assert!(closed.document.contains("width=\"10\""), "the picture's place stays");
    assert_eq!(parse::content(&source).blocked_images, 6);
    let open = frame(&source, true);
    assert_eq!(open.blocked, 0);
    for n in 0..=5 {
        assert!(open.document.contains(&format!("e.test/{n}.png")), "{n}: {}", open.document);
    }
    assert!(!open.document.contains("relative.png") && !open.document.contains("ftp:"));
}

#[test]
fn text_is_framed_as_escaped_words_with_links() {
    let source =
        message("Subject: x", "<b>not bold</b> & https://x.test/?a=\"><script>\n> quoted\n");
    let document = frame(&source, false).document;
    assert!(document.contains("&lt;b&gt;not bold&lt;/b&gt; &amp; "), "{document}");
    assert!(document.contains("<blockquote><div class=\"pillarbox-text\">quoted"));
    assert!(!document.contains("<script"));
}

#[test]
fn boxes_cannot_leave_their_place() {
    let source = message(
        "Content-Type: text/html",
        "<p style='margin:-5px;color:red'>a</p><p style='position:absolute;top:0;color:blue'>b</p>\
         <p style='height:100vh;position:fixed!important;color:green'>c</p><p style='margin:calc(0px - 9px)'>d</p>",
    );
    let document = frame(&source, false).document;
    let body = document.split("<body>").nth(1).unwrap();
    assert!(
        body.contains("style=\"color:red;\"") && body.contains("style=\"color:blue;\""),
        "{body}"
    );
    assert!(body.contains("style=\"color:green;\""), "{body}");
    assert!(!body.contains("position") && !body.contains("vh"), "{body}");
}

#[test]
fn links_open_outside_and_lead_to_the_web_or_to_mail() {
    let source = message(
        "Content-Type: text/html",
        "<a href='https://x.test/a b'>1</a><a href=mailto:a@b.test>2</a><a href=www.y.test>3</a>\
         <a href='/settings'>4</a><a href='JavaScript:x'>5</a><a href='data:text/html,x' target=_top rel=opener>6</a>",
    );
    let document = frame(&source, false).document;
    assert_eq!(document.matches("href=").count(), 3, "{document}");
    assert_eq!(
        document.matches("rel=\"noopener noreferrer\" target=\"_blank\"").count(),
        6,
        "{document}"
    );
    for href in ["https://x.test/a%20b", "mailto:a@b.test", "http://www.y.test/"] {
        assert!(document.contains(&format!("href=\"{href}\"")), "{href}: {document}");
    }
}

#[test]
fn the_body_keeps_its_own_look() {
    let source = message(
        "Content-Type: text/html",
        "<body bgcolor='#eeeeee' text=navy class=mail style='margin:0;position:fixed'>x</body>",
    );
    let document = frame(&source, false).document;
    let rule = "body{background-color:#eeeeee;color:navy;margin:0;}";
    assert!(document.replace(": ", ":").contains(rule), "{document}");
    assert!(document.contains("<div class=\"mail\">"), "{document}");
}
