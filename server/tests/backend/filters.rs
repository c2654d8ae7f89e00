//! What filters send on, and how it ends.

use crate::home::{ADA, GRACE, Home};
use app::Backend;
use model::{FilterForm, Role, UserId};
use server::transfer::{ImportTo, import};
use std::fs;
use testpeers::{Script, Scripted};

const BOB: &str = "bob@elsewhere.test";

async fn forward(home: &Home, user: UserId, to: &str) {
    let form =
        FilterForm { subject: "news".to_owned(), forward: to.to_owned(), ..FilterForm::default() };
    home.service().save_filter(user, None, form).await.expect("a filter");
}

#[tokio::test]
async fn a_message_is_sent_on_as_it_is_under_the_users_address() {
    let server = Scripted::start([Script::new()
        .say("220 hello\r\n")
        .hear("EHLO")
        .say("250 mail.example.org\r\n")
        .hear("MAIL FROM:<ada@pillarbox.test>")
        .say("250 ok\r\n")
        .hear("RCPT TO:<bob@elsewhere.test>")
        .say("250 ok\r\n")
        .hear("DATA")
        .say("354 go on\r\n")
        .hear_message()
        .say("250 ok\r\n")])
    .await;
    let route = format!("smtp+insecure://127.0.0.1:{}", server.port);
    let home = Home::with(|config| config.send.route = Some(route)).await;
    forward(&home, home.ada, BOB).await;
    let source =
        "From: list@example.org\nSubject: news\nAuto-Submitted: auto-generated\n\nHello.\n";
    let id = home.receive(home.ada, source).await;
    assert_eq!(home.work_queue().await, 1);
    let row = home.context.store.message_row(home.ada, id).await.expect("it");
    assert_eq!((row.role, row.forwarded), (Role::Inbox, true));
    assert!(home.list(home.ada, Role::Sent).await.is_empty(), "nothing was written");

    // It comes back, and goes no further.
    let back = format!("Received: by host (Pillarbox) for <{BOB}>;\n\tnow\n{source}");
    home.receive(home.ada, &back).await;
    assert_eq!(home.work_queue().await, 0);

    // The connection was kept for a next message; it ends with all else.
    drop(home);
    let heard = server.heard().await[0].join("\n");
    assert!(heard.contains("(Pillarbox) for <bob@elsewhere.test>;"), "{heard}");
    assert!(heard.contains(source.trim_end()), "{heard}");
}

#[tokio::test]
async fn two_who_forward_to_each_other_have_a_message_once_each() {
    let home = Home::new().await;
    forward(&home, home.ada, GRACE).await;
    forward(&home, home.grace, ADA).await;
    home.receive(home.ada, "From: list@example.org\nSubject: news\n\nHello.\n").await;
    assert_eq!(home.work_queue().await, 2);
    assert_eq!(home.subjects(home.ada, Role::Inbox).await, ["news", "news"]);
    assert_eq!(home.subjects(home.grace, Role::Inbox).await, ["news"]);
}

#[tokio::test]
async fn a_notice_of_failure_is_not_sent_on() {
    let home = Home::new().await;
    let form = FilterForm {
        words: "larger:1".to_owned(),
        forward: BOB.to_owned(),
        ..FilterForm::default()
    };
    home.service().save_filter(home.ada, None, form).await.expect("a filter");
    home.receive(home.ada, "From: list@example.org\nSubject: news\n\nHello.\n").await;
    // There is no route: the notice says so.
    assert_eq!(home.work_queue().await, 1);
    assert_eq!(home.list(home.ada, Role::Inbox).await.len(), 2);
}

#[tokio::test]
async fn an_import_is_filtered_if_that_is_asked_for() {
    let home = Home::new().await;
    let form = FilterForm {
        subject: "news".to_owned(),
        folder: "archive".to_owned(),
        ..FilterForm::default()
    };
    home.service().save_filter(home.ada, None, form).await.expect("a filter");
    for (name, filtered) in [("one", false), ("two", true)] {
        let path = home.directory.path().join(format!("{name}.eml"));
        fs::write(&path, format!("Subject: news {name}\r\n\r\nHello.")).expect("written");
        let to = ImportTo { folder: None, filtered };
        import(&home.context, home.ada, vec![path], to, &|_| ()).await.expect("imported");
    }
    assert_eq!(home.subjects(home.ada, Role::Inbox).await, ["news one"]);
    assert_eq!(home.subjects(home.ada, Role::Archive).await, ["news two"]);
}
