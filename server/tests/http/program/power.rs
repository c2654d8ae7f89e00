//! The power goes while people write, send, sort and receive mail: what the server said was done
//! is done, each message is there once, and the store has no fault.

use super::{
    mbox,
    running::{ADA, Browser, Running, location},
};
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

const CUTS: u32 = 12;

/// A file that cannot be compressed; every third is so large that it is kept beside the database.
fn attachment(number: u32) -> Vec<u8> {
    let length = if number.is_multiple_of(3) { 700_000 } else { 20_000 };
    let mut state = u64::from(number) << 32 | 1;
    let byte = || {
        // A linear congruence: the same for the same number.
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    std::iter::repeat_with(byte).take(length).collect()
}

/// Sends one message to Ada herself. Answers whether the server said that it was sent.
async fn send(browser: &Browser, number: u32) -> reqwest::Result<bool> {
    let begun = browser.request(Method::POST, "/api/drafts/start").form(&[("kind", "new")]);
    let begun = begun.send().await?;
    let Some(draft) = location(&begun).strip_prefix("/compose/") else { return Ok(false) };
    let file = Part::bytes(attachment(number)).file_name("noise.bin");
    let form = Form::new()
        .text("from", ADA)
        .text("to", ADA)
        .text("cc", "")
        .text("bcc", "")
        .text("subject", format!("parcel number{number}"))
        .text("body", "Written while the power went.")
        .part("files", file)
        .text("do", "send");
    let request = browser.request(Method::POST, &format!("/compose/{draft}")).multipart(form);
    Ok(location(&request.send().await?).starts_with("/mail/inbox?sent="))
}

/// Changes what is in the inbox, over and over.
async fn sort(browser: &Browser, ids: &[String]) -> reqwest::Result<()> {
    loop {
        for word in ["star", "unread", "archive", "unstar", "read", "inbox"] {
            for id in ids {
                let form = [("operation", format!("{word}@{id}"))];
                let change = browser.request(Method::POST, "/api/messages/change").form(&form);
                change.send().await?;
            }
        }
    }
}

fn found(server: &Running, query: &str) -> Vec<serde_json::Value> {
    let output = server.beside(&["search", ADA, query, "--limit", "100000", "--json"], "");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn subjects(server: &Running, query: &str) -> Vec<String> {
    let subject = |row: &serde_json::Value| row["subject"].as_str().expect("a subject").to_owned();
    let mut subjects: Vec<String> = found(server, query).iter().map(subject).collect();
    subjects.sort();
    subjects
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_to_be_done_is_done_when_the_power_goes_while_many_write() {
    let mut server = Running::start("[send]\nhold_seconds = 0\n");
    let file = server.file("letters.mbox", mbox(2_000, "letter").as_bytes());
    let import = ["import", ADA, file.to_str().expect("UTF-8")];
    let first =
        server.file("first.eml", b"Subject: first\r\nMessage-ID: <first@x.test>\r\n\r\nx\r\n");
    assert!(server.beside(&["import", ADA, first.to_str().expect("UTF-8")], "").status.success());
    let ids: Vec<String> =
        found(&server, "first").iter().map(|row| row["id"].to_string()).collect();
    assert_eq!(ids.len(), 1);

    let said_sent = Arc::new(Mutex::new(BTreeSet::new()));
    for cut in 0..CUTS {
        let mut load = JoinSet::new();
        for writer in 0..3 {
            let (browser, said_sent) = (server.sign_in().await, Arc::clone(&said_sent));
            load.spawn(async move {
                for number in (cut * 3 + writer) * 1_000.. {
                    match send(&browser, number).await {
                        Ok(true) => said_sent.lock().expect("no panic").insert(number),
                        Ok(false) => panic!("number{number} was refused"),
                        Err(_) => break,
                    };
                }
            });
        }
        let (browser, ids) = (server.sign_in().await, ids.clone());
        load.spawn(async move { assert!(sort(&browser, &ids).await.is_err(), "the power went") });
        let mut importing = super::pillarbox(&server.data(), &import).spawn().expect("the program");
        let moment = Duration::from_millis(150 + u64::from(cut) * 130 % 700);
        let until = Instant::now() + moment;
        let sent_before = said_sent.lock().expect("no panic").len();
        // Not before something was sent, or there was no load.
        while Instant::now() < until || said_sent.lock().expect("no panic").len() == sent_before {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        importing.kill().expect("a signal");
        importing.wait().expect("its end");
        server.cut_the_power();
        while let Some(ended) = load.join_next().await {
            ended.expect("a writer ended with the power");
        }
        let checked = server.beside(&["check"], "");
        assert!(checked.status.success(), "after cut {cut}: {checked:?}");
    }

    assert!(server.beside(&import, "").status.success());
    let mut letters: Vec<String> = (0..2_000).map(|n| format!("letter {n}")).collect();
    letters.sort();
    assert_eq!(subjects(&server, "subject:letter"), letters, "each is imported once");

    let sent = subjects(&server, "subject:parcel in:sent");
    let once: BTreeSet<String> = sent.iter().cloned().collect();
    assert_eq!(once.len(), sent.len(), "none is in Sent twice");
    for number in said_sent.lock().expect("no panic").iter() {
        assert!(once.contains(&format!("parcel number{number}")), "number{number} was sent");
    }
    // All that is in Sent comes, as the server goes on where it was cut off.
    let end = Instant::now() + Duration::from_mins(1);
    while server.metrics().await.lines().any(|line| {
        line.starts_with("pillarbox_outbox_recipients{state=\"queued\"}") && !line.ends_with(" 0")
    }) {
        assert!(Instant::now() < end, "the queue does not empty");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(subjects(&server, "subject:parcel in:inbox"), sent, "each came once");
    let checked = server.beside(&["check"], "");
    assert!(checked.status.success(), "{checked:?}");
    println!("{} messages sent, {} cuts", sent.len(), CUTS);
}
