use crate::app::{Answer, RICH, TestApp};
use reqwest::Response;
use std::time::Duration;

/// The next event, as its line is sent.
async fn next(events: &mut Response) -> Option<String> {
    let chunk = tokio::time::timeout(Duration::from_secs(10), events.chunk()).await;
    let chunk = chunk.expect("an event in time").ok()??;
    Some(String::from_utf8(chunk.to_vec()).expect("text"))
}

#[tokio::test]
async fn an_open_page_hears_of_new_mail_and_of_nobody_elses() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let grace = app.add_user("grace").await;
    let mut events = visitor.get("/events").await;
    assert_eq!(events.header("content-type"), "text/event-stream");
    app.deliver(grace, RICH).await;
    app.deliver(ada, RICH).await;
    let event = next(&mut events).await.expect("an event");
    assert_eq!(event, "data: {\"kind\":\"mail\",\"new\":1,\"unread\":1}\n\n");
}

#[tokio::test]
async fn events_end_when_the_server_stops() {
    let app = TestApp::start().await;
    let (_, visitor) = app.with_user("ada").await;
    let mut events = visitor.get("/events").await;
    let (stopped, end) = tokio::join!(app.supervisor.stop(), next(&mut events));
    assert!(stopped, "the server has ended in time");
    assert_eq!(end, None);
}

#[tokio::test]
async fn a_page_whose_session_was_ended_elsewhere_hears_nothing_more() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let mut events = visitor.get("/events").await;
    app.context.store.end_sessions(ada, None).await.expect("ended");
    app.deliver(ada, RICH).await;
    assert_eq!(next(&mut events).await, None);
}

#[tokio::test]
async fn nobody_hears_anything_without_signing_in() {
    let app = TestApp::start().await;
    assert_eq!(app.visitor().get("/events").await.status(), 303);
}
