use crate::app::{Answer, RICH, TestApp};

#[tokio::test]
async fn an_address_that_names_nothing_gets_a_page_that_says_so() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let id = app.deliver(ada, RICH).await;
    for (path, sentence) in [
        ("/no/such/page".to_owned(), "There is no such page"),
        ("/mail/nonsense".to_owned(), "There is no such folder"),
        ("/mail/inbox/99999999".to_owned(), "There is no such message"),
        ("/compose/99999999".to_owned(), "There is no such"),
        ("/messages/99999999/frame".to_owned(), "There is no such message"),
        ("/messages/nonsense/frame".to_owned(), "There is no such page"),
        (format!("/messages/{id}/parts/99"), "There is no such attachment"),
        (format!("/messages/{id}/parts/nonsense"), "There is no such page"),
    ] {
        let answer = visitor.get(&path).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{path}");
        let page = answer.text().await.expect("a page");
        assert!(page.contains(sentence), "{path}: {page}");
        assert!(page.contains("href=\"/mail/inbox\""), "{path} shows a way back");
    }
}

#[tokio::test]
async fn a_form_that_is_not_one_of_ours_gets_a_sentence() {
    let app = TestApp::start().await;
    let (_, visitor) = app.with_user("ada").await;
    for path in ["/sign-in", "/compose/1"] {
        let answer = visitor.post(path, &[("nonsense", "1")]).await;
        assert_eq!(answer.status(), 400, "{path}");
        let page = answer.text().await.expect("a page");
        assert!(page.contains("The form did not arrive whole"), "{path}: {page}");
    }
}

#[tokio::test]
async fn health_is_told_without_signing_in_and_numbers_only_to_neighbours() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    assert_eq!(visitor.page("/healthz").await, "ok\n");
    assert_eq!(visitor.page("/readyz").await, "ready\n");
    let metrics = visitor.page("/metrics").await;
    assert!(metrics.contains("\npillarbox_uptime_seconds 0\n"), "{metrics}");
    let proxied = visitor.request(reqwest::Method::GET, "/metrics");
    let proxied = proxied.header("x-forwarded-for", "198.51.100.7");
    assert_eq!(proxied.send().await.expect("an answer").status(), 404);
}
