//! Filters and muted conversations, as a browser without scripts makes them.

use crate::app::{Answer, TestApp};
use model::{Filter, FolderKey, Role};

const NEWS: &[u8] = b"From: Grace <grace@pillarbox.test>\r\nSubject: Weekly news\r\n\
Message-ID: <1@pillarbox.test>\r\n\r\nlamp";

async fn filters(visitor: &crate::app::Visitor) -> Vec<Filter> {
    visitor.get("/api/filters/list").await.json().await.expect("filters")
}

#[tokio::test]
async fn a_filter_is_made_by_a_form_and_judges_what_arrives() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let there = app.deliver(ada, NEWS).await;
    let page = visitor.page(&format!("/mail/inbox/{there}")).await;
    assert!(page.contains("/settings/filters/new?q=from%3Agrace%40pillarbox.test"), "{page}");
    let page = visitor.page("/settings/filters/new?q=from%3Agrace%40pillarbox.test%20lamp").await;
    assert!(page.contains("value=\"grace@pillarbox.test\""), "{page}");
    assert!(page.contains("value=\"lamp\""));
    assert!(page.contains("1 message that is here matches."));

    let form = [
        ("form[from]", "grace@pillarbox.test"),
        ("form[words]", "lamp"),
        ("form[folder]", "archive"),
        ("form[star]", "on"),
        ("form[apply]", "on"),
    ];
    let saved = visitor.post("/api/filters/save", &form).await;
    assert!(saved.location().starts_with("/settings?said=The%20filter%20is%20saved."));
    assert_eq!(app.total(ada, "inbox").await, 0, "it was done to what was there, too");
    app.deliver(ada, NEWS).await;
    assert_eq!((app.total(ada, "inbox").await, app.total(ada, "archive").await), (0, 2));

    let made = filters(&visitor).await.pop().expect("a filter");
    assert_eq!(made.query, "from:grace@pillarbox.test lamp");
    assert_eq!(made.actions.folder, Some(FolderKey::Role(Role::Archive)));
    let id = made.id.to_string();
    let page = visitor.page("/settings").await;
    assert!(page.contains("moves to Archive, stars"), "{page}");
    visitor.post("/api/filters/enable", &[("id", &id), ("enabled", "false")]).await;
    app.deliver(ada, NEWS).await;
    assert_eq!(app.total(ada, "inbox").await, 1);
    let page = visitor.page(&format!("/settings/filters/{id}")).await;
    assert!(page.contains("value=\"grace@pillarbox.test\""));
    visitor.post("/api/filters/remove", &[("id", &id)]).await;
    assert!(filters(&visitor).await.is_empty());
}

#[tokio::test]
async fn a_refused_filter_comes_back_as_it_was_filled_in() {
    let app = TestApp::start().await;
    let (_, visitor) = app.with_user("ada").await;
    for (form, said) in [
        (vec![("form[star]", "on")], "Say which messages"),
        (vec![("form[from]", "grace")], "Say what is to happen"),
        (vec![("form[larger]", "huge"), ("form[star]", "on")], "after “larger:” comes a size"),
        (vec![("form[from]", "!!!"), ("form[star]", "on")], "needs a word right after it"),
        (vec![("form[from]", "x"), ("form[forward]", "nobody")], "nobody"),
        (vec![("form[from]", "x"), ("form[forward]", "a@b.test, c@d.test")], "one address"),
        (vec![("form[from]", "x"), ("form[forward]", "Ada@Pillarbox.test")], "your own address"),
        (vec![("form[from]", "x"), ("form[folder]", "drafts")], "cannot be moved into Drafts"),
        (vec![("form[from]", "x"), ("form[folder]", "nowhere")], "no such folder"),
    ] {
        let answer = visitor.call("filters/save", &form).await;
        assert!(matches!(answer.status().as_u16(), 404 | 422), "{form:?}");
        let text = answer.text().await.expect("a sentence");
        assert!(text.contains(said) || said == "no such folder", "{form:?}: {text}");
    }
    let form = [("form[from]", "grace hopper"), ("form[words]", "50% m&m")];
    let back = visitor.post("/api/filters/save", &form).await;
    assert!(back.location().starts_with("/settings/filters/new?"), "{}", back.location());
    let page = visitor.page(back.location()).await;
    assert!(page.contains("value=\"grace hopper\""), "{page}");
    assert!(page.contains("value=\"50% m&amp;m\""), "{page}");
    assert!(page.contains("Say what is to happen"), "{page}");
    assert!(filters(&visitor).await.is_empty());
}

#[tokio::test]
async fn a_filter_is_its_users() {
    let app = TestApp::start().await;
    let (_, visitor) = app.with_user("ada").await;
    let (_, stranger) = app.with_user("grace").await;
    visitor.call("filters/save", &[("form[from]", "x"), ("form[star]", "on")]).await;
    let id = filters(&visitor).await[0].id.to_string();
    let calls: [(&str, &[(&str, &str)]); 4] = [
        ("filters/enable", &[("id", &id), ("enabled", "false")]),
        ("filters/move", &[("id", &id), ("up", "true")]),
        ("filters/remove", &[("id", &id)]),
        ("filters/save", &[("filter", &id), ("form[from]", "y"), ("form[star]", "on")]),
    ];
    for (function, form) in calls {
        assert_eq!(stranger.call(function, form).await.status(), 404, "{function}");
    }
    assert_eq!(stranger.get(&format!("/settings/filters/{id}")).await.status(), 404);
    let kept = filters(&visitor).await;
    assert_eq!((kept[0].enabled, kept[0].query.as_str()), (true, "from:x"));
}

#[tokio::test]
async fn a_conversation_is_muted_and_heard_again_in_the_reader() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let (_, stranger) = app.with_user("grace").await;
    let id = app.deliver(ada, NEWS).await;
    let row = app.context.store.message_row(ada, id).await.expect("a row");
    let conversation = row.conversation.to_string();
    let page = format!("/mail/inbox/{id}");
    let form = [("id", conversation.as_str()), ("muted", "true"), ("return_to", page.as_str())];
    assert_eq!(stranger.call("messages/mute", &form).await.status(), 404);
    let muted = visitor.post("/api/messages/mute", &form).await;
    assert!(muted.location().starts_with(&page));
    let answer = b"From: grace@pillarbox.test\r\nReferences: <1@pillarbox.test>\r\n\r\nMore";
    app.deliver(ada, answer).await;
    assert_eq!(app.total(ada, "inbox").await, 1);
    let shown = visitor.page(&page).await;
    assert!(shown.contains("Unmute") && shown.contains("Muted: what comes later"), "{shown}");
    let form = [("id", conversation.as_str()), ("muted", "false"), ("return_to", page.as_str())];
    visitor.post("/api/messages/mute", &form).await;
    app.deliver(ada, answer).await;
    assert_eq!(app.total(ada, "inbox").await, 2);
}
