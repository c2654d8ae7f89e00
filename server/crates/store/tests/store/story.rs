use super::support::*;
use model::*;
use store::*;

/// A day with Pillarbox: mail is collected, read, answered, found and thrown away.
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one day is one story")]
async fn ada_collects_reads_answers_finds_and_deletes_her_mail() {
    let world = World::new().await;
    let World { store, ada, .. } = &world;
    let account = store.add_account(account(*ada), NOW).await.unwrap();

    // The scheduler takes the account, and nobody else can.
    let due = store.claim_due_accounts(NOW, NOW + MINUTE, places(10)).await.unwrap();
    assert_eq!(due.iter().map(|account| account.id).collect::<Vec<_>>(), [account]);
    let busy = store.claim_account(account, NOW, NOW + MINUTE).await.unwrap_err();
    assert_eq!(busy.to_string(), "This account is being checked right now.");

    // Two messages come, with their UIDs, in one transaction.
    let invitation = Mail::new("Lunch on Friday?", "Shall we meet at the café near the river?")
        .id("lunch@pillarbox.test")
        .date(NOW - MINUTE)
        .uid(account, "uid-1");
    let report = Mail::new("Engine report", "The analytical engine works. Numbers attached.")
        .id("report@pillarbox.test")
        .date(NOW)
        .file("numbers.pdf")
        .uid(account, "uid-2");
    let arrived = store.deliver(vec![invitation.to(*ada), report.to(*ada)], NOW).await.unwrap();
    let [lunch, report] = [arrived[0].id, arrived[1].id];
    let pass = Pass { started: NOW, finished: NOW + 5, new: 2, bytes: 200, ..Pass::default() };
    let visit = Visit { next: NOW + 5 * MINUTE, ..Visit::default() };
    store.finish_pass(account, &pass, &visit).await.unwrap();
    assert_eq!(store.passes(account, 10).await.unwrap(), [pass]);
    assert_eq!(store.uid_states(account).await.unwrap().len(), 2);

    // The inbox shows them, latest first.
    assert_eq!(world.listed(&INBOX).await, [report, lunch]);
    let inbox = world.folder(&INBOX).await;
    assert_eq!((inbox.total, inbox.unread), (2, 2));
    store.change(*ada, &[lunch], &Operation::Unread(false), NOW).await.unwrap();
    assert_eq!(world.folder(&INBOX).await.unread, 1);

    // She answers: a draft with a file, saved twice, then sent.
    let fields = DraftFields {
        from: "ada@pillarbox.test".into(),
        to: "grace@pillarbox.test".into(),
        subject: "Re: Lunch on Friday?".into(),
        body: "With pleasure".into(),
        ..DraftFields::default()
    };
    let begun = SaveDraft {
        id: None,
        kind: ComposeKind::Reply,
        regarding: Some(lunch),
        fields: fields.clone(),
    };
    let draft = store.save_draft(*ada, begun, NOW).await.unwrap();
    let again = SaveDraft {
        id: Some(draft),
        kind: ComposeKind::Reply,
        regarding: None,
        fields: DraftFields { body: "With pleasure! Map attached.".into(), ..fields.clone() },
    };
    store.save_draft(*ada, again, NOW + 1).await.unwrap();
    store.add_upload(*ada, draft, "map.png", "image/png", noise(1000, 1)).await.unwrap();
    assert_eq!(world.found("map in:drafts").await, [draft]);

    let mut extract = Mail::new("Re: Lunch on Friday?", "With pleasure! Map attached.")
        .id("answer@pillarbox.test")
        .references(&["lunch@pillarbox.test"])
        .from("Ada", "ada@pillarbox.test")
        .extract;
    extract.to = vec![mailbox("Grace Hopper", "grace@pillarbox.test")];
    let submission = Submission {
        user: *ada,
        draft: Some(draft),
        source: b"Subject: Re: Lunch on Friday?\r\n\r\nWith pleasure!".to_vec(),
        extract,
        envelope_from: "ada@pillarbox.test".into(),
        recipients: vec!["grace@pillarbox.test".into()],
        account: Some(account),
        regarding: Some((lunch, ComposeKind::Reply)),
        now: NOW + 2,
        held_until: NOW + 2 + 10_000,
    };
    let sent = store.submit(submission).await.unwrap();
    assert!(world.listed(&FolderKey::Role(Role::Drafts)).await.is_empty());
    assert_eq!(world.listed(&FolderKey::Role(Role::Sent)).await, [sent.message]);
    assert!(store.message_row(*ada, lunch).await.unwrap().answered);
    let row = store.message_row(*ada, sent.message).await.unwrap();
    assert_eq!(row.delivery, Some(DeliveryState::Held));
    let together = store.conversation(*ada, row.conversation).await.unwrap();
    assert_eq!(together.iter().map(|row| row.id).collect::<Vec<_>>(), [lunch, sent.message]);

    // Ten seconds later it leaves.
    assert_eq!(store.next_due().await.unwrap(), Some(sent.held_until));
    assert!(store.claim_due_mail(NOW + 3, NOW + MINUTE, 10).await.unwrap().is_empty());
    let jobs = store.claim_due_mail(sent.held_until, NOW + MINUTE, 10).await.unwrap();
    assert_eq!(jobs.len(), 1);
    assert_eq!(jobs[0].recipients[0].address, "grace@pillarbox.test");
    assert_eq!(jobs[0].account, Some(account));
    let accepted = Attempt {
        id: jobs[0].recipients[0].id,
        state: DeliveryState::Sent,
        next_attempt: None,
        detail: "250 2.0.0 Ok".into(),
        delay_noticed: false,
    };
    store.record_attempts(&[accepted], NOW + 20_000).await.unwrap();
    let row = store.message_row(*ada, sent.message).await.unwrap();
    assert_eq!(row.delivery, Some(DeliveryState::Sent));
    assert_eq!(store.next_due().await.unwrap(), None);

    // She finds what she looks for, and completes an address she wrote to.
    assert_eq!(world.found("engine").await, [report]);
    assert_eq!(world.found("filename:numbers has:attachment").await, [report]);
    assert_eq!(world.found("cafe").await, [lunch]);
    let contacts = store.contacts(*ada, "hop", 5).await.unwrap();
    assert_eq!(contacts, [mailbox("Grace Hopper", "grace@pillarbox.test")]);

    // She throws the report away, thinks better of it, and then does it for good.
    let done = store.change(*ada, &[report], &Operation::Move(TRASH), NOW).await.unwrap();
    assert_eq!(done.sentence, "Message moved to Trash.");
    store.undo(*ada, done.undo.unwrap(), NOW + MINUTE).await.unwrap();
    assert_eq!(world.listed(&INBOX).await, [report, lunch]);
    store.change(*ada, &[report], &Operation::Move(TRASH), NOW).await.unwrap();
    world.empty_trash().await;
    assert!(world.found("engine").await.is_empty());
    assert!(matches!(store.source(*ada, report).await, Err(StoreError::NotFound(_))));

    // Everything is in order, also in a copy.
    world.check().await;
    let copy = tempfile::tempdir().unwrap();
    if world.is_postgres() {
        let refused = store.backup(copy.path()).await.unwrap_err().to_string();
        assert!(refused.contains("pg_dump"), "{refused}");
        return;
    }
    store.backup(copy.path()).await.unwrap();
    let copy = Store::open(Options::new(copy.path())).await.unwrap();
    assert!(copy.check().await.unwrap().is_empty());
    assert!(copy.source(*ada, lunch).await.unwrap().ends_with(b"near the river?"));
}
