//! A disk that is full: what is asked for then is refused and said, all that was stored is as it
//! was, and once there is space it goes on by itself.

use crate::{
    disk::Small,
    home::{GRACE, Home, NOW, noise, to},
};
use app::{ApiError, Backend};
use model::{DraftFields, MessageId, Operation, Role, UserId};
use server::{
    jobs::outbox::Outbox,
    transfer::{ImportTo, import},
};
use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
};
use tokio_util::sync::CancellationToken;

/// What takes the room that is left.
const BALLAST: &str = "ballast";

/// A home on a disk of its own, which goes after it. None where none can be mounted.
async fn home() -> Option<(Home, Small)> {
    let mut disk = None;
    let home = Home::with(|config| disk = Small::under(&config.data, "8m")).await;
    Some((home, disk?))
}

/// Starts anew, so that nothing has room left over that it once took, and fills the disk.
async fn fill(home: Home) -> Home {
    home.context.store.close().await;
    let home = home.crash().await;
    let mut ballast = File::create(home.directory.path().join(BALLAST)).expect("a file");
    for block in [64 * 1024, 4096] {
        let block = vec![b'x'; block];
        let full = loop {
            if let Err(error) = ballast.write_all(&block) {
                break error;
            }
        };
        assert_eq!(full.kind(), ErrorKind::StorageFull, "{full}");
    }
    home
}

/// There is space again, and nothing is wrong with what is stored.
async fn clear(home: &Home) {
    fs::remove_file(home.directory.path().join(BALLAST)).expect("removed");
    assert_eq!(home.context.store.check().await.expect("checked"), Vec::<String>::new());
}

fn is_full<T: std::fmt::Debug>(answer: &Result<T, ApiError>) {
    assert!(matches!(answer, Err(ApiError::Full)), "{answer:?}");
}

fn letter(subject: &str) -> String {
    format!("From: Tom <tom@example.org>\nSubject: {subject}\n\nHello.\n")
}

/// Where a user's messages are, and how.
async fn picture(home: &Home, user: UserId) -> Vec<String> {
    let mut seen = Vec::new();
    for role in [Role::Inbox, Role::Drafts, Role::Sent, Role::Archive, Role::Trash] {
        let rows = home.list(user, role).await;
        let how = |row: &model::MessageRow| (row.id, row.starred, row.unread, row.subject_text());
        seen.extend(rows.iter().map(|row| format!("{role:?} {:?}", how(row))));
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_refused_and_made_once_there_is_space() {
    let Some((home, disk)) = home().await else { return };
    let id = home.receive(home.ada, &letter("one")).await;
    let home = fill(home).await;
    let before = picture(&home, home.ada).await;
    let change = async |word: &str| {
        let operation = Operation::from_word(word).expect("an operation");
        home.service().change_messages(home.ada, vec![id], operation).await
    };
    for word in ["star", "archive", "delete", "read"] {
        is_full(&change(word).await);
        assert_eq!(picture(&home, home.ada).await, before, "{word}");
    }
    clear(&home).await;
    change("star").await.expect("starred");
    let done = change("archive").await.expect("archived");
    home.service().undo(home.ada, done.undo.expect("an undo")).await.expect("undone");
    assert!(home.list(home.ada, Role::Inbox).await[0].starred);
    clear_up(home, disk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_stays_as_it_was_saved_last() {
    let Some((home, disk)) = home().await else { return };
    let first = to(GRACE, "Plans", "As far as it was saved.");
    let draft = home.draft(home.ada, first).await;
    let home = fill(home).await;
    let fields = home.service().open_draft(home.ada, draft).await.expect("it").draft.fields;
    let more = DraftFields { body: "More of it. ".repeat(1000), ..fields.clone() };
    is_full(&home.service().save_draft(home.ada, draft, more.clone()).await);
    let file = home.context.store.add_upload(home.ada, draft, "a", "text/plain", noise(400_000));
    assert!(file.await.is_err());
    is_full(&home.service().discard_draft(home.ada, draft).await);
    let kept = home.service().open_draft(home.ada, draft).await.expect("it").draft;
    assert_eq!((kept.fields, kept.uploads.len()), (fields, 0));

    clear(&home).await;
    home.service().save_draft(home.ada, draft, more.clone()).await.expect("saved");
    let kept = home.service().open_draft(home.ada, draft).await.expect("it").draft.fields;
    assert_eq!(kept.body, more.body);
    clear_up(home, disk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_accepted_for_sending_is_still_a_draft_and_goes_once() {
    let Some((home, disk)) = home().await else { return };
    let draft = home.draft(home.ada, to(GRACE, "Plans", "See there.")).await;
    let home = fill(home).await;
    let before = picture(&home, home.ada).await;
    let fields = home.service().open_draft(home.ada, draft).await.expect("it").draft.fields;
    is_full(&home.service().send_draft(home.ada, draft, fields.clone()).await);
    assert_eq!(picture(&home, home.ada).await, before);

    clear(&home).await;
    home.service().send_draft(home.ada, draft, fields).await.expect("sent");
    home.pass(11);
    // It is full again before the message has gone.
    let home = fill(home).await;
    let stop = CancellationToken::new();
    assert!(Outbox.deliver_due(&home.context, &stop).await.is_err());
    assert!(home.list(home.grace, Role::Inbox).await.is_empty());
    clear(&home).await;
    home.pass(3600);
    home.work_queue().await;
    assert_eq!(home.subjects(home.grace, Role::Inbox).await, ["Plans"]);
    assert_eq!(home.subjects(home.ada, Role::Sent).await, ["Plans"]);
    assert!(home.list(home.ada, Role::Drafts).await.is_empty());
    clear_up(home, disk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_there_is_no_room_for_can_be_begun_anew() {
    const MESSAGES: usize = 60;
    let Some((home, disk)) = home().await else { return };
    let elsewhere = tempfile::tempdir().expect("a directory");
    for n in 0..MESSAGES {
        // Every tenth is kept beside the database.
        let size = if n.is_multiple_of(10) { 600_000 } else { 150_000 };
        let mut mail = format!("Subject: letter {n}\r\nX-Number: {n}\r\n\r\n").into_bytes();
        mail.extend(noise(size));
        fs::write(elsewhere.path().join(format!("{n:02}.eml")), mail).expect("written");
    }
    let paths = || vec![elsewhere.path().to_owned()];
    let take_in =
        async || import(&home.context, home.ada, paths(), ImportTo::default(), &|_| ()).await;
    let failed = take_in().await.expect_err("too much");
    assert!(failed.is_passing(), "{failed}");
    let ids = async || home.context.store.message_ids(home.ada, None, 1000).await.expect("ids");
    let kept: Vec<MessageId> = ids().await;
    assert!(kept.len() < MESSAGES);
    for id in &kept {
        home.context.store.source(home.ada, *id).await.expect("whole");
    }

    disk.grow("200m");
    let done = take_in().await.expect("taken in");
    assert_eq!(usize::try_from(done.stored).expect("few") + kept.len(), MESSAGES);
    assert_eq!(ids().await.len(), MESSAGES);
    assert_eq!(home.context.store.check().await.expect("checked"), Vec::<String>::new());
    assert_eq!(home.context.clock.now(), NOW);
    clear_up(home, disk).await;
}

/// Nothing of it is open any more when its disk goes, and that goes before its place.
async fn clear_up(home: Home, disk: Small) {
    home.context.store.close().await;
    drop(disk);
    drop(home);
}
