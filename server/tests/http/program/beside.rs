//! What the server shows of what happens beside it, and counts of itself.

use super::running::{ADA, Running};
use crate::app::RICH;
use reqwest::Response;
use std::time::{Duration, Instant};

/// What comes over a stream until it contains `wanted`.
async fn until(events: &mut Response, wanted: &str) -> String {
    let mut heard = String::new();
    let end = tokio::time::Instant::now() + Duration::from_secs(30);
    while !heard.contains(wanted) {
        let chunk = tokio::time::timeout_at(end, events.chunk()).await;
        let chunk = chunk.unwrap_or_else(|_| panic!("{wanted} in time, heard {heard}"));
        let chunk = chunk.expect("a stream").unwrap_or_else(|| panic!("more than {heard}"));
        heard.push_str(&String::from_utf8_lossy(&chunk));
    }
    heard
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_page_hears_of_mail_that_another_process_imports() {
    let server = Running::start("");
    let browser = server.sign_in().await;
    let mut events = browser.get("/events").await;
    assert_eq!(events.status(), 200);
    for name in ["one.eml", "two.eml"] {
        let message = String::from_utf8_lossy(RICH).replace("rich@", &format!("{name}@"));
        let file = server.file(name, message.as_bytes());
        let imported = server.beside(&["import", ADA, file.to_str().expect("UTF-8")], "");
        assert!(imported.status.success(), "{imported:?}");
        // What is imported counts as read.
        let event = "data: {\"kind\":\"mail\",\"new\":1,\"unread\":0}\n\n";
        assert_eq!(until(&mut events, event).await.trim_start_matches(":\n\n"), event);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_counts_is_what_happened() {
    let server = Running::start("");
    let file = server.file("one.eml", RICH);
    server.beside(&["import", ADA, file.to_str().expect("UTF-8")], "");
    let browser = server.sign_in().await;
    let _events = browser.get("/events").await;
    // Nobody listens on port 1 of the loopback interface.
    let account = ["account", "add", ADA, "pop3+insecure://ada@127.0.0.1:1"];
    assert!(server.beside(&account, "secret\n").status.success());
    let end = Instant::now() + Duration::from_mins(1);
    let text = loop {
        let text = server.metrics().await;
        // Counted at the end of the pass, and written down by then or just after.
        if text.contains("passes_failed_total 1") && text.contains("{state=\"failing\"} 1") {
            break text;
        }
        assert!(Instant::now() < end, "{text}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    for line in [
        "# TYPE pillarbox_messages gauge",
        "pillarbox_messages 1",
        "pillarbox_accounts{state=\"fine\"} 0",
        "pillarbox_accounts{state=\"failing\"} 1",
        "pillarbox_event_streams 1",
        "pillarbox_outbox_recipients{state=\"queued\"} 0",
        "# TYPE pillarbox_deliveries_sent_total counter",
        "pillarbox_deliveries_sent_total 0",
        "pillarbox_deliveries_failed_total 0",
        "pillarbox_collected_messages_total 0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in {text}");
    }
    let bytes = text.lines().find_map(|line| line.strip_prefix("pillarbox_database_bytes "));
    assert!(bytes.expect("it").parse::<u64>().expect("a number") > 50_000, "{text}");
}
