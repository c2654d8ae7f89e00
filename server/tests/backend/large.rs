//! Messages too large to be held in memory while they come: they go by the disk, and are then as
//! any other.

use crate::{
    home::{Home, NOW, noise},
    remote::{account, collect, mailbox},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use model::{MessageRow, Role};
use server::jobs::collect::collect_once;
use std::{collections::BTreeSet, ffi::OsString, fs};
use store::NewAccount;
use testpeers::{Fault, Provider};

/// Words, dots at the beginnings of lines, lines that look like delimiters, two large files.
fn large() -> Vec<u8> {
    let encoded = STANDARD.encode(noise(3_000_000));
    let lines = encoded.as_bytes().chunks(76).map(|line| [line, b"\r\n"].concat());
    let picture: Vec<u8> = lines.flatten().collect();
    let log = "..one dot more\r\n.\r\n--x\r\n----\r\nline of a log\r\n".repeat(60_000);
    let head = "From: Tom <tom@example.org>\r\nSubject: Large\r\nMessage-ID: <large@example.org>\r\n\
                Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n\
                --x\r\n\r\nThe harvest is in.\r\n\
                --x\r\nContent-Type: image/png; name=\"field.png\"\r\n\
                Content-Transfer-Encoding: base64\r\n\r\n";
    let second = "--x\r\nContent-Type: application/octet-stream; name=\"log.bin\"\r\n\r\n";
    let log = log.replace("--x\r\n", "--y\r\n");
    [head.as_bytes(), &picture, second.as_bytes(), log.as_bytes(), b"\r\n--x--\r\n"].concat()
}

async fn only(home: &Home) -> MessageRow {
    let mut rows = home.list(home.ada, Role::Inbox).await;
    rows.retain(|row| row.subject_text() == "Large");
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_message_comes_by_the_disk_and_is_what_it_was_to_the_byte() {
    let provider = Provider::start(mailbox(2)).await;
    provider.deliver("large", &large());
    provider.deliver("last", b"Subject: Last\r\n\r\nbody\r\n");
    let home = Home::new().await;
    let (store, data) = (&home.context.store, &home.context.config.data);
    store.add_account(account(&home, provider.port), NOW).await.expect("added");
    let files = || -> BTreeSet<OsString> {
        let entries = fs::read_dir(data).expect("a directory");
        entries.map(|entry| entry.expect("an entry").file_name()).collect()
    };
    let before = files();
    let pass = collect(&home).await.pass;
    assert_eq!((pass.new, pass.problem.as_str()), (4, ""));
    assert_eq!(files(), before, "what it came by is gone");

    let row = only(&home).await;
    let source = store.source(home.ada, row.id).await.expect("its source");
    assert!(source == large(), "{} bytes of {}", source.len(), large().len());
    let told = mail::parse::extract(&source).attachments;
    let sizes: Vec<(&str, i64)> = told.iter().map(|it| (it.name.as_str(), it.size)).collect();
    assert_eq!(sizes[0], ("field.png", 3_000_000));
    for (words, found) in [
        ("harvest", 1),
        ("filename:field.png", 1),
        ("filename:log.bin has:attachment", 1),
        ("larger:5m", 1),
        ("larger:9m", 0),
    ] {
        let query = model::search::parse(words, NOW).query;
        let rows = store.search(home.ada, &query, None, 9).await.expect("searched").rows;
        assert_eq!(rows.len(), found, "{words}");
    }
    assert_eq!(store.check().await.expect("checked"), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_message_that_another_account_brings_again_is_kept_once() {
    let (one, other) = (Provider::start(mailbox(1)).await, Provider::start(mailbox(1)).await);
    let home = Home::new().await;
    for (name, provider) in [("one", &one), ("other", &other)] {
        provider.deliver("large", &[format!("X-Via: {name}\r\n").into_bytes(), large()].concat());
        let new = account(&home, provider.port);
        let new =
            NewAccount { address: format!("{name}@pillarbox.test"), drop_duplicates: true, ..new };
        home.context.store.add_account(new, NOW).await.expect("added");
    }
    let reports = collect_once(&home.context, Some(home.ada)).await;
    let new: i64 = reports.expect("passes").iter().map(|report| report.pass.new).sum();
    assert_eq!(new, 2, "each of two letters once");
    only(&home).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_message_that_breaks_off_leaves_nothing_and_comes_the_next_time() {
    let cut = Fault::Cut(2_500_000);
    let provider = Provider::start_with(mailbox(1), move |session| match session {
        0 => vec![cut.clone(), Fault::NoPipelining],
        _ => Vec::new(),
    })
    .await;
    provider.deliver("large", &large());
    let home = Home::new().await;
    let added = home.context.store.add_account(account(&home, provider.port), NOW).await;
    added.expect("added");
    let broken = collect_once(&home.context, Some(home.ada)).await;
    assert!(broken.expect("a pass")[0].failed);
    home.pass(10_000);
    let pass = collect(&home).await.pass;
    assert_eq!(pass.problem, "");
    let row = only(&home).await;
    let source = home.context.store.source(home.ada, row.id).await.expect("its source");
    assert!(source == large());
}
