use crate::home::{ADA, GRACE, Home, to};
use app::Backend;
use model::{DeliveryState, Role};

#[tokio::test]
async fn without_a_route_the_sender_is_told_at_once() {
    let home = Home::new().await;
    let sent = home.send(home.ada, to("someone@example.org", "Far away", "Hello.")).await;
    home.pass(11);
    home.work_queue().await;
    let deliveries = home.context.store.deliveries(home.ada, sent.message).await.expect("states");
    assert_eq!(deliveries[0].state, DeliveryState::Failed);
    assert!(deliveries[0].detail.contains("no route"), "{}", deliveries[0].detail);
    let inbox = home.list(home.ada, Role::Inbox).await;
    assert_eq!(inbox.len(), 1, "one notice");
    assert!(home.source(home.ada, inbox[0].id).await.contains("someone@example.org"));
}

#[tokio::test]
async fn residents_get_theirs_although_others_fail() {
    let home = Home::new().await;
    let both = format!("{GRACE}, one@example.org, two@example.org");
    let sent = home.send(home.ada, to(&both, "To three", "Hello.")).await;
    home.pass(11);
    home.work_queue().await;
    assert_eq!(home.subjects(home.grace, Role::Inbox).await, ["To three"]);
    assert_eq!(home.list(home.ada, Role::Inbox).await.len(), 1, "one notice for both failures");
    let states: Vec<DeliveryState> = home
        .context
        .store
        .deliveries(home.ada, sent.message)
        .await
        .expect("states")
        .into_iter()
        .map(|delivery| delivery.state)
        .collect();
    assert_eq!(states, [DeliveryState::Sent, DeliveryState::Failed, DeliveryState::Failed]);
}

#[tokio::test]
async fn an_unreachable_server_is_tried_for_a_day_and_a_half_with_one_notice_in_between() {
    // Port 1 of the loopback interface: nobody listens there.
    let home =
        Home::with(|config| config.send.route = Some("smtp+insecure://127.0.0.1:1".to_owned()))
            .await;
    let sent = home.send(home.ada, to("someone@example.org", "Later", "Hello.")).await;
    home.pass(11);
    let mut waits = Vec::new();
    for attempt in 1..=9 {
        assert_eq!(home.work_queue().await, 1, "attempt {attempt}");
        let delivery = &home.context.store.deliveries(home.ada, sent.message).await.expect("it")[0];
        assert_eq!(delivery.attempts, attempt);
        let notices = home.list(home.ada, Role::Inbox).await.len();
        let expected = match attempt {
            ..5 => 0,
            5..9 => 1,
            _ => 2,
        };
        assert_eq!(notices, expected, "notices after attempt {attempt}");
        let Some(next) = delivery.next_attempt else { break };
        assert_eq!(delivery.state, DeliveryState::Queued);
        let wait = next - home.context.clock.now();
        waits.push(wait);
        home.pass(u64::try_from(wait / 1000).expect("later"));
        home.pass(1);
    }
    assert_eq!(waits.len(), 8);
    for (wait, doubled) in waits.into_iter().zip(0..) {
        let planned = 450_000 << doubled;
        // A tenth of jitter either way, and the second that the clock goes on between tries.
        let margin = planned / 10 + 1_000;
        assert!((planned - margin..=planned + margin).contains(&wait), "{wait} for {planned} ms");
    }
    let last = &home.context.store.deliveries(home.ada, sent.message).await.expect("it")[0];
    assert_eq!(last.state, DeliveryState::Failed);
    assert_eq!(home.work_queue().await, 0);
}

#[tokio::test]
async fn a_copy_carries_the_trace_of_its_delivery_in_front() {
    let home = Home::new().await;
    home.send(home.ada, to(GRACE, "Trace", "Hello.")).await;
    home.pass(11);
    home.work_queue().await;
    let copy = home.list(home.grace, Role::Inbox).await[0].id;
    let copy = home.source(home.grace, copy).await;
    let begin = format!("Return-Path: <{ADA}>\r\nDelivered-To: {GRACE}\r\nReceived: ");
    assert!(copy.starts_with(&begin), "{copy}");
}

#[tokio::test]
async fn one_can_write_to_oneself() {
    let home = Home::new().await;
    home.send(home.ada, to(ADA, "Remember the shovel", "It is in the tower.")).await;
    home.pass(11);
    home.work_queue().await;
    assert_eq!(home.subjects(home.ada, Role::Inbox).await, ["Remember the shovel"]);
    assert_eq!(home.subjects(home.ada, Role::Sent).await, ["Remember the shovel"]);
    let copy = home.list(home.ada, Role::Inbox).await[0].id;
    let opened =
        home.service().open_message(home.ada, copy, String::new(), true).await.expect("opened");
    assert_eq!(opened.messages.len(), 2);
}
