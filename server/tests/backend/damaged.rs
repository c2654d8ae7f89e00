//! One message that the disk has damaged, and what goes on all the same.

use crate::home::{GRACE, Home, noise, to};
use app::Backend;
use model::{DeliveryState, MessageId, Role};
use server::{
    arrival::{self, Incoming},
    transfer::{Format, ImportTo, export, import, reindex},
};
use std::fs;

/// An original, a large answer to it, which came first, and an answer to that; all one
/// conversation. The large one is damaged.
async fn home() -> (Home, [MessageId; 3]) {
    let home = Home::new().await;
    let mut large =
        b"From: ingrid@example.org\r\nSubject: Re: Stairs\r\nMessage-ID: <2@example.org>\r\n\
        In-Reply-To: <1@example.org>\r\n\r\n"
            .to_vec();
    large.extend(noise(400_000));
    let incoming = Incoming::inbox(home.ada, large, home.context.clock.now());
    let large = arrival::deliver(&home.context, vec![incoming]).await.expect("delivered")[0].id;
    let first =
        "From: tom@example.org\nSubject: Stairs\nMessage-ID: <1@example.org>\n\nHow many?\n";
    let first = home.receive(home.ada, first).await;
    let third = "From: tom@example.org\nSubject: Re: Stairs\nMessage-ID: <3@example.org>\n\
                 In-Reply-To: <2@example.org>\n\nThanks.\n";
    let third = home.receive(home.ada, third).await;
    assert_eq!(damage(&home), 1);
    (home, [first, large, third])
}

/// Damages all large messages: so many.
fn damage(home: &Home) -> usize {
    let mut damaged = 0;
    for folder in fs::read_dir(home.directory.path().join("blobs")).expect("blobs") {
        for file in fs::read_dir(folder.expect("a folder").path()).expect("files") {
            fs::write(file.expect("a file").path(), b"nothing of use").expect("written");
            damaged += 1;
        }
    }
    damaged
}

#[tokio::test]
async fn a_damaged_message_is_not_sent_for_ever_and_its_sender_is_told() {
    let home = Home::new().await;
    let draft = home.draft(home.ada, to(GRACE, "Plans", "See there.")).await;
    let store = &home.context.store;
    let file = store.add_upload(home.ada, draft, "plan", "application/pdf", noise(400_000));
    file.await.expect("attached");
    let fields = home.service().open_draft(home.ada, draft).await.expect("it").draft.fields;
    home.service().send_draft(home.ada, draft, fields).await.expect("sent");
    home.pass(11);
    assert!(damage(&home) > 0);
    assert_eq!(home.work_queue().await, 1);
    assert_eq!(home.list(home.ada, Role::Sent).await[0].delivery, Some(DeliveryState::Failed));
    let notice = home.list(home.ada, Role::Inbox).await.remove(0);
    let notice = store.source(home.ada, notice.id).await.expect("whole");
    let notice = String::from_utf8_lossy(&notice).replace("\r\n", " ");
    assert!(notice.contains("damaged on the server's disk"), "{notice}");
    home.pass(86_400);
    assert_eq!(home.work_queue().await, 0);
}

#[tokio::test]
async fn an_export_leaves_a_damaged_message_out_and_says_so() {
    for (format, name) in
        [(Format::Mbox, "out.mbox"), (Format::Maildir, "out"), (Format::Zip, "out.zip")]
    {
        let (home, [_, large, _]) = home().await;
        let out = home.directory.path().join(name);
        let report = export(&home.context, home.ada, out.clone(), format).await.expect("written");
        assert_eq!(report.messages, 2, "{format:?}");
        let missing: Vec<_> =
            report.missing.iter().map(|one| (one.id, one.subject.as_str())).collect();
        assert_eq!(missing, [(large, "Re: Stairs")]);
        let paths = vec![out];
        let back = import(&home.context, home.grace, paths, ImportTo::default(), &|_| ());
        assert_eq!(back.await.expect("read").stored, 2, "{format:?}");
    }
}

#[tokio::test]
async fn reindexing_leaves_the_conversation_of_a_damaged_message_together() {
    let (home, ids) = home().await;
    let conversations = async || {
        let mut found = Vec::new();
        for id in ids {
            let row = home.context.store.message_row(home.ada, id).await.expect("a row");
            found.push(row.conversation);
        }
        found
    };
    let before = conversations().await;
    assert!(before.iter().all(|one| *one == before[0]), "{before:?}");
    let read = reindex(&home.context, None).await.expect("the others are read");
    assert_eq!((read.count, read.damaged), (2, vec![ids[1]]));
    let after = conversations().await;
    assert!(after.iter().all(|one| *one == after[0]), "{after:?}");
    assert_eq!(home.list(home.ada, Role::Inbox).await.len(), 3);
}
