//! A database elsewhere, and several servers at it; what one engine keeps and finds otherwise than
//! the other.

use super::support::*;
use model::*;
use store::*;

fn options(world: &World, change: impl Fn(&str) -> String) -> Options {
    let Some(url) = world.url() else { return world.options() };
    Options { database_url: Some(change(url).into()), ..world.options() }
}

async fn sentence(options: Options) -> String {
    match Store::open(options).await {
        Err(StoreError::Unusable(sentence)) => sentence,
        other => panic!("expected a store that cannot be used, got {other:?}"),
    }
}

#[tokio::test]
async fn a_database_that_cannot_be_used_is_named_with_what_to_do() {
    let world = World::new().await;
    if !world.is_postgres() {
        return;
    }
    let missing = options(&world, |url| url.replace("/test_", "/missing_"));
    let missing = sentence(missing).await;
    assert!(missing.contains("missing_") && missing.contains("createdb"), "{missing}");
    let nowhere = options(&world, |_| "postgres://ada:s3same@127.0.0.1:9/mail".into());
    assert!(!format!("{nowhere:?}").contains("s3same"));
    let nowhere = sentence(nowhere).await;
    assert!(nowhere.contains("mail at 127.0.0.1:9 cannot be reached"), "{nowhere}");
    assert!(!nowhere.contains("s3same"), "{nowhere}");
    let odd = sentence(options(&world, |_| "postgres://[".into())).await;
    assert!(odd.contains("postgres://name:password@host/database"), "{odd}");
}

#[tokio::test]
async fn a_server_that_starts_takes_nothing_from_another_that_is_sending() {
    let world = World::new().await;
    if !world.is_postgres() {
        return;
    }
    let submission = Submission {
        user: world.ada,
        draft: None,
        source: b"\r\n".to_vec(),
        extract: Extract::default(),
        envelope_from: "ada@pillarbox.test".into(),
        recipients: vec!["grace@pillarbox.test".into()],
        account: None,
        regarding: None,
        now: NOW,
        held_until: NOW,
    };
    world.store.submit(submission).await.unwrap();
    assert_eq!(world.store.claim_due_mail(NOW, NOW + MINUTE, 10).await.unwrap().len(), 1);
    let other = Store::open(world.options()).await.unwrap();
    assert_eq!(other.recover_queue(NOW).await.unwrap(), 0);
    assert!(other.claim_due_mail(NOW, NOW + MINUTE, 10).await.unwrap().is_empty());
    // The first one has died: its lease ends.
    assert_eq!(other.recover_queue(NOW + MINUTE).await.unwrap(), 1);
}

#[tokio::test]
async fn a_character_that_the_engine_cannot_keep_becomes_a_sign_for_it() {
    let world = World::new().await;
    let id = world.deliver(Mail::new("one\0two", "three\0four")).await;
    let row = world.store.message_row(world.ada, id).await.unwrap();
    let expected = if world.is_postgres() { "one\u{FFFD}two" } else { "one\0two" };
    assert_eq!(row.subject_text(), expected);
    assert_eq!(world.found("two four").await, [id]);
}

#[tokio::test]
async fn mail_that_another_server_brings_is_noticed_and_ones_own_is_not() {
    let world = World::new().await;
    let other = Store::open(world.options()).await.unwrap();
    let before = world.store.foreign_version().await.unwrap();
    world.deliver(Mail::new("own", "")).await;
    assert_eq!(world.store.foreign_version().await.unwrap(), before);
    other.deliver(vec![Mail::new("foreign", "").to(world.ada)], NOW).await.unwrap();
    assert_ne!(world.store.foreign_version().await.unwrap(), before);
}

#[tokio::test]
async fn a_message_with_more_words_than_the_index_holds_is_found_by_each() {
    let world = World::new().await;
    let many: Vec<String> = (0..150_000).map(|n| format!("w{n:x}")).collect();
    let large = world.deliver(Mail::new("many", &many.join(" "))).await;
    let small = world.deliver(Mail::new("few", "w5 other w249ef")).await;
    assert_eq!(world.found("w5").await, [small, large]);
    assert_eq!(world.found("w249ef").await, [small, large]);
    assert_eq!(world.found("w249e*").await, [small, large]);
    assert_eq!(world.found("\"w249ee w249ef\"").await, [large]);
    assert_eq!(world.found("w249ef -w249ee").await, [small]);
    assert_eq!(world.found("body:w249ee OR subject:few").await, [small, large]);
    assert!(world.found("w249ee w249f0 from:nobody").await.is_empty());
    world.check().await;
}
