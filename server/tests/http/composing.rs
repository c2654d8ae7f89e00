//! The composer as a browser without scripts uses it.

use crate::app::{Answer, PASSWORD, TestApp, Visitor};
use reqwest::{
    Method, Response,
    multipart::{Form, Part},
};

fn form(button: &str) -> Form {
    Form::new()
        .text("from", "ada@pillarbox.test")
        .text("to", "grace@pillarbox.test")
        .text("cc", "")
        .text("bcc", "")
        .text("subject", "Grüße")
        .text("body", "Hello,\r\n\r\nworld")
        .text("do", button.to_owned())
}

fn file(name: &str, bytes: usize) -> Part {
    Part::bytes(vec![b'x'; bytes]).file_name(name.to_owned()).mime_str("text/plain").expect("type")
}

async fn submit(visitor: &Visitor, draft: &str, form: Form) -> Response {
    let request = visitor.request(Method::POST, &format!("/compose/{draft}")).multipart(form);
    request.send().await.expect("an answer")
}

#[tokio::test]
async fn what_is_saved_is_there_again() {
    let app = TestApp::start().await;
    let (_, visitor) = app.with_user("ada").await;
    let draft = visitor.start_draft().await;
    let answer = submit(&visitor, &draft, form("save")).await;
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.location(), format!("/compose/{draft}"));
    let page = visitor.page(&format!("/compose/{draft}")).await;
    assert!(page.contains("Grüße") && page.contains("Hello,\n\nworld"), "{page}");
}

#[tokio::test]
async fn files_are_attached_and_taken_off() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let draft = visitor.start_draft().await;
    let several =
        form("attach").part("files", file("one.txt", 10)).part("files", file("two.txt", 20));
    assert_eq!(submit(&visitor, &draft, several).await.location(), format!("/compose/{draft}"));
    let id = draft.parse().expect("an id");
    let uploads = app.context.store.draft(ada, id).await.expect("the draft").uploads;
    let names: Vec<&str> = uploads.iter().map(|upload| upload.name.as_str()).collect();
    assert_eq!(names, ["one.txt", "two.txt"]);
    let first = uploads.first().expect("a file").id;
    // A browser sends an empty part when no file is chosen.
    let removal = form(&format!("remove:{first}")).part("files", file("", 0));
    submit(&visitor, &draft, removal).await;
    let uploads = app.context.store.draft(ada, id).await.expect("the draft").uploads;
    assert_eq!(uploads.len(), 1, "one is left and nothing was added");
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_by_name_and_the_text_is_saved() {
    let app = TestApp::start_with(|config| config.limits.attachments = 1_000_000).await;
    let (ada, visitor) = app.with_user("ada").await;
    let draft = visitor.start_draft().await;
    let large = form("send").part("files", file("film.mp4", 3_000_000));
    let answer = submit(&visitor, &draft, large).await;
    let page = answer.location().to_owned();
    assert!(page.starts_with(&format!("/compose/{draft}?problem=")), "{page}");
    let page = visitor.page(&page).await;
    assert!(page.contains("“film.mp4” is too large") && page.contains("1 MB in all"), "{page}");
    let saved = app.context.store.draft(ada, draft.parse().expect("an id")).await.expect("a draft");
    assert_eq!(saved.fields.subject, "Grüße");
    assert_eq!(app.total(ada, "sent").await, 0, "nothing is sent without its file");
}

#[tokio::test]
async fn sending_leads_to_the_inbox_with_a_way_to_undo_and_twice_is_once() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    app.add_user("grace").await;
    let draft = visitor.start_draft().await;
    let first = submit(&visitor, &draft, form("send")).await.location().to_owned();
    assert!(first.starts_with("/mail/inbox?sent="), "{first}");
    let second = submit(&visitor, &draft, form("send")).await;
    assert_eq!(second.location(), first, "the same form again is the same sending");
    assert_eq!(app.total(ada, "sent").await, 1);
    assert_eq!(app.total(ada, "drafts").await, 0);
    assert!(visitor.page(&first).await.contains("Undo"));
}

#[tokio::test]
async fn what_is_no_address_is_named_and_nothing_is_lost() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let draft = visitor.start_draft().await;
    let form = form("send").text("to", "nobody at all");
    let answer = submit(&visitor, &draft, form).await;
    let page = visitor.page(answer.location()).await;
    assert!(page.contains("“nobody at all” is not"), "{page}");
    let saved = app.context.store.draft(ada, draft.parse().expect("an id")).await.expect("a draft");
    assert_eq!(saved.fields.subject, "Grüße");
}

#[tokio::test]
async fn a_discarded_draft_is_gone() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let draft = visitor.start_draft().await;
    assert_eq!(submit(&visitor, &draft, form("discard")).await.location(), "/mail/drafts");
    assert_eq!(app.total(ada, "drafts").await, 0);
    assert_eq!(submit(&visitor, &draft, form("save")).await.status(), 404);
}

#[tokio::test]
async fn when_the_session_ends_while_writing_the_text_is_kept_through_signing_in() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let draft = visitor.start_draft().await;
    app.context.store.end_sessions(ada, None).await.expect("ended");
    let answer = submit(&visitor, &draft, form("send").part("files", file("a.txt", 10))).await;
    assert_eq!(answer.status(), 401);
    let page = answer.text().await.expect("a page");
    assert!(page.contains("What you wrote is kept on this page"), "{page}");
    assert!(page.contains(r#"name="subject" value="Grüße""#), "{page}");

    let kept = |password: &'static str| {
        [
            ("address", "ada@pillarbox.test".to_owned()),
            ("password", password.to_owned()),
            ("draft", draft.clone()),
            ("subject", "Grüße".to_owned()),
            ("body", "Hello,\r\n\r\nworld".to_owned()),
        ]
    };
    let request = visitor.request(Method::POST, "/sign-in");
    let wrong = request.form(&kept("wrong")).send().await.expect("an answer");
    assert_eq!(wrong.status(), 401);
    assert!(wrong.text().await.expect("a page").contains("Grüße"), "still kept");
    let request = visitor.request(Method::POST, "/sign-in");
    let right = request.form(&kept(PASSWORD)).send().await.expect("an answer");
    assert_eq!(right.location(), format!("/compose/{draft}"));
    let saved = app.context.store.draft(ada, draft.parse().expect("an id")).await.expect("a draft");
    assert_eq!(saved.fields.subject, "Grüße");
    assert_eq!(saved.fields.body, "Hello,\n\nworld");
}

#[tokio::test]
async fn text_kept_for_somebody_else_becomes_a_draft_of_whoever_signs_in() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let draft = visitor.start_draft().await;
    let grace = app.add_user("grace").await;
    let form = [
        ("address", "grace@pillarbox.test"),
        ("password", PASSWORD),
        ("draft", &draft),
        ("body", "mine"),
    ];
    let answer = app.visitor().post("/sign-in", &form).await;
    assert_ne!(answer.location(), format!("/compose/{draft}"));
    assert_eq!(app.total(grace, "drafts").await, 1);
    let untouched =
        app.context.store.draft(ada, draft.parse().expect("an id")).await.expect("a draft");
    assert_eq!(untouched.fields.body, "");
}

#[tokio::test]
async fn a_file_that_is_spoken_of_and_not_there_is_asked_for_once() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    app.add_user("grace").await;
    let draft = visitor.start_draft().await;
    let speaking = |button| form(button).text("body", "The plan is attached.");
    let asked = submit(&visitor, &draft, speaking("send")).await.location().to_owned();
    assert_eq!(asked, format!("/compose/{draft}?ask=attachment"));
    assert_eq!(app.total(ada, "sent").await, 0, "not before it was asked");
    let page = visitor.page(&asked).await;
    assert!(page.contains("<dialog open") && page.contains("value=\"send-anyway\""), "{page}");
    let sent = submit(&visitor, &draft, speaking("send-anyway")).await.location().to_owned();
    assert!(sent.starts_with("/mail/inbox?sent="), "{sent}");

    let draft = visitor.start_draft().await;
    let whole = speaking("send").part("files", file("plan.txt", 10));
    let sent = submit(&visitor, &draft, whole).await.location().to_owned();
    assert!(sent.starts_with("/mail/inbox?sent="), "{sent}");
}
