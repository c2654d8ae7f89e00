//! Mail that is out of sight until a time.

use super::support::*;
use model::*;
use store::StoreError;

const SNOOZED: FolderKey = FolderKey::Role(Role::Snoozed);
const HOUR: i64 = 60 * MINUTE;

async fn snooze(world: &World, id: MessageId, hours: u16) -> Done {
    let operation = Operation::Snooze(Until::Hours(hours));
    world.store.change(world.ada, &[id], &operation, NOW).await.unwrap()
}

/// How many came back.
async fn wait(world: &World, hours: i64) -> i64 {
    let returned = world.store.return_snoozed(NOW + hours * HOUR).await.unwrap();
    returned.get(&world.ada).copied().unwrap_or_default()
}

#[tokio::test]
async fn snoozed_mail_is_out_of_sight_until_its_time_and_then_on_top_and_unread() {
    let world = World::new().await;
    let old = world.deliver(Mail::new("old", "").date(NOW - DAY)).await;
    let new = world.deliver(Mail::new("new", "").date(NOW)).await;
    let read = Operation::Unread(false);
    world.store.change(world.ada, &[old, new], &read, NOW).await.unwrap();
    let done = snooze(&world, old, 3).await;
    assert_eq!(done.sentence, "Message snoozed.");
    assert_eq!(world.listed(&INBOX).await, [new]);
    assert_eq!(world.listed(&SNOOZED).await, [old]);
    let row = world.store.message_row(world.ada, old).await.unwrap();
    assert_eq!((row.until, row.came_back()), (Some(NOW + 3 * HOUR), false));
    assert_eq!(world.store.next_return().await.unwrap(), Some(NOW + 3 * HOUR));

    assert_eq!(wait(&world, 2).await, 0);
    assert_eq!(world.listed(&SNOOZED).await, [old]);
    assert_eq!(wait(&world, 3).await, 1);
    assert_eq!(world.listed(&INBOX).await, [old, new], "it is on top, though it is older");
    assert_eq!(world.folder(&INBOX).await.unread, 1);
    let row = world.store.message_row(world.ada, old).await.unwrap();
    assert_eq!((row.until, row.came_back(), row.date), (None, true, NOW - DAY));
    assert_eq!(world.store.next_return().await.unwrap(), None);
    world.check().await;
}

#[tokio::test]
async fn pages_go_on_after_a_message_that_came_back() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for day in 0..5 {
        ids.push(world.deliver(Mail::new("a", "").date(NOW + day * MINUTE)).await);
    }
    snooze(&world, ids[0], 3).await;
    wait(&world, 3).await;
    let mut seen = Vec::new();
    let mut at = None;
    loop {
        let page = world.store.list_messages(world.ada, &INBOX, at, 2).await.unwrap().page;
        seen.extend(page.rows.iter().map(|row| row.id));
        at = page.older;
        if at.is_none() {
            break;
        }
    }
    assert_eq!(seen, [ids[0], ids[4], ids[3], ids[2], ids[1]]);
}

#[tokio::test]
async fn what_was_taken_out_of_snoozed_stays_where_it_was_put() {
    let world = World::new().await;
    let undone = world.deliver(Mail::new("undone", "")).await;
    let archived = world.deliver(Mail::new("archived", "")).await;
    let later = world.deliver(Mail::new("later", "")).await;
    let undo = snooze(&world, undone, 3).await.undo.unwrap();
    world.store.undo(world.ada, undo, NOW).await.unwrap();
    snooze(&world, archived, 3).await;
    let archive = Operation::Move(FolderKey::Role(Role::Archive));
    world.store.change(world.ada, &[archived], &archive, NOW).await.unwrap();
    snooze(&world, later, 3).await;
    snooze(&world, later, 5).await;
    assert_eq!(wait(&world, 3).await, 0);
    let row = world.store.message_row(world.ada, undone).await.unwrap();
    assert_eq!((row.role, row.until, row.came_back()), (Role::Inbox, None, false));
    assert_eq!(world.listed(&FolderKey::Role(Role::Archive)).await, [archived]);
    assert_eq!(world.listed(&SNOOZED).await, [later]);
    assert_eq!(wait(&world, 5).await, 1);
    world.check().await;
}

#[tokio::test]
async fn a_deleted_message_does_not_come_back() {
    let world = World::new().await;
    let id = world.deliver(Mail::new("gone", "")).await;
    snooze(&world, id, 3).await;
    let delete = Operation::Move(TRASH);
    world.store.change(world.ada, &[id], &delete, NOW).await.unwrap();
    world.empty_trash().await;
    assert_eq!(world.store.next_return().await.unwrap(), None);
    assert_eq!(wait(&world, 3).await, 0);
    world.check().await;
}

#[tokio::test]
async fn only_mail_that_can_wait_is_snoozed_and_only_to_a_time_to_come() {
    let world = World::new().await;
    let spam = world.deliver(Mail::new("a", "").folder(FolderKey::Role(Role::Spam))).await;
    let id = world.deliver(Mail::new("b", "")).await;
    for (id, operation) in [
        (spam, Operation::Snooze(Until::Hours(3))),
        (id, Operation::Snooze(Until::At(NOW))),
        (id, Operation::Move(SNOOZED)),
    ] {
        let tried = world.store.change(world.ada, &[id], &operation, NOW).await;
        assert!(matches!(tried, Err(StoreError::Refused(_))), "{operation:?}");
    }
    assert_eq!(world.listed(&INBOX).await, [id]);
}

#[tokio::test]
async fn all_that_a_search_finds_can_be_snoozed_and_put_back() {
    let world = World::new().await;
    for _ in 0..7 {
        world.deliver(Mail::new("weekly report", "")).await;
    }
    world.deliver(Mail::new("weekly report", "").folder(TRASH)).await;
    let scope = Scope::Search("report".into());
    let operation = [Operation::Snooze(Until::Hours(3))];
    let job = world.store.begin_job(world.ada, &scope, &operation, NOW).await.unwrap();
    let done = world.work(job.id, 3).await;
    let last = done.last().unwrap();
    assert_eq!(last.sentence, "7 messages snoozed.");
    assert_eq!(world.listed(&SNOOZED).await.len(), 7);
    world.store.undo(world.ada, last.undo.unwrap(), NOW).await.unwrap();
    assert_eq!(world.listed(&INBOX).await.len(), 7);
    assert_eq!(wait(&world, 3).await, 0);
}

#[tokio::test]
async fn beside_others_what_cannot_be_snoozed_is_left_out() {
    let world = World::new().await;
    let sent = world.deliver(Mail::new("a", "").folder(FolderKey::Role(Role::Sent))).await;
    let id = world.deliver(Mail::new("b", "")).await;
    let operation = Operation::Snooze(Until::Hours(3));
    let done = world.store.change(world.ada, &[sent, id], &operation, NOW).await.unwrap();
    assert_eq!((done.sentence.as_str(), done.ids), ("Message snoozed.", vec![id]));
    assert_eq!(world.listed(&FolderKey::Role(Role::Sent)).await, [sent]);
    world.store.undo(world.ada, done.undo.unwrap(), NOW).await.unwrap();
    assert_eq!(world.listed(&INBOX).await, [id]);
}

#[tokio::test]
async fn of_a_conversation_what_is_in_the_inbox_is_snoozed() {
    let world = World::new().await;
    let mail = async |id: &str, answers: &[&str], folder: FolderKey| {
        world.deliver(Mail::new("Stairs", "").id(id).references(answers).folder(folder)).await
    };
    let archive = FolderKey::Role(Role::Archive);
    let old = mail("1@a.test", &[], archive.clone()).await;
    let new = mail("2@a.test", &["1@a.test"], INBOX).await;
    let mine = mail("3@a.test", &["2@a.test"], FolderKey::Role(Role::Sent)).await;
    let put_away = mail("4@b.test", &[], archive).await;
    let to_snooze = async |ids: &[MessageId]| world.store.to_snooze(ids).await.unwrap();
    assert_eq!(to_snooze(&[mine]).await, [new]);
    assert_eq!(to_snooze(&[mine, old, put_away]).await, [put_away, new]);
    world.store.change(world.ada, &[new], &Operation::Move(TRASH), NOW).await.unwrap();
    assert_eq!(to_snooze(&[mine]).await, []);
    assert_eq!(to_snooze(&[mine, old]).await, [old]);
}
