//! Archives that a user uploads.

use super::{
    mbox,
    running::{ADA, Browser, Running, location},
};
use reqwest::{
    Body, Method,
    multipart::{Form, Part},
};
use std::{
    io::Write,
    time::{Duration, Instant},
};

async fn upload(browser: &Browser, folder: &str, files: Vec<(&str, Vec<u8>)>) -> String {
    let form = Form::new().text("folder", folder.to_owned());
    let form = files.into_iter().fold(form, |form, (name, bytes)| {
        form.part("files", Part::bytes(bytes).file_name(name.to_owned()))
    });
    let request = browser.request(Method::POST, "/imports").multipart(form);
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 303);
    location(&answer).to_owned()
}

async fn imports(browser: &Browser) -> Vec<serde_json::Value> {
    let answer = browser.request(Method::GET, "/api/imports/list").header("accept", "*/*");
    let text = answer.send().await.expect("an answer").text().await.expect("text");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The imports once none of them goes on.
async fn ended(browser: &Browser) -> Vec<serde_json::Value> {
    let end = Instant::now() + Duration::from_mins(1);
    loop {
        let imports = imports(browser).await;
        let goes_on =
            |one: &serde_json::Value| one["state"] == "Waiting" || one["state"] == "Running";
        if !imports.iter().any(goes_on) {
            return imports;
        }
        assert!(Instant::now() < end, "{imports:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn count(server: &Running, query: &str) -> usize {
    let words = ["search", ADA, query, "--limit", "10000", "--json"];
    let found = server.beside(&words, "");
    assert!(found.status.success(), "{found:?}");
    String::from_utf8_lossy(&found.stdout).lines().count()
}

#[tokio::test(flavor = "multi_thread")]
async fn archives_that_are_uploaded_are_taken_in_once() {
    let server = Running::start("");
    let browser = server.sign_in().await;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("Takeout/Mail/All mail.mbox", options).expect("an entry");
    zip.write_all(mbox(30, "zipped").as_bytes()).expect("its bytes");
    zip.start_file("Takeout/readme.html", options).expect("an entry");
    zip.write_all(b"<p>no mail</p>").expect("its bytes");
    let zip = zip.finish().expect("an archive").into_inner();
    let files = vec![("old.mbox", mbox(200, "letter").into_bytes()), ("takeout.zip", zip)];
    let next = upload(&browser, "Old mail", files).await;
    assert!(next.starts_with("/settings?said=2%20archives"), "{next}");
    let done = ended(&browser).await;
    assert_eq!(done.len(), 2);
    assert!(done.iter().all(|one| one["state"] == "Done"), "{done:?}");
    assert_eq!(done[0]["name"], "takeout.zip", "the latest first");
    assert_eq!(count(&server, "subject:letter in:\"old mail\""), 200);
    assert_eq!(count(&server, "subject:zipped"), 30);

    upload(&browser, "", vec![("again.mbox", mbox(200, "letter").into_bytes())]).await;
    let again = ended(&browser).await;
    assert_eq!(again[0]["counts"]["duplicates"], 200);
    assert_eq!(count(&server, "subject:letter"), 200);
    let page = browser.get("/settings").await.text().await.expect("a page");
    assert!(page.contains("200 messages were here already"), "{page}");

    let id = again[0]["id"].to_string();
    let form = [("id", id.as_str()), ("return_to", "/settings")];
    let dismiss = browser.request(Method::POST, "/api/imports/dismiss").form(&form);
    let next = dismiss.send().await.expect("an answer");
    assert!(location(&next).starts_with("/settings?said=The%20archive%20is%20gone"));
    assert_eq!(imports(&browser).await.len(), 2);
    let left = std::fs::read_dir(server.data().join("imports/1")).expect("a folder").count();
    assert_eq!(left, 0, "nothing of an archive stays on the disk");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_the_power_broke_off_goes_on_at_the_next_start() {
    let mut server = Running::start("");
    let browser = server.sign_in().await;
    upload(&browser, "", vec![("old.mbox", mbox(3_000, "letter").into_bytes())]).await;
    let end = Instant::now() + Duration::from_mins(1);
    while imports(&browser).await[0]["counts"]["stored"] == 0 {
        assert!(Instant::now() < end, "nothing is taken in");
    }
    server.cut_the_power();
    let browser = server.sign_in().await;
    let done = ended(&browser).await;
    assert_eq!(done[0]["state"], "Done", "{done:?}");
    assert_eq!(done[0]["name"], "old.mbox");
    assert_eq!(count(&server, "subject:letter"), 3_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_beside_the_server_takes_no_archive_away_that_is_on_its_way() {
    let server = Running::start("");
    let browser = server.sign_in().await;
    let (sender, receiver) = futures::channel::mpsc::unbounded::<std::io::Result<Vec<u8>>>();
    let mut whole = mbox(40, "letter").into_bytes();
    let rest = whole.split_off(whole.len() / 2);
    sender.unbounded_send(Ok(whole)).expect("room");
    let part = Part::stream(Body::wrap_stream(receiver)).file_name("slow.mbox");
    let request =
        browser.request(Method::POST, "/imports").multipart(Form::new().part("files", part));
    let uploading = tokio::spawn(request.send());
    let archives = server.data().join("imports/1");
    let end = Instant::now() + Duration::from_mins(1);
    while std::fs::read_dir(&archives).is_ok_and(|mut found| found.next().is_none())
        || !archives.exists()
    {
        assert!(Instant::now() < end, "nothing arrives");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(count(&server, "subject:letter"), 0);
    sender.unbounded_send(Ok(rest)).expect("room");
    drop(sender);
    let answer = uploading.await.expect("no panic").expect("an answer");
    assert!(location(&answer).starts_with("/settings?said="), "{answer:?}");
    assert_eq!(ended(&browser).await[0]["state"], "Done");
    assert_eq!(count(&server, "subject:letter"), 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_imported_is_said_on_the_page() {
    let server = Running::start("[limits]\nimport = 100000\n");
    let browser = server.sign_in().await;
    let none = upload(&browser, "", vec![("", Vec::new())]).await;
    assert_eq!(none, "/settings?problem=Choose%20an%20archive%20first.");
    let large = upload(&browser, "", vec![("film.mbox", vec![b'x'; 100_001])]).await;
    assert!(large.contains("film.mbox%E2%80%9D%20is%20too%20large"), "{large}");
    assert!(imports(&browser).await.is_empty());
    upload(&browser, "", vec![("broken.zip", b"PK\x03\x04 and nothing else".to_vec())]).await;
    upload(&browser, "", vec![("picture.png", b"\x89PNG\r\n\x1a\n".to_vec())]).await;
    let ended = ended(&browser).await;
    let broken = ended[1]["state"]["Failed"].as_str().expect("it failed");
    assert_eq!(broken, "“broken.zip” cannot be read: it is no whole zip archive.");
    assert_eq!(ended[0]["state"], "Done");
    assert_eq!(ended[0]["counts"]["not_mail"], 1, "{ended:?}");
    let page = browser.get("/settings").await.text().await.expect("a page");
    assert!(page.contains("“picture.png” is no mail."), "{page}");
    assert_eq!(count(&server, "is:read OR is:unread"), 0, "nothing became a message");
    assert!(server.beside(&["check"], "").status.success());
}
