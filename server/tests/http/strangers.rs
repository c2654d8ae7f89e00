//! Another user's ids lead nowhere, on every address and with every function.

use crate::app::{RICH, TestApp};
use model::Colour;
use reqwest::{Method, multipart::Form};

#[tokio::test]
async fn anothers_mail_is_not_found_on_any_address() {
    let app = TestApp::start().await;
    let (ada, hers) = app.with_user("ada").await;
    let (_, stranger) = app.with_user("grace").await;
    let id = app.deliver(ada, RICH).await;
    let folder = app.context.store.add_folder(ada, None, "Secret").await.expect("a folder");
    let label = app.context.store.add_label(ada, "Secret", Colour::Red).await.expect("a label");
    let draft = hers.start_draft().await;
    for path in [
        format!("/messages/{id}/frame"),
        format!("/messages/{id}/source"),
        format!("/messages/{id}/parts/1"),
        format!("/messages/{id}/parts.zip"),
        format!("/mail/inbox/{id}"),
        format!("/search/{id}"),
        format!("/mail/{folder}"),
        format!("/labels/{label}"),
        format!("/labels/{label}/{id}"),
        format!("/compose/{draft}"),
    ] {
        let answer = stranger.get(&path).await;
        assert_eq!(answer.status(), 404, "{path}");
        let page = answer.text().await.expect("a page");
        assert!(!page.contains("Secret") && !page.contains("Pictures"), "{path}: {page}");
        assert!(hers.get(&path).await.status().is_success(), "{path} is there for her");
    }
    let form = Form::new().text("body", "mine now").text("do", "save");
    let request = stranger.request(Method::POST, &format!("/compose/{draft}")).multipart(form);
    assert_eq!(request.send().await.expect("an answer").status(), 404);
    let request = stranger.request(Method::POST, &format!("/uploads/{draft}?name=a")).body("x");
    assert_eq!(request.send().await.expect("an answer").status(), 404);
}

#[tokio::test]
async fn anothers_mail_is_not_found_by_any_function() {
    let app = TestApp::start().await;
    let (ada, hers) = app.with_user("ada").await;
    let (_, stranger) = app.with_user("grace").await;
    let id = app.deliver(ada, RICH).await.to_string();
    let folder =
        app.context.store.add_folder(ada, None, "Secret").await.expect("a folder").to_string();
    let label = app.context.store.add_label(ada, "Secret", Colour::Red).await.expect("a label");
    let label = label.to_string();
    let draft = hers.start_draft().await;
    let sessions = app.context.store.list_sessions(ada).await.expect("sessions");
    let session = sessions.first().expect("a session").0.key.clone();
    let starred = hers.call("messages/change", &[("ids[0]", &id), ("operation", "star")]).await;
    let done: model::Done = starred.json().await.expect("done");
    let undo = done.undo.map(|undo| undo.to_string()).unwrap_or_default();

    let calls: [(&str, &[(&str, &str)]); 15] = [
        ("messages/open", &[("id", &id)]),
        ("messages/change", &[("ids[0]", &id), ("operation", "delete")]),
        ("messages/change", &[("ids[0]", &id), ("operation", "erase")]),
        ("messages/undo", &[("id", &undo)]),
        ("folders/rename", &[("id", &folder), ("name", "Mine")]),
        ("folders/remove", &[("id", &folder)]),
        ("folders/move", &[("id", &folder)]),
        ("folders/add", &[("name", "Mine"), ("parent", &folder)]),
        ("labels/change", &[("id", &label), ("name", "Mine")]),
        ("labels/remove", &[("id", &label)]),
        ("folders/empty", &[("folder", &folder)]),
        ("drafts/start", &[("kind", "forward"), ("regarding", &id)]),
        ("drafts/discard", &[("id", &draft)]),
        ("drafts/remove-upload", &[("draft", &draft), ("id", "1")]),
        ("sessions/end", &[("key", &session)]),
    ];
    for (function, form) in calls {
        let answer = stranger.call(function, form).await;
        let status = answer.status();
        let said = answer.text().await.expect("a text");
        assert_eq!(status, 404, "{function} {form:?}: {said}");
    }
    let fields = serde_json::json!({
        "from": "", "to": "x@pillarbox.test", "cc": "", "bcc": "", "subject": "", "body": "mine",
    });
    for function in ["drafts/save", "drafts/send"] {
        let body =
            serde_json::json!({ "id": draft.parse::<i64>().expect("an id"), "fields": fields });
        let request = stranger.request(Method::POST, &format!("/api/{function}"));
        let request = request.header("accept", "application/json").json(&body);
        assert_eq!(request.send().await.expect("an answer").status(), 404, "{function}");
    }
    for path in
        [format!("/api/messages/list?folder={folder}"), format!("/api/drafts/open?id={draft}")]
    {
        assert_eq!(stranger.get(&path).await.status(), 404, "{path}");
    }
    assert_eq!(app.total(ada, "inbox").await, 1, "and nothing of hers has changed");
    assert_eq!(app.total(ada, "drafts").await, 1);
    assert_eq!(app.total(ada, &folder).await, 0);
    hers.page("/mail/inbox").await;
}
