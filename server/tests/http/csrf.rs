use crate::app::{PASSWORD, TestApp};
use reqwest::Method;

const FORM: [(&str, &str); 2] = [("address", "ada@pillarbox.test"), ("password", PASSWORD)];

#[tokio::test]
async fn a_form_counts_only_when_it_comes_from_our_own_pages() {
    let app = TestApp::start().await;
    app.add_user("ada").await;
    let own = format!("http://{}", app.visitor().address);
    let cases: [(&[(&str, &str)], u16); 7] = [
        (&[("sec-fetch-site", "same-origin")], 303),
        (&[("sec-fetch-site", "none")], 303),
        (&[("sec-fetch-site", "same-site")], 403),
        (&[("sec-fetch-site", "cross-site"), ("origin", &own)], 403),
        (&[("origin", &own)], 303),
        (&[("origin", "https://evil.test")], 403),
        (&[], 403),
    ];
    for (headers, status) in cases {
        let mut request = app.program().request(Method::POST, "/sign-in").form(&FORM);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), status, "{headers:?}");
        if status == 403 {
            let page = answer.text().await.expect("a page");
            assert!(page.contains("came from another web site"), "{page}");
        }
    }
}

#[tokio::test]
async fn another_site_cannot_sign_anybody_out_nor_call_a_function() {
    let app = TestApp::start().await;
    let (_, visitor) = app.with_user("ada").await;
    for path in ["/sign-out", "/api/messages/change", "/api/drafts/start", "/uploads/1"] {
        let request = visitor.request(Method::POST, path).header("sec-fetch-site", "cross-site");
        assert_eq!(request.send().await.expect("an answer").status(), 403, "{path}");
    }
    visitor.page("/mail/inbox").await;
}

#[tokio::test]
async fn no_get_request_changes_anything() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    for path in ["/sign-out", "/api/drafts/start?kind=new", "/compose?to=x@pillarbox.test"] {
        visitor.get(path).await;
    }
    assert_eq!(app.total(ada, "drafts").await, 0);
    visitor.page("/mail/inbox").await;
}
