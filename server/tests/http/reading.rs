use crate::app::{Answer, RICH, TestApp};
use model::SignInMethod;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::io::Read;

#[tokio::test]
async fn a_message_is_shown_in_a_frame_in_which_nothing_runs_or_loads() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let id = app.deliver(ada, RICH).await;
    let answer = visitor.get(&format!("/messages/{id}/frame")).await;
    let policy = answer.header("content-security-policy").to_owned();
    for rule in [
        "default-src 'none'",
        "img-src 'self' data:;",
        "sandbox allow-popups allow-popups-to-escape-sandbox allow-same-origin;",
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    ] {
        assert!(policy.contains(rule), "{rule}: {policy}");
    }
    assert!(!policy.contains("script"), "{policy}");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    let document = answer.text().await.expect("a document");
    assert!(!document.contains("alert(1)") && !document.contains("tracker.test"), "{document}");
    assert!(document.contains(&format!("/messages/{id}/parts/")), "its own picture: {document}");
}

#[tokio::test]
async fn remote_pictures_load_only_when_the_reader_asks() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let id = app.deliver(ada, RICH).await;
    let answer = visitor.get(&format!("/messages/{id}/frame?images=1")).await;
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("img-src 'self' data: https: http:;"), "{policy}");
    assert!(answer.text().await.expect("a document").contains("https://tracker.test/p.gif"));
}

#[tokio::test]
async fn an_attachment_is_saved_under_a_type_that_cannot_run() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let id = app.deliver(ada, RICH).await;
    let parts = mail::parse::extract(RICH).attachments;
    let served = async |name: &str| {
        let index = parts.iter().find(|part| part.name == name).expect("it is listed").index;
        visitor.get(&format!("/messages/{id}/parts/{index}?inline")).await
    };
    let octets = "application/octet-stream";
    for (name, media_type, file_name) in [
        ("Übersicht.html", octets, "filename*=UTF-8''%C3%9Cbersicht.html"),
        ("drawing.svg", octets, "filename=\"drawing.svg\""),
        ("invoice.pdf", "application/pdf", "filename=\"invoice.pdf\""),
    ] {
        let answer = served(name).await;
        assert_eq!(answer.header("content-type"), media_type, "{name}");
        let disposition = answer.header("content-disposition");
        assert!(disposition.starts_with("attachment;"), "{disposition}");
        assert!(disposition.contains(file_name), "{disposition}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("content-security-policy").ends_with("sandbox"), "{name}");
    }
    let picture = served("dot.gif").await;
    assert_eq!(picture.header("content-type"), "image/gif");
    assert_eq!(picture.header("content-disposition"), "inline");
    assert!(picture.bytes().await.expect("bytes").starts_with(b"GIF89a"));
}

#[tokio::test]
async fn all_attachments_come_in_one_archive() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let id = app.deliver(ada, RICH).await;
    let answer = visitor.get(&format!("/messages/{id}/parts.zip")).await;
    assert_eq!(answer.header("content-type"), "application/zip");
    assert!(answer.header("content-disposition").starts_with("attachment;"));
    let bytes = std::io::Cursor::new(answer.bytes().await.expect("an archive"));
    let mut zip = zip::ZipArchive::new(bytes).expect("an archive");
    let mut pdf = Vec::new();
    let mut entry = zip.by_name("invoice.pdf").expect("the invoice");
    entry.read_to_end(&mut pdf).expect("its bytes");
    assert!(pdf.starts_with(b"%PDF-1.4"));
    drop(entry);
    assert!(zip.by_name("Übersicht.html").is_ok());
}

#[tokio::test]
async fn the_original_is_plain_text_or_a_file_byte_for_byte() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let id = app.deliver(ada, RICH).await;
    let shown = visitor.get(&format!("/messages/{id}/source")).await;
    assert_eq!(shown.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(shown.header("content-disposition"), "inline");
    let saved = visitor.get(&format!("/messages/{id}/source?download")).await;
    assert_eq!(saved.header("content-type"), "message/rfc822");
    assert!(saved.header("content-disposition").starts_with("attachment;"));
    assert_eq!(saved.bytes().await.expect("bytes"), RICH);
}

#[tokio::test]
async fn a_message_opened_without_scripts_is_read_on_the_same_page() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let id = app.deliver(ada, RICH).await;
    for list in ["/mail/inbox", "/search?q=Pictures"] {
        let page = visitor.page(list).await;
        assert!(page.contains("Inbox, 1 unread") && page.contains("Unread. "), "{list}: {page}");
        let (path, query) = list.split_once('?').unwrap_or((list, ""));
        let page = visitor.page(&format!("{path}/{id}?{query}")).await;
        assert!(page.contains("aria-label=\"Message from Grace\""), "it is open: {page}");
        assert!(!page.contains("1 unread") && !page.contains("Unread. "), "{list}: {page}");
        visitor.post("/api/messages/change", &[("operation", &format!("unread@{id}"))]).await;
    }
}

#[tokio::test]
async fn a_sender_is_confirmed_by_the_provider_that_mail_is_collected_from_and_by_nobody_else() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let checked = |result: &str| {
        format!(
            "Authentication-Results: mx1.example.org; dmarc={result} header.from=bank.test\r\n\
             Received: from mx.bank.test (mx.bank.test [203.0.113.9])\r\n\
             \tby mx1.example.org with ESMTPS; Mon, 23 Nov 2026 10:00:00 +0000\r\n\
             From: Bank <post@bank.test>\r\nSubject: {result}\r\n\r\nHello.\r\n"
        )
    };
    let page = async |source: String| {
        let id = app.deliver(ada, source.as_bytes()).await;
        visitor.page(&format!("/mail/inbox/{id}")).await
    };
    assert!(!page(checked("pass")).await.contains("confirmed"), "by a provider that is not ours");
    app.add_account(ada, SignInMethod::Password).await;
    assert!(page(checked("pass")).await.contains("bank.test confirmed"));
    assert!(page(checked("fail")).await.contains("could not confirm"));
}

#[tokio::test]
async fn what_was_searched_for_is_marked_in_the_message_and_in_its_frame() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let html = app.deliver(ada, RICH).await;
    let page = visitor.page(&format!("/search/{html}?q=pictures%20from%3Agrace")).await;
    let heading = page.split("<h1").nth(1).and_then(|rest| rest.split("</h1>").next());
    assert!(heading.is_some_and(|heading| heading.contains("<mark>Pictures")), "{heading:?}");
    let src = format!("/messages/{html}/frame?q=pictures%20from%3Agrace");
    assert!(page.contains(&src), "{page}");

    let text = app
        .deliver(
            ada,
            b"From: Grace <grace@pillarbox.test>\r\nSubject: Loom\r\n\r\n\
              A red\r\n> loom at https://loom.test/ for Grace.\r\n",
        )
        .await;
    let page =
        visitor.page(&format!("/search/{text}?q=loom%20%22red%20loom%22%20from%3Agrace")).await;
    for marked in ["<mark>Loom", "<mark>red", "<mark>loom"] {
        assert!(page.contains(marked), "{marked}: {page}");
    }
    assert!(!page.contains("<mark>Grace"), "{page}");
    let page = visitor.page(&format!("/mail/inbox/{text}")).await;
    assert!(!page.contains("<mark>"), "nothing was searched for: {page}");
}

#[tokio::test]
async fn no_query_changes_what_the_frame_may_do() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let source = b"From: Grace <grace@pillarbox.test>\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
        Content-Type: text/html; charset=utf-8\r\n\r\n\
        <style>script { color: red }</style><p title=\"script\">A &lt;script&gt; &amp; \
        <a href=\"https://script.test/\">script</a></p>\r\n";
    let id = app.deliver(ada, source).await;
    let frame = format!("/messages/{id}/frame");
    let plain = visitor.get(&frame).await;
    let policy = plain.header("content-security-policy").to_owned();
    let plain = plain.text().await.expect("a document");
    let long = "script ".repeat(2000);
    for (query, is_found) in [
        ("<script>", true),
        ("\"><script>alert(1)</script>", false),
        ("&", false),
        ("&lt;", false),
        ("\"script", true),
        (&long, true),
        ("\u{0}", false),
    ] {
        let query = utf8_percent_encode(query, NON_ALPHANUMERIC);
        let answer = visitor.get(&format!("{frame}?q={query}")).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.header("content-security-policy"), policy);
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        let document = answer.text().await.expect("a document");
        let begin = "<mark class=\"pillarbox-mark\">";
        assert_eq!(document.contains(begin), is_found, "{query}: {document}");
        assert_eq!(document.replace(begin, "").replace("</mark>", ""), plain);
    }
}

/// A message whose source is kept beside the database, with text that hardly gets smaller.
fn large(header: &str) -> Vec<u8> {
    let mut state = 1_u64;
    let mut letter = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[(state >> 58) as usize]
    };
    let mut source = format!("{header}\r\n\r\n").into_bytes();
    for _ in 0..10_000 {
        source.extend((0..76).map(|_| letter()));
        source.extend(b"\r\n");
    }
    source
}

/// What a failing disk makes of all that is kept beside the database.
fn damage(data: &std::path::Path) {
    let mut damaged = 0;
    for folder in std::fs::read_dir(data.join("blobs")).expect("blobs") {
        for file in std::fs::read_dir(folder.expect("a folder").path()).expect("files") {
            std::fs::write(file.expect("a file").path(), b"nothing of use").expect("written");
            damaged += 1;
        }
    }
    assert_eq!(damaged, 1);
}

#[tokio::test]
async fn beside_a_damaged_message_the_others_of_its_conversation_are_read() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let question = b"From: Tom <tom@example.org>\r\nSubject: Stairs\r\n\
        Message-ID: <1@example.org>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n\r\n\
        How many steps?\r\n";
    let question = app.deliver(ada, question).await;
    let answer = large(
        "From: Ingrid <ingrid@example.org>\r\nSubject: Re: Stairs\r\n\
         Message-ID: <2@example.org>\r\nIn-Reply-To: <1@example.org>\r\n\
         Date: Mon, 23 Nov 2026 11:00:00 +0000",
    );
    let answer = app.deliver(ada, &answer).await;
    damage(&app.context.config.data);
    let sentence = "This message is damaged on the server&#x27;s disk and cannot be shown. \
                    Its operator can restore it from a backup.";
    for opened in [question, answer] {
        let page = visitor.page(&format!("/mail/inbox/{opened}")).await;
        let page = page.replace("&#39;", "&#x27;").replace("server's", "server&#x27;s");
        assert!(page.contains(sentence), "{opened}: {page}");
        assert!(page.contains("How many steps?"), "{opened}: {page}");
        assert!(page.contains("aria-label=\"Message from Ingrid\""), "{opened}: {page}");
    }
    let rows = visitor.page("/mail/inbox").await;
    assert!(rows.contains("Inbox, 1 unread"), "nobody has read it: {rows}");
    for place in ["frame", "source", "parts/1"] {
        let page = visitor.get(&format!("/messages/{answer}/{place}")).await;
        assert_eq!(page.status(), 500, "{place}");
        let page = page.text().await.expect("a page");
        assert!(page.contains("is damaged on the server"), "{place}: {page}");
        assert!(!page.contains("Nothing of your mail is lost"), "{place}: {page}");
    }
}
