use crate::home::{ADA, GRACE, Home, to};
use app::{ApiError, Backend};
use model::{DeliveryState, DraftFields, Role};
use store::Attempt;

#[tokio::test]
async fn a_message_reaches_the_other_user_with_its_attachment() {
    let home = Home::new().await;
    let draft = home.draft(home.ada, to(GRACE, "Grüße vom Turm", "Look.")).await;
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let name = "Plan für Grace.pdf";
    let stored =
        home.context.store.add_upload(home.ada, draft, name, "application/pdf", bytes.clone());
    stored.await.expect("attached");
    let fields = home.service().open_draft(home.ada, draft).await.expect("it").draft.fields;
    home.service().send_draft(home.ada, draft, fields).await.expect("sent");
    assert!(home.list(home.ada, Role::Drafts).await.is_empty());
    home.pass(11);
    assert_eq!(home.work_queue().await, 1);

    let inbox = home.list(home.grace, Role::Inbox).await;
    assert_eq!(inbox.len(), 1);
    assert_eq!(inbox[0].subject_text(), "Grüße vom Turm");
    assert_eq!((inbox[0].from.name.as_str(), inbox[0].attachments), ("Ada Winter", 1));
    assert!(inbox[0].unread);
    let source = home.context.store.source(home.grace, inbox[0].id).await.expect("source");
    let extract = mail::parse::extract(&source);
    assert_eq!(extract.attachments[0].name, name);
    let part = mail::parse::part(&source, extract.attachments[0].index).expect("the part");
    assert_eq!(part.bytes, bytes);

    let sent = home.list(home.ada, Role::Sent).await;
    assert_eq!(sent[0].delivery, Some(DeliveryState::Sent));
}

#[tokio::test]
async fn bcc_is_in_the_senders_copy_and_nowhere_else() {
    let home = Home::new().await;
    let fields = DraftFields { bcc: GRACE.to_owned(), ..to(ADA, "Quietly", "Hello.") };
    let sent = home.send(home.ada, fields).await;
    home.pass(11);
    home.work_queue().await;
    assert!(home.source(home.ada, sent.message).await.contains("\r\nBcc:"));
    for user in [home.ada, home.grace] {
        let copy = home.list(user, Role::Inbox).await[0].id;
        let copy = home.source(user, copy).await.to_lowercase();
        let header = copy.split("\r\n\r\n").next().expect("a header");
        assert!(!header.contains("\nbcc:"), "{header}");
        if user == home.ada {
            assert!(!copy.contains("grace"), "nothing tells of the other recipient: {copy}");
        }
    }
}

#[tokio::test]
async fn a_draft_sent_twice_is_one_message() {
    let home = Home::new().await;
    let draft = home.draft(home.ada, to(GRACE, "Once", "Hello.")).await;
    let fields = home.service().open_draft(home.ada, draft).await.expect("it").draft.fields;
    let service = home.service();
    let (one, two) = tokio::join!(
        service.send_draft(home.ada, draft, fields.clone()),
        service.send_draft(home.ada, draft, fields.clone())
    );
    let one = one.expect("sent");
    assert_eq!(one, two.expect("sent"));
    let later = service.send_draft(home.ada, draft, fields.clone()).await.expect("sent");
    assert_eq!(one, later);
    home.pass(11);
    home.work_queue().await;
    let much_later = service.send_draft(home.ada, draft, fields).await.expect("sent");
    assert_eq!(one, much_later);
    assert_eq!(home.work_queue().await, 0);
    assert_eq!(home.subjects(home.grace, Role::Inbox).await, ["Once"]);
    assert_eq!(home.subjects(home.ada, Role::Sent).await, ["Once"]);
}

#[tokio::test]
async fn a_held_message_comes_back_as_a_draft_with_everything() {
    let home = Home::new().await;
    let draft = home.draft(home.ada, to(GRACE, "Too soon", "Hello.")).await;
    home.context
        .store
        .add_upload(home.ada, draft, "a.txt", "text/plain", b"a".to_vec())
        .await
        .expect("attached");
    let fields = home.service().open_draft(home.ada, draft).await.expect("it").draft.fields;
    let sent = home.service().send_draft(home.ada, draft, fields.clone()).await.expect("sent");
    home.pass(9);
    assert_eq!(home.work_queue().await, 0, "it is held");
    let done = home.service().undo(home.ada, sent.undo).await.expect("undone");
    let again = home.service().open_draft(home.ada, done.ids[0]).await.expect("a draft").draft;
    assert_eq!(again.fields, fields);
    assert_eq!(again.uploads.len(), 1);
    home.pass(100);
    assert_eq!(home.work_queue().await, 0);
    assert!(home.list(home.ada, Role::Sent).await.is_empty());
    assert!(home.list(home.grace, Role::Inbox).await.is_empty());
    let service = home.service();
    service.send_draft(home.ada, again.id, again.fields).await.expect("sent after all");
    home.pass(11);
    assert_eq!(home.work_queue().await, 1);
}

#[tokio::test]
async fn it_is_too_late_to_undo_once_the_message_left() {
    let home = Home::new().await;
    let sent = home.send(home.ada, to(GRACE, "Gone", "Hello.")).await;
    home.pass(11);
    home.work_queue().await;
    let refused = home.service().undo(home.ada, sent.undo).await;
    assert!(matches!(refused, Err(ApiError::Refused(_))), "{refused:?}");
    assert_eq!(home.subjects(home.grace, Role::Inbox).await, ["Gone"]);
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_with_a_sentence_and_kept() {
    let home = Home::with(|config| config.limits.attachments = 1000).await;
    let service = home.service();
    let ok = |fields: DraftFields| DraftFields { from: ADA.to_owned(), ..fields };
    for (fields, word) in [
        (ok(to("", "No recipient", "Hello.")), "at least one address"),
        (ok(to("grace", "No address", "Hello.")), "grace"),
        (DraftFields { from: GRACE.to_owned(), ..to(GRACE, "Forged", "Hello.") }, GRACE),
    ] {
        let draft = home.draft(home.ada, DraftFields::default()).await;
        let refused = service.send_draft(home.ada, draft, fields.clone()).await;
        let Err(ApiError::Refused(sentence)) = refused else { panic!("{fields:?}: {refused:?}") };
        assert!(sentence.contains(word), "{sentence}");
        let kept = service.open_draft(home.ada, draft).await.expect("kept").draft.fields;
        assert_eq!(kept.subject, fields.subject);
    }
    let draft = home.draft(home.ada, ok(to(GRACE, "Large", "Hello."))).await;
    let store = &home.context.store;
    store.add_upload(home.ada, draft, "a", "text/plain", vec![b'a'; 1001]).await.expect("kept");
    let refused = service.send_draft(home.ada, draft, ok(to(GRACE, "Large", "Hello."))).await;
    assert!(matches!(refused, Err(ApiError::Refused(ref sentence)) if sentence.contains("MB")));
    home.pass(100);
    assert_eq!(home.work_queue().await, 0, "none of them left");
}

#[tokio::test]
async fn line_breaks_in_fields_make_no_headers() {
    let home = Home::new().await;
    let to = to(&format!("{GRACE}\r\nX-One: a"), "Hello\r\nX-Two: b\r\n\r\nbody", "Hello.");
    let draft = home.draft(home.ada, to.clone()).await;
    let fields = DraftFields { from: ADA.to_owned(), ..to };
    let sent = match home.service().send_draft(home.ada, draft, fields).await {
        Err(ApiError::Refused(_)) => return,
        answer => answer.expect("sent"),
    };
    let source = home.source(home.ada, sent.message).await;
    let header = source.split("\r\n\r\n").next().expect("a header");
    assert!(!header.lines().any(|line| line.starts_with("X-")), "{header}");
    assert!(source.ends_with("Hello.\r\n"), "{source}");
}

#[tokio::test]
async fn an_empty_subject_is_no_reason_to_refuse() {
    let home = Home::new().await;
    home.send(home.ada, to(GRACE, "", "Hello.")).await;
    home.pass(11);
    home.work_queue().await;
    assert_eq!(home.subjects(home.grace, Role::Inbox).await, [""]);
}

#[tokio::test]
async fn an_accepted_message_leaves_once_whenever_the_process_dies() {
    let mut home = Home::new().await;
    home.send(home.ada, to(GRACE, "Held", "Hello.")).await;
    home = home.crash().await;
    home.pass(11);
    let store = &home.context.store;
    let now = home.context.clock.now();
    let claimed = store.claim_due_mail(now, now + 60_000, 10).await.expect("claimed");
    assert_eq!(claimed.len(), 1);
    home = home.crash().await;
    assert_eq!(home.context.store.recover_queue(now).await.expect("recovered"), 1);
    assert_eq!(home.work_queue().await, 1);
    assert_eq!(home.subjects(home.grace, Role::Inbox).await, ["Held"]);
}

#[tokio::test]
async fn a_delivery_that_was_not_written_down_is_not_made_twice() {
    let home = Home::new().await;
    home.send(home.ada, to(GRACE, "Twice", "Hello.")).await;
    home.pass(11);
    let now = home.context.clock.now();
    let store = &home.context.store;
    let jobs = store.claim_due_mail(now, now + 60_000, 10).await.expect("claimed");
    store.recover_queue(now).await.expect("recovered");
    assert_eq!(home.work_queue().await, 1);
    // As if the process had died before it wrote down what it had done.
    let again = Attempt {
        id: jobs[0].recipients[0].id,
        state: DeliveryState::Queued,
        next_attempt: Some(now),
        detail: String::new(),
        delay_noticed: false,
    };
    store.record_attempts(&[again], now).await.expect("written");
    home.pass(5);
    assert_eq!(home.work_queue().await, 1);
    assert_eq!(home.subjects(home.grace, Role::Inbox).await, ["Twice"]);
    assert_eq!(home.list(home.ada, Role::Sent).await[0].delivery, Some(DeliveryState::Sent));
}

#[tokio::test]
async fn an_answer_belongs_to_the_conversation_on_both_sides() {
    let home = Home::new().await;
    home.send(home.ada, to(GRACE, "Lunch?", "At one?")).await;
    home.pass(11);
    home.work_queue().await;
    let question = home.list(home.grace, Role::Inbox).await[0].id;
    let service = home.service();
    let kind = model::ComposeKind::Reply;
    let begun = service.start_draft(home.grace, kind, Some(question), DraftFields::default());
    let draft = begun.await.expect("a draft").draft;
    assert_eq!(draft.fields.subject, "Re: Lunch?");
    assert!(draft.fields.to.contains(ADA) && draft.fields.body.contains("> At one?"), "{draft:?}");
    service.send_draft(home.grace, draft.id, draft.fields).await.expect("sent");
    home.pass(11);
    home.work_queue().await;
    let answer = home.list(home.ada, Role::Inbox).await[0].id;
    let conversation =
        service.open_message(home.ada, answer, String::new(), true).await.expect("opened");
    let subjects: Vec<String> =
        conversation.messages.iter().map(|item| item.row.subject_text()).collect();
    assert_eq!(subjects, ["Lunch?", "Re: Lunch?"]);
    assert!(home.list(home.grace, Role::Inbox).await[0].answered);
}
