use crate::app::{Answer, RICH, TestApp};
use std::collections::BTreeSet;

#[tokio::test]
async fn every_kind_of_answer_carries_the_headers_that_contain_it() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let id = app.deliver(ada, RICH).await;
    for path in [
        "/sign-in".to_owned(),
        "/mail/inbox".to_owned(),
        format!("/mail/inbox/{id}"),
        "/no/such/page".to_owned(),
        "/api/navigation".to_owned(),
        format!("/messages/{id}/frame"),
        format!("/messages/{id}/source"),
        format!("/messages/{id}/parts/99"),
        "/healthz".to_owned(),
    ] {
        let answer = visitor.get(&path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert_eq!(answer.header("cache-control"), "private, no-store", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none';"), "{path}: {policy}");
        assert!(!policy.contains("unsafe-eval") || policy.contains("'wasm-unsafe-eval'"), "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}: not without HTTPS");
    }
}

#[tokio::test]
async fn a_pages_scripts_carry_the_nonce_of_its_own_policy() {
    let app = TestApp::start().await;
    let (_, visitor) = app.with_user("ada").await;
    let mut nonces = BTreeSet::new();
    for _ in 0..2 {
        let answer = visitor.get("/mail/inbox").await;
        let policy = answer.header("content-security-policy").to_owned();
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"));
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        let (_, rest) = policy.split_once("'nonce-").expect("a nonce");
        let (nonce, _) = rest.split_once('\'').expect("its end");
        let page = answer.text().await.expect("a page");
        let scripts = page.matches("<script").count();
        assert!(scripts > 0, "the page has a script that brings it to life");
        assert!(page.matches(&format!("nonce=\"{nonce}\"")).count() >= scripts, "{page}");
        nonces.insert(nonce.to_owned());
    }
    assert_eq!(nonces.len(), 2, "a nonce is used once");
}

#[tokio::test]
async fn behind_https_the_cookie_is_bound_to_it_and_browsers_are_told_to_stay() {
    let app = TestApp::start_with(|config| {
        config.public_url = Some("https://mail.pillarbox.test".to_owned());
    })
    .await;
    app.add_user("ada").await;
    let visitor = app.visitor();
    let answer = visitor.sign_in("ada", crate::app::PASSWORD).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-pillarbox="), "{cookie}");
    for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
}
