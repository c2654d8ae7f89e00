//! What is known of the servers that mail leaves by, and what follows from it.

use crate::home::{ADA, GRACE, Home, NOW, to};
use app::{ApiError, Backend};
use mail::smtp::{Mailer, Patience};
use model::{DeliveryState, DraftFields, FirstPass, LeavePolicy, MessageId, SignInMethod};
use server::{
    context::Context,
    jobs::{housekeeping::Housekeeping, scout::Scout},
};
use std::{sync::Arc, time::Duration};
use store::NewAccount;
use testpeers::{Script, Scripted};

const ELSEWHERE: &str = "ada@example.org";

/// A server that says what it offers.
fn greeting(offers: &str) -> Script {
    Script::new().say("220 hello\r\n").hear("EHLO").say(format!("250-mail.example.org\r\n{offers}"))
}

/// A server that takes one message.
fn taking_one(offers: &str) -> Script {
    greeting(offers)
        .hear("MAIL")
        .say("250 ok\r\n")
        .hear("RCPT")
        .say("250 ok\r\n")
        .hear("DATA")
        .say("354 go on\r\n")
        .hear_message()
        .say("250 ok\r\n")
}

async fn home_with_route(port: u16) -> Home {
    Home::with(|config| config.send.route = Some(format!("smtp+insecure://127.0.0.1:{port}"))).await
}

#[tokio::test]
async fn housekeeping_ends_connections_that_nothing_was_sent_by_for_a_while() {
    let server = Scripted::start([taking_one("250 8BITMIME\r\n")]).await;
    let Home { context, ada, grace, directory } = home_with_route(server.port).await;
    let context = Arc::into_inner(context).expect("nobody else has it");
    let at_once = Patience { idle: Duration::ZERO, ..Patience::default() };
    let mailer = Mailer::new(context.tls.clone(), "localhost".to_owned()).with_patience(at_once);
    let context = Arc::new(Context { mailer, ..context });
    let home = Home { context, ada, grace, directory };
    home.send(ada, to("someone@example.org", "Hello", "Hello.")).await;
    home.pass(11);
    assert_eq!(home.work_queue().await, 1);
    Housekeeping.once(&home.context).await.expect("done");
    // The server hears the end of the connection, or waits for it in vain.
    let heard = tokio::time::timeout(Duration::from_secs(20), server.heard()).await;
    assert!(heard.expect("the connection has ended")[0].iter().any(|line| line == "DATA"));
}

/// An account of Ada's.
async fn add_account(home: &Home, address: &str, smtp_url: String) {
    let pop3_url = format!("pop3s://{}@pop.example.org:995", address.replace('@', "%40"));
    let account = NewAccount {
        user: home.ada,
        address: address.to_owned(),
        pop3_secret: Vec::new(),
        pop3_url,
        smtp_url,
        smtp_secret: Vec::new(),
        leave: LeavePolicy::Keep,
        every: 300,
        method: SignInMethod::Password,
        guarded: false,
        first_pass: FirstPass::All,
        drop_duplicates: true,
    };
    home.context.store.add_account(account, NOW).await.expect("added");
}

async fn limit(home: &Home, draft: MessageId) -> i64 {
    home.service().open_draft(home.ada, draft).await.expect("a draft").attachment_limit
}

#[tokio::test]
async fn the_limit_shown_is_what_the_server_takes_once_it_has_said_so() {
    let server = Scripted::start([greeting("250-SIZE 1000000\r\n250 8BITMIME\r\n")]).await;
    let home = home_with_route(server.port).await;
    let draft = home.draft(home.ada, to("someone@example.org", "Plan", "Look.")).await;
    assert_eq!(limit(&home, draft).await, 25_000_000, "our own, as nothing else is known");
    Scout::default().once(&home.context).await;
    let most = limit(&home, draft).await;
    assert!((700_000..750_000).contains(&most), "less a quarter for base64: {most}");

    let store = &home.context.store;
    let bytes = vec![b'x'; usize::try_from(most).expect("a size") + 1];
    store.add_upload(home.ada, draft, "a", "text/plain", bytes).await.expect("kept");
    let fields = home.service().open_draft(home.ada, draft).await.expect("it").draft.fields;
    let refused = home.service().send_draft(home.ada, draft, fields).await;
    let Err(ApiError::Refused(sentence)) = refused else { panic!("{refused:?}") };
    assert!(sentence.contains("at most 0.7 MB can be sent"), "{sentence}");
    home.pass(100);
    assert_eq!(home.work_queue().await, 0, "it is not in the queue");
}

#[tokio::test]
async fn attachments_of_just_the_limit_are_accepted_and_a_text_over_it_is_refused() {
    let server = Scripted::start([greeting("250 SIZE 500000\r\n")]).await;
    let home = home_with_route(server.port).await;
    let draft = home.draft(home.ada, to("someone@example.org", "Plan", "Look.")).await;
    Scout::default().once(&home.context).await;
    let most = usize::try_from(limit(&home, draft).await).expect("a size");
    let store = &home.context.store;
    store.add_upload(home.ada, draft, "a", "image/png", vec![0xff; most]).await.expect("kept");
    let service = home.service();
    let fields = service.open_draft(home.ada, draft).await.expect("it").draft.fields;
    let long = DraftFields { body: "word ".repeat(110_000), ..fields.clone() };
    let refused = service.send_draft(home.ada, draft, long).await;
    let Err(ApiError::Refused(sentence)) = refused else { panic!("{refused:?}") };
    assert!(sentence.contains("127.0.0.1 takes no more than 0.5 MB"), "{sentence}");
    service.send_draft(home.ada, draft, fields).await.expect("accepted");
}

#[tokio::test]
async fn what_a_server_takes_is_learned_from_sending_too() {
    let server = Scripted::start([taking_one("250 SIZE 2000000\r\n")]).await;
    let home = home_with_route(server.port).await;
    home.send(home.ada, to("someone@example.org", "Hello", "Hello.")).await;
    home.pass(11);
    home.work_queue().await;
    let draft = home.draft(home.ada, to("someone@example.org", "Again", "Hello.")).await;
    let most = limit(&home, draft).await;
    assert!((1_400_000..1_500_000).contains(&most), "{most}");
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_left_alone_for_a_minute() {
    let server = Scripted::start([Script::new(), greeting("250 SIZE 500000\r\n")]).await;
    let home = home_with_route(server.port).await;
    let scout = Scout::default();
    let draft = home.draft(home.ada, to("someone@example.org", "Plan", "Look.")).await;
    for seconds in [0, 59] {
        home.pass(seconds);
        scout.once(&home.context).await;
        assert_eq!(limit(&home, draft).await, 25_000_000, "after {seconds} seconds");
    }
    home.pass(1);
    scout.once(&home.context).await;
    assert!(limit(&home, draft).await < 500_000);
}

#[tokio::test]
async fn one_writes_as_an_address_whose_mail_can_leave() {
    let home = Home::new().await;
    add_account(&home, "first@example.org", String::new()).await;
    let from = async |home: &Home| {
        let draft = home.draft(home.ada, to(GRACE, "Hello", "Hello.")).await;
        let composer = home.service().open_draft(home.ada, draft).await.expect("a draft");
        assert_eq!(composer.identities[0].address, composer.draft.fields.from);
        composer.draft.fields.from
    };
    assert_eq!(from(&home).await, ADA, "nothing can leave: one's own");
    add_account(&home, ELSEWHERE, "smtps://ada@smtp.example.org:465".to_owned()).await;
    assert_eq!(from(&home).await, ELSEWHERE, "that has a server");
    let route = Some("smtps://smtp.example.org:465".to_owned());
    let home = home.restart_with(|config| config.send.route = route).await;
    assert_eq!(from(&home).await, ADA, "all can leave by the operator's server");
}

#[tokio::test]
async fn mail_from_ones_own_address_leaves_by_the_account_of_that_address() {
    let server = Scripted::start([taking_one("250 8BITMIME\r\n")]).await;
    let home = Home::new().await;
    add_account(&home, ADA, format!("smtp+insecure://127.0.0.1:{}", server.port)).await;
    let sent = home.send(home.ada, to("someone@example.org", "Hello", "Hello.")).await;
    home.pass(11);
    home.work_queue().await;
    let deliveries = home.context.store.deliveries(home.ada, sent.message).await.expect("states");
    assert_eq!(deliveries[0].state, DeliveryState::Sent, "{deliveries:?}");
}
