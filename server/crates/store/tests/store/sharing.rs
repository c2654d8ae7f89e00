//! Several at the same file: `pillarbox collect` beside `pillarbox serve`.

use super::support::*;
use model::*;
use store::*;

#[tokio::test(flavor = "multi_thread")]
async fn two_stores_write_to_one_file_and_lose_nothing() {
    let world = World::new().await;
    let beside = Store::open(world.options()).await.unwrap();
    let fill = async |store: &Store, name: &str| {
        for round in 0..20 {
            let batch = (0..10).map(|n| {
                Mail::new("shared", "word").id(&format!("{name}-{round}-{n}@a.test")).to(world.ada)
            });
            store.deliver(batch.collect(), NOW).await.unwrap();
        }
    };
    let read = async || {
        let mut seen = 0;
        while seen < 400 {
            let page = world.store.list_messages(world.ada, &INBOX, None, 1000).await.unwrap().page;
            assert!(page.rows.len() >= seen, "a message vanished");
            assert_eq!(page.rows.len() % 10, 0, "a half-stored batch was seen");
            seen = page.rows.len();
        }
    };
    tokio::join!(fill(&world.store, "serve"), fill(&beside, "collect"), read());
    assert_eq!(world.folder(&INBOX).await.total, 400);
    let ids = world.store.message_ids(world.ada, None, 1000).await.unwrap();
    assert_eq!(ids.len(), 400);
    assert_eq!(ids.last(), Some(&MessageId::new(world.ada, 400)));
    world.check().await;
    beside.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_one_of_two_passes_gets_the_account() {
    let world = World::new().await;
    let beside = Store::open(world.options()).await.unwrap();
    let id = world.store.add_account(account(world.ada), NOW).await.unwrap();
    let (one, two) = tokio::join!(
        world.store.claim_account(id, NOW, NOW + MINUTE),
        beside.claim_account(id, NOW, NOW + MINUTE)
    );
    assert!(one.is_ok() != two.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_message_in_the_queue_is_sent_by_one_of_two_workers() {
    let world = World::new().await;
    let beside = Store::open(world.options()).await.unwrap();
    for n in 0..10 {
        let submission = Submission {
            user: world.ada,
            draft: None,
            source: b"\r\n".to_vec(),
            extract: Extract::default(),
            envelope_from: "ada@pillarbox.test".into(),
            recipients: vec![format!("{n}@pillarbox.test")],
            account: None,
            regarding: None,
            now: NOW,
            held_until: NOW,
        };
        world.store.submit(submission).await.unwrap();
    }
    let (mut one, two) = tokio::join!(
        async { world.store.claim_due_mail(NOW, NOW + MINUTE, 6).await.unwrap() },
        async { beside.claim_due_mail(NOW, NOW + MINUTE, 6).await.unwrap() }
    );
    one.extend(two);
    let mut messages: Vec<MessageId> = one.iter().map(|job| job.message).collect();
    messages.sort_unstable();
    messages.dedup();
    assert_eq!((one.len(), messages.len()), (10, 10));
}

#[tokio::test]
async fn what_was_answered_is_there_after_the_store_is_opened_again() {
    let world = World::new().await;
    let id = world.deliver(Mail::new("kept", "for ever")).await;
    world.store.close().await;
    let again = Store::open(world.options()).await.unwrap();
    assert_eq!(again.message_row(world.ada, id).await.unwrap().subject_text(), "kept");
}
