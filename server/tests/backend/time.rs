//! What happens by itself when its time has come.

use crate::home::{Home, NOW};
use app::Backend;
use model::{Daily, FolderKey, MessageId, Operation, Role, Until};
use server::jobs::{bulk::Bulk, housekeeping::Housekeeping, waking::Waking};

const HOUR: u64 = 60 * 60;

async fn snooze(home: &Home, id: MessageId, hours: u16) {
    let operation = Operation::Snooze(Until::Hours(hours));
    home.service().change_messages(home.ada, vec![id], operation).await.expect("snoozed");
}

#[tokio::test]
async fn snoozed_mail_comes_back_by_itself_and_open_pages_hear_of_it() {
    let home = Home::new().await;
    let id = home.receive(home.ada, "Subject: bill\n\nPay.\n").await;
    home.receive(home.ada, "Subject: other\n\nHello.\n").await;
    snooze(&home, id, 3).await;
    assert_eq!(home.subjects(home.ada, Role::Inbox).await, ["other"]);
    let mut news = home.context.news.subscribe(home.ada);
    let three_hours = i64::try_from(3 * HOUR * 1000).expect("a time");
    assert_eq!(Waking.once(&home.context).await.expect("looked"), Some(NOW + three_hours));
    home.pass(3 * HOUR);
    assert_eq!(Waking.once(&home.context).await.expect("looked"), None);
    assert_eq!(home.subjects(home.ada, Role::Inbox).await, ["bill", "other"]);
    let told = news.next().await.expect("news");
    assert_eq!(told, model::News::Mail { new: 0, unread: 2 });
}

/// One round of what happens once a minute.
async fn round(home: &Home) {
    Housekeeping.once(&home.context).await.expect("a round");
    Bulk.finish(&home.context).await.expect("the jobs");
}

#[tokio::test]
async fn old_mail_is_put_away_once_a_day_and_can_be_taken_back() {
    let home = Home::new().await;
    let dated = |date: &str, subject: &str| format!("Date: {date}\nSubject: {subject}\n\nx\n");
    let old = "Mon, 1 Jun 2026 10:00:00 +0000";
    home.receive(home.ada, &dated(old, "old report")).await;
    home.receive(home.ada, &dated("Mon, 23 Nov 2026 10:00:00 +0000", "new report")).await;
    home.receive(home.ada, &dated(old, "a letter")).await;
    let service = home.service();
    let query = "report older_than:30d".to_owned();
    let id = service.save_search(home.ada, "Old reports".to_owned(), query).await.expect("saved");
    service.daily_search(home.ada, id, Some(Daily::Delete)).await.expect("set");
    round(&home).await;
    assert_eq!(home.subjects(home.ada, Role::Trash).await, ["old report"]);
    assert_eq!(home.subjects(home.ada, Role::Inbox).await.len(), 2);
    let jobs = service.jobs(home.ada).await.expect("jobs");
    assert_eq!(jobs.len(), 1);
    assert_eq!(jobs[0].sentence, "Message moved to Trash.");

    let undo = jobs[0].undo.expect("an undo");
    service.undo(home.ada, undo).await.expect("undone");
    home.pass(HOUR);
    round(&home).await;
    assert_eq!(home.subjects(home.ada, Role::Trash).await, [""; 0], "not before a day is over");
    home.pass(23 * HOUR);
    round(&home).await;
    assert_eq!(home.subjects(home.ada, Role::Trash).await, ["old report"]);
    home.pass(24 * HOUR);
    round(&home).await;
    let jobs = service.jobs(home.ada).await.expect("jobs");
    assert!(jobs.is_empty(), "there was nothing to do, and nothing is said: {jobs:?}");
}

#[tokio::test]
async fn what_has_been_in_trash_for_long_is_erased_for_who_wants_that_and_open_pages_hear_of_it() {
    let home = Home::new().await;
    let id = home.receive(home.ada, "Subject: bill\n\nPay.\n").await;
    home.receive(home.ada, "Date: Mon, 1 Jun 2020 10:00:00 +0000\nSubject: kept\n\nx\n").await;
    let service = home.service();
    let to_trash = Operation::Move(FolderKey::Role(Role::Trash));
    service.change_messages(home.ada, vec![id], to_trash).await.expect("moved");
    assert_eq!(service.navigation(home.ada).await.expect("read").erase_after, 0);
    service.erase_after(home.ada, 30).await.expect("set");
    assert_eq!(service.navigation(home.ada).await.expect("read").erase_after, 30);
    service.erase_after(home.ada, 31).await.expect_err("it is not offered");
    round(&home).await;
    home.pass(29 * 24 * HOUR);
    round(&home).await;
    assert_eq!(home.subjects(home.ada, Role::Trash).await, ["bill"]);
    let mut news = home.context.news.subscribe(home.ada);
    home.pass(24 * HOUR);
    round(&home).await;
    assert_eq!(home.subjects(home.ada, Role::Trash).await, [""; 0]);
    assert_eq!(home.subjects(home.ada, Role::Inbox).await, ["kept"]);
    assert_eq!(news.next().await, Some(model::News::Mail { new: 0, unread: 1 }));
}
