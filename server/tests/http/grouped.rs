//! What a search finds, a row for each conversation.

use crate::app::{Answer, TestApp};
use model::{MessageId, UserId};

/// Delivers the `n`th message of a conversation.
async fn deliver(app: &TestApp, user: UserId, thread: &str, n: usize) -> MessageId {
    let references = match n {
        0 => String::new(),
        _ => format!("References: <0.{thread}@engine.test>\r\n"),
    };
    let source = format!(
        "From: Grace <grace@pillarbox.test>\r\nSubject: {thread}\r\n\
         Message-ID: <{n}.{thread}@engine.test>\r\n{references}\r\nlamp no. {n}\r\n"
    );
    app.deliver(user, source.as_bytes()).await
}

#[tokio::test]
async fn a_row_counts_what_it_stands_for_and_its_addresses_keep_it_so() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    for n in 0..3 {
        deliver(&app, ada, "Lanterns", n).await;
    }
    deliver(&app, ada, "Torches", 0).await;
    let page = visitor.page("/search?q=lamp").await;
    assert!(!page.contains("row-matches") && page.contains("4 messages"), "{page}");
    let grouped = "/search?q=lamp&amp;rows=conversations";
    assert!(page.contains(&format!("href=\"{grouped}\"")), "the way there: {page}");
    let page = visitor.page("/search?q=lamp&rows=conversations").await;
    assert_eq!(page.matches("row-matches").count(), 1, "{page}");
    assert!(page.contains("2 conversations"), "{page}");
    assert!(page.contains("href=\"/search?q=lamp\""), "the way back: {page}");
    assert!(page.contains(&format!("name=\"return_to\" value=\"{grouped}\"")), "{page}");
    for n in 0..60 {
        deliver(&app, ada, &format!("No. {n}"), 0).await;
    }
    let page = visitor.page("/search?q=lamp&rows=conversations").await;
    assert!(page.contains(&format!("href=\"{grouped}&amp;at=older_")), "{page}");
    assert!(page.contains("Select all messages that match"), "{page}");
    let page = visitor.page("/search?q=lamp&rows=conversations&select=all").await;
    assert!(page.contains("All 64 messages selected"), "{page}");
}

#[tokio::test]
async fn a_form_changes_all_that_a_row_stands_for_and_undo_takes_all_of_it_back() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let mut last = MessageId(0);
    for n in 0..3 {
        last = deliver(&app, ada, "Lanterns", n).await;
    }
    deliver(&app, ada, "Torches", 0).await;
    let (id, page) = (last.to_string(), "/search?q=lamp&rows=conversations");
    let form = [
        ("ids[]", id.as_str()),
        ("rows", "conversations"),
        ("query", "lamp"),
        ("operation", "archive"),
        ("return_to", page),
    ];
    let answer = visitor.post("/api/messages/change", &form).await;
    let said = format!("{page}&said=3%20messages%20archived.&undo=");
    let undo = answer.location().strip_prefix(&said).expect("a sentence and an undo");
    assert_eq!((app.total(ada, "inbox").await, app.total(ada, "archive").await), (1, 3));
    let form = [("id", undo), ("return_to", page)];
    let answer = visitor.post("/api/messages/undo", &form).await;
    assert_eq!(answer.location(), format!("{page}&said=3%20messages%20put%20back."));
    assert_eq!((app.total(ada, "inbox").await, app.total(ada, "archive").await), (4, 0));

    let star = format!("star@{id}");
    let form =
        [("rows", "conversations"), ("query", "lamp"), ("operation", &*star), ("return_to", page)];
    let answer = visitor.post("/api/messages/change", &form).await;
    assert!(answer.location().contains("said=Message%20starred."), "{}", answer.location());
    // Without words of it, the row is a message.
    let form = [("ids[]", id.as_str()), ("query", "lamp"), ("operation", "archive")];
    visitor.call("messages/change", &form).await;
    assert_eq!(app.total(ada, "archive").await, 1);
}

#[tokio::test]
async fn rows_of_somebody_else_stand_for_nothing() {
    let app = TestApp::start().await;
    let (ada, _) = app.with_user("ada").await;
    let (_, stranger) = app.with_user("grace").await;
    let id = deliver(&app, ada, "Lanterns", 0).await.to_string();
    let form = [
        ("ids[]", id.as_str()),
        ("rows", "conversations"),
        ("query", "lamp"),
        ("operation", "archive"),
    ];
    assert_eq!(stranger.call("messages/change", &form).await.status(), 404);
    let nothing = [("rows", "conversations"), ("query", "lamp"), ("operation", "archive")];
    assert_eq!(stranger.call("messages/change", &nothing).await.status(), 422);
    assert_eq!(app.total(ada, "inbox").await, 1);
}
