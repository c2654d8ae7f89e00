use crate::app::{TestApp, Visitor};
use model::Upload;
use reqwest::{Body, Method, Response};

async fn upload(visitor: &Visitor, draft: &str, name: &str, body: impl Into<Body>) -> Response {
    let path = format!("/uploads/{draft}?type=image/png&name={name}");
    let request = visitor.request(Method::POST, &path).header("accept", "*/*").body(body);
    request.send().await.expect("an answer")
}

/// A body of unknown length, as a stream has.
fn stream(bytes: usize) -> Body {
    let chunks =
        std::iter::repeat_n(Ok::<_, std::convert::Infallible>(vec![b'x'; 1000]), bytes / 1000);
    Body::wrap_stream(futures::stream::iter(chunks))
}

#[tokio::test]
async fn an_uploaded_file_is_on_the_draft() {
    let app = TestApp::start().await;
    let (_, visitor) = app.with_user("ada").await;
    let draft = visitor.start_draft().await;
    let answer = upload(&visitor, &draft, "%C3%84pfel.png", vec![1; 5000]).await;
    assert_eq!(answer.status(), 200);
    let upload: Upload = answer.json().await.expect("an upload");
    assert_eq!(upload.name, "Äpfel.png");
    assert_eq!(upload.media_type, "image/png");
    assert_eq!(upload.size, 5000);
    assert!(visitor.page(&format!("/compose/{draft}")).await.contains("Äpfel.png"));
}

#[tokio::test]
async fn the_limit_holds_for_all_files_together_whether_or_not_a_length_is_announced() {
    let app = TestApp::start_with(|config| config.limits.attachments = 1_000_000).await;
    let (_, visitor) = app.with_user("ada").await;
    let draft = visitor.start_draft().await;
    let answer = upload(&visitor, &draft, "film.mp4", vec![0; 1_000_001]).await;
    assert_eq!(answer.status(), 413);
    let said = answer.text().await.expect("JSON");
    let sentence = "“film.mp4” is too large: the attachments of one message may have 1 MB in all.";
    assert_eq!(said, format!("{{\"Refused\":\"{sentence}\"}}"));

    assert_eq!(upload(&visitor, &draft, "a", stream(600_000)).await.status(), 200);
    let answer = upload(&visitor, &draft, "b", stream(401_000)).await;
    assert_eq!(answer.status(), 413);
    assert!(answer.text().await.expect("JSON").contains("0.4 MB are left"));
    assert_eq!(upload(&visitor, &draft, "c", stream(400_000)).await.status(), 200);
}

#[tokio::test]
async fn a_script_is_told_in_json_when_a_draft_is_gone_or_the_session() {
    let app = TestApp::start().await;
    let (_, visitor) = app.with_user("ada").await;
    let answer = upload(&visitor, "12345", "a", "x").await;
    assert_eq!(answer.status(), 404);
    assert!(answer.text().await.expect("JSON").starts_with("{\"NotFound\""));
    let answer = upload(&app.visitor(), "12345", "a", "x").await;
    assert_eq!(answer.status(), 401);
    assert_eq!(answer.text().await.expect("JSON"), "\"SignedOut\"");
}
