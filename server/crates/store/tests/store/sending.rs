use super::support::*;
use model::*;
use store::*;

const HOLD: i64 = 10_000;

fn fields() -> DraftFields {
    DraftFields {
        from: "ada@pillarbox.test".into(),
        to: "grace@pillarbox.test, Charles <charles@pillarbox.test>".into(),
        subject: "Engine".into(),
        body: "It works.\n\nAda".into(),
        ..DraftFields::default()
    }
}

async fn draft(world: &World, regarding: Option<MessageId>) -> MessageId {
    let kind = if regarding.is_some() { ComposeKind::Reply } else { ComposeKind::New };
    let begun = SaveDraft { id: None, kind, regarding, fields: fields() };
    let id = world.store.save_draft(world.ada, begun, NOW).await.unwrap();
    let file = noise(20_000, 9);
    world.store.add_upload(world.ada, id, "plan.pdf", "application/pdf", file).await.unwrap();
    id
}

fn submission(world: &World, draft: Option<MessageId>) -> Submission {
    Submission {
        user: world.ada,
        draft,
        source: b"Subject: Engine\r\nBcc: boss@pillarbox.test\r\n\r\nIt works.".to_vec(),
        extract: Mail::new("Engine", "It works.").id("engine@pillarbox.test").extract,
        envelope_from: "ada@pillarbox.test".into(),
        recipients: vec![
            "grace@pillarbox.test".into(),
            "charles@pillarbox.test".into(),
            "GRACE@pillarbox.test".into(),
        ],
        account: None,
        regarding: None,
        now: NOW,
        held_until: NOW + HOLD,
    }
}

fn attempt(recipient: &QueuedRecipient, state: DeliveryState) -> Attempt {
    Attempt {
        id: recipient.id,
        state,
        next_attempt: None,
        detail: String::new(),
        delay_noticed: false,
    }
}

async fn states(world: &World, message: MessageId) -> Vec<DeliveryState> {
    let deliveries = world.store.deliveries(world.ada, message).await.unwrap();
    deliveries.iter().map(|delivery| delivery.state).collect()
}

#[tokio::test]
async fn the_same_draft_sent_twice_is_sent_once() {
    let world = World::new().await;
    let draft = draft(&world, None).await;
    let first = world.store.submit(submission(&world, Some(draft))).await.unwrap();
    let second = world.store.submit(submission(&world, Some(draft))).await.unwrap();
    assert_eq!(first, second);
    // Even when it has left and the draft is gone.
    world.store.claim_due_mail(NOW + HOLD, NOW + MINUTE, 10).await.unwrap();
    let third = world.store.submit(submission(&world, Some(draft))).await.unwrap();
    assert_eq!(first, third);
    assert_eq!(world.listed(&FolderKey::Role(Role::Sent)).await, [first.message]);
    assert_eq!(states(&world, first.message).await.len(), 2, "a recipient named twice counts once");
    world.check().await;
}

#[tokio::test]
async fn a_message_without_recipients_is_refused_and_the_draft_stays() {
    let world = World::new().await;
    let draft = draft(&world, None).await;
    let empty = Submission { recipients: vec![" ".into()], ..submission(&world, Some(draft)) };
    assert!(matches!(world.store.submit(empty).await, Err(StoreError::Refused(_))));
    assert_eq!(world.store.draft(world.ada, draft).await.unwrap().fields, fields());
    assert!(world.listed(&FolderKey::Role(Role::Sent)).await.is_empty());
    world.check().await;
}

#[tokio::test]
async fn a_message_taken_back_is_the_draft_it_was_and_can_be_sent_again() {
    let world = World::with(|options| options.inline_limit = 1000).await;
    let original = world.deliver(Mail::new("Question", "")).await;
    let id = draft(&world, Some(original)).await;
    let before = world.store.draft(world.ada, id).await.unwrap();
    let sending = Submission {
        regarding: Some((original, ComposeKind::Reply)),
        ..submission(&world, Some(id))
    };
    let sent = world.store.submit(sending).await.unwrap();
    assert!(matches!(world.store.draft(world.ada, id).await, Err(StoreError::NotFound(_))));

    let done = world.store.undo(world.ada, sent.undo, NOW + 1).await.unwrap();
    assert_eq!(done.ids, [id]);
    let after = world.store.draft(world.ada, id).await.unwrap();
    assert_eq!(after, Draft { saved: NOW + 1, ..before });
    let files = world.store.upload_contents(world.ada, id).await.unwrap();
    assert_eq!(files[0].bytes, noise(20_000, 9));
    assert_eq!(world.listed(&FolderKey::Role(Role::Drafts)).await, [id]);
    assert!(world.listed(&FolderKey::Role(Role::Sent)).await.is_empty());
    assert!(!world.store.message_row(world.ada, original).await.unwrap().answered);
    assert_eq!(world.store.next_due().await.unwrap(), None);
    world.check().await;

    let again = world.store.submit(submission(&world, Some(id))).await.unwrap();
    assert_ne!(again.message, sent.message);
    world.check().await;
}

#[tokio::test]
async fn what_is_being_sent_cannot_be_taken_back_nor_erased() {
    let world = World::new().await;
    let draft = draft(&world, None).await;
    let sent = world.store.submit(submission(&world, Some(draft))).await.unwrap();
    let jobs = world.store.claim_due_mail(NOW + HOLD, NOW + MINUTE, 10).await.unwrap();
    assert_eq!(jobs[0].recipients.len(), 2);
    let late = world.store.recall(world.ada, sent.undo, NOW + HOLD).await.unwrap_err();
    assert_eq!(late.to_string(), "It is too late to take this message back: it is being sent.");
    world.store.change(world.ada, &[sent.message], &Operation::Move(TRASH), NOW).await.unwrap();
    let erase = world.store.change(world.ada, &[sent.message], &Operation::Erase, NOW).await;
    assert!(matches!(erase, Err(StoreError::Refused(_))));
    world.empty_trash().await;
    assert!(world.store.source(world.ada, sent.message).await.is_ok());
    world.check().await;
}

#[tokio::test]
async fn each_recipient_goes_its_own_way_and_the_list_shows_the_worst() {
    let world = World::new().await;
    let sent = world.store.submit(submission(&world, None)).await.unwrap();
    let jobs = world.store.claim_due_mail(NOW + HOLD, NOW + MINUTE, 10).await.unwrap();
    let [grace, charles] = [&jobs[0].recipients[0], &jobs[0].recipients[1]];
    let later = NOW + 8 * MINUTE;
    world
        .store
        .record_attempts(
            &[
                attempt(grace, DeliveryState::Sent),
                Attempt {
                    next_attempt: Some(later),
                    detail: "450 4.2.0 Greylisted".into(),
                    ..attempt(charles, DeliveryState::Queued)
                },
            ],
            NOW + HOLD,
        )
        .await
        .unwrap();
    let deliveries = world.store.deliveries(world.ada, sent.message).await.unwrap();
    assert_eq!(deliveries[0].state, DeliveryState::Sent);
    assert_eq!(deliveries[1].next_attempt, Some(later));
    assert_eq!(deliveries[1].detail, "450 4.2.0 Greylisted");
    let row = world.store.message_row(world.ada, sent.message).await.unwrap();
    assert_eq!(row.delivery, Some(DeliveryState::Queued));
    assert_eq!(world.store.next_due().await.unwrap(), Some(later));

    let jobs = world.store.claim_due_mail(later, later + MINUTE, 10).await.unwrap();
    assert_eq!(jobs[0].recipients.len(), 1);
    assert_eq!(jobs[0].recipients[0].attempts, 1);
    let refused = attempt(&jobs[0].recipients[0], DeliveryState::Failed);
    world.store.record_attempts(&[refused], later).await.unwrap();
    let row = world.store.message_row(world.ada, sent.message).await.unwrap();
    assert_eq!(row.delivery, Some(DeliveryState::Failed));
    assert_eq!(world.store.next_due().await.unwrap(), None);
}

#[tokio::test]
async fn after_a_crash_what_was_given_over_is_unclear_and_the_rest_is_due_again() {
    let world = World::new().await;
    let sent = world.store.submit(submission(&world, None)).await.unwrap();
    let jobs = world.store.claim_due_mail(NOW + HOLD, NOW + MINUTE, 10).await.unwrap();
    let given_over = attempt(&jobs[0].recipients[0], DeliveryState::Sending);
    world.store.record_attempts(&[given_over], NOW + HOLD).await.unwrap();
    // Nobody else takes it while the lease lasts.
    assert!(world.store.claim_due_mail(NOW + HOLD + 1, NOW + MINUTE, 10).await.unwrap().is_empty());

    // Where others may be sending, what they have leased is theirs.
    let restart = if world.is_postgres() { NOW + MINUTE } else { NOW + HOLD + 2 };
    assert_eq!(world.store.recover_queue(restart).await.unwrap(), 2);
    assert_eq!(states(&world, sent.message).await, [DeliveryState::Unclear, DeliveryState::Queued]);
    let jobs = world.store.claim_due_mail(restart, restart + MINUTE, 10).await.unwrap();
    assert_eq!(jobs[0].recipients.len(), 1);
    assert_eq!(jobs[0].recipients[0].address, "charles@pillarbox.test");
}

#[tokio::test]
async fn a_lease_that_ran_out_frees_its_rows_without_a_restart() {
    let world = World::new().await;
    world.store.submit(submission(&world, None)).await.unwrap();
    world.store.claim_due_mail(NOW + HOLD, NOW + MINUTE, 10).await.unwrap();
    assert_eq!(world.store.next_due().await.unwrap(), Some(NOW + MINUTE));
    let jobs = world.store.claim_due_mail(NOW + MINUTE, NOW + 2 * MINUTE, 10).await.unwrap();
    assert_eq!(jobs[0].recipients.len(), 2);
}

#[tokio::test]
async fn nobody_takes_back_somebody_elses_message() {
    let world = World::new().await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let draft = draft(&world, None).await;
    let sent = world.store.submit(submission(&world, Some(draft))).await.unwrap();
    assert!(matches!(
        world.store.recall(grace, sent.undo, NOW).await,
        Err(StoreError::NotFound(_))
    ));
    let foreign = Submission { user: grace, ..submission(&world, Some(draft)) };
    assert!(matches!(world.store.submit(foreign).await, Err(StoreError::NotFound("draft"))));
}
