//! Users who may keep so much mail and no more.

use crate::{
    home::{GRACE, Home, NOW, to},
    remote::{account, collect, letter, mailbox},
};
use app::Backend;
use model::{FolderKey, ImportState, Operation, Role};
use server::jobs::importing::Importer;
use server::transfer::{Format, ImportTo, TransferError, export, import};
use std::fs;
use store::Quota;
use testpeers::Provider;

/// As many bytes as so many letters have.
fn room_for(letters: usize) -> i64 {
    i64::try_from(letter(1).len() * letters).expect("a few")
}

async fn erase_all(home: &Home) {
    for row in home.list(home.ada, Role::Inbox).await {
        let to_trash = Operation::Move(FolderKey::Role(Role::Trash));
        home.context.store.change(home.ada, &[row.id], &to_trash, NOW).await.expect("moved");
    }
    home.service()
        .empty_folder(home.ada, FolderKey::Role(Role::Trash))
        .await
        .expect("nothing is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_no_room_for_waits_at_the_provider_until_mail_is_deleted() {
    let provider = Provider::start(mailbox(5)).await;
    let home = Home::new().await;
    home.context.store.add_account(account(&home, provider.port), NOW).await.expect("added");
    home.context.store.set_quota(home.ada, Quota::Bytes(room_for(3))).await.expect("set");
    let report = collect(&home).await;
    assert_eq!((report.pass.new, report.pass.skipped), (3, 2));
    assert!(report.pass.problem.contains("no room"), "{report:?}");
    let space = home.context.space(home.ada).await.expect("read");
    assert!(space.is_full(), "{space:?}");
    assert_eq!(collect(&home).await.pass.new, 0);

    erase_all(&home).await;
    assert_eq!(home.context.space(home.ada).await.expect("read").used, 0);
    let report = collect(&home).await;
    assert_eq!((report.pass.new, report.pass.problem.as_str()), (2, ""));
}

#[tokio::test]
async fn a_message_to_a_full_mailbox_is_tried_again_later() {
    let home = Home::new().await;
    home.context.store.set_quota(home.grace, Quota::Bytes(1)).await.expect("set");
    home.send(home.ada, to(GRACE, "Hello", "x")).await;
    home.pass(11);
    home.work_queue().await;
    assert!(home.list(home.grace, Role::Inbox).await.is_empty());
    home.context.store.set_quota(home.grace, Quota::Unlimited).await.expect("set");
    home.pass(24 * 3600);
    home.work_queue().await;
    assert_eq!(home.list(home.grace, Role::Inbox).await.len(), 1);
}

#[tokio::test]
async fn an_import_ends_where_the_space_does_and_says_so() {
    let home = Home::with(|config| config.limits.quota = 40).await;
    let path = home.directory.path().join("a.eml");
    fs::write(&path, "Subject: A\r\n\r\nSome words that are more than forty bytes.\r\n")
        .expect("written");
    let take_in = async || {
        import(&home.context, home.ada, vec![path.clone()], ImportTo::default(), &|_| ()).await
    };
    let refused = take_in().await;
    assert!(matches!(refused, Err(TransferError::Full)), "{refused:?}");
    assert!(home.list(home.ada, Role::Inbox).await.is_empty());
    home.context.store.set_quota(home.ada, Quota::Bytes(1_000)).await.expect("set");
    assert_eq!(take_in().await.expect("imported").stored, 1);
    // What is there already takes no room.
    home.context.store.set_quota(home.ada, Quota::AsSet).await.expect("set");
    assert!(home.context.space(home.ada).await.expect("read").is_full());
}

#[tokio::test]
async fn ones_own_export_comes_back_into_a_full_mailbox() {
    let home = Home::new().await;
    for n in 0..3 {
        home.receive(home.ada, &format!("Subject: {n}\n\nSome words.\n")).await;
    }
    let used = home.context.space(home.ada).await.expect("read").used;
    home.context.store.set_quota(home.ada, Quota::Bytes(used + 60)).await.expect("set");
    let out = home.directory.path().join("out.mbox");
    export(&home.context, home.ada, out.clone(), Format::Mbox).await.expect("written");
    let another = "From x Thu Nov 12 08:15:30 2026\nSubject: another\n\nx\n";
    let mut file = fs::OpenOptions::new().append(true).open(&out).expect("the export");
    std::io::Write::write_all(&mut file, another.as_bytes()).expect("written");
    let again = import(&home.context, home.ada, vec![out], ImportTo::default(), &|_| ());
    let report = again.await.expect("there is room for the one that is new");
    assert_eq!((report.stored, report.duplicates), (1, 3));
}

#[tokio::test]
async fn an_archive_that_there_is_no_room_for_is_kept_and_taken_in_once_there_is() {
    let home = Home::new().await;
    home.context.store.set_quota(home.ada, Quota::Bytes(10)).await.expect("set");
    let imports = &home.context.imports;
    let spool = imports.begin(home.ada, "one.eml".to_owned(), String::new(), NOW);
    let mut spool = spool.expect("a place").expect("it is the first");
    let mail = b"Subject: A\r\n\r\nSome words.\r\n";
    std::io::Write::write_all(spool.file(), mail).expect("written");
    imports.add(home.ada, spool).expect("kept");
    let turn = imports.next().await;
    Importer.take_in(&home.context, &turn).await;
    let view = imports.of(home.ada).remove(0);
    assert!(matches!(view.state, ImportState::Later(_)), "{view:?}");
    assert!(view.sentence().starts_with("There is no room for more mail."), "{view:?}");
    assert!(turn.path.exists());
    home.context.store.set_quota(home.ada, Quota::Unlimited).await.expect("set");
    Importer.take_in(&home.context, &turn).await;
    let view = imports.of(home.ada).remove(0);
    assert_eq!((view.state, view.counts.stored), (ImportState::Done, 1));
    assert!(!turn.path.exists());
}
