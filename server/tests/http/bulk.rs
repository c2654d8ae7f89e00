//! All of a folder or a search at once, as a browser without scripts asks for it.

use crate::app::{Answer, TestApp, Visitor};
use model::{JobState, JobView, UserId};
use server::{
    arrival::{self, Incoming},
    jobs::bulk::Bulk,
};

/// More than are changed before the answer is given, and than are on a page.
const MANY: usize = 450;

async fn fill(app: &TestApp, user: UserId, count: usize) {
    let now = app.context.clock.now();
    let mail = |n: usize| format!("From: grace@pillarbox.test\r\nSubject: No. {n}\r\n\r\nlamp");
    let batch = (0..count).map(|n| Incoming::inbox(user, mail(n).into_bytes(), now)).collect();
    arrival::deliver(&app.context, batch).await.expect("delivered");
}

async fn jobs(visitor: &Visitor) -> Vec<JobView> {
    let answer = visitor.get("/api/jobs/list").await;
    answer.json().await.expect("jobs")
}

#[tokio::test]
async fn all_of_a_folder_is_archived_by_a_form_with_progress_and_undo() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    fill(&app, ada, MANY).await;
    let page = visitor.page("/mail/inbox").await;
    assert!(page.contains("Select all 450"), "the way to all of them");
    let page = visitor.page("/mail/inbox?select=all").await;
    assert!(page.contains("All 450 selected"), "{page}");
    let form = [("folder", "inbox"), ("operation", "archive"), ("return_to", "/mail/inbox")];
    let answer = visitor.post("/api/messages/change-all", &form).await;
    assert_eq!(answer.location(), "/mail/inbox");
    let page = visitor.page("/mail/inbox").await;
    assert!(page.contains("450 messages are being archived."), "how far it is");
    assert!(page.contains("200 of 450"), "{page}");
    Bulk.finish(&app.context).await.expect("done");
    let page = visitor.page("/mail/inbox").await;
    assert!(page.contains("450 messages archived."));
    assert_eq!((app.total(ada, "inbox").await, app.total(ada, "archive").await), (0, 450));

    let undo = jobs(&visitor).await[0].undo.expect("an undo").to_string();
    let form = [("id", undo.as_str()), ("return_to", "/mail/inbox")];
    let said = visitor.post("/api/messages/undo", &form).await;
    assert!(said.location().contains("said=450%20messages%20put%20back"), "{}", said.location());
    assert_eq!(app.total(ada, "inbox").await, 450);
    assert!(jobs(&visitor).await.is_empty());
}

#[tokio::test]
async fn a_few_are_changed_before_the_answer() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    fill(&app, ada, 60).await;
    let form =
        [("query", "lamp is:unread"), ("operation", "read"), ("return_to", "/search?q=lamp")];
    let answer = visitor.post("/api/messages/change-all", &form).await;
    assert!(
        answer.location().starts_with("/search?q=lamp&said=60%20messages%20marked%20as%20read."),
        "{}",
        answer.location()
    );
    assert!(jobs(&visitor).await.is_empty());
    let again = visitor.call("messages/change-all", &form).await;
    assert_eq!(again.status(), 422, "nothing is left to be marked");
}

#[tokio::test]
async fn a_job_is_cancelled_and_closed_by_its_user_only() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let (_, stranger) = app.with_user("grace").await;
    fill(&app, ada, MANY).await;
    visitor.call("messages/change-all", &[("query", "lamp"), ("operation", "delete")]).await;
    let job = jobs(&visitor).await.pop().expect("a job");
    assert_eq!((job.state, job.done), (JobState::Running, 200));
    let id = job.id.to_string();
    assert_eq!(stranger.call("jobs/cancel", &[("id", &id)]).await.status(), 404);
    assert!(jobs(&stranger).await.is_empty());
    let form = [("id", id.as_str()), ("return_to", "/mail/inbox")];
    assert_eq!(visitor.post("/api/jobs/cancel", &form).await.location(), "/mail/inbox");
    Bulk.finish(&app.context).await.expect("done");
    assert_eq!(app.total(ada, "trash").await, 200);
    let page = visitor.page("/mail/inbox").await;
    assert!(page.contains("Cancelled. 200 messages moved to Trash."), "{page}");
    stranger.call("jobs/forget", &[("id", &id)]).await;
    assert_eq!(jobs(&visitor).await.len(), 1);
    visitor.post("/api/jobs/forget", &form).await;
    assert!(jobs(&visitor).await.is_empty());
}

#[tokio::test]
async fn a_large_trash_is_emptied_in_the_background() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    fill(&app, ada, MANY).await;
    visitor.call("messages/change-all", &[("folder", "inbox"), ("operation", "delete")]).await;
    Bulk.finish(&app.context).await.expect("done");
    assert_eq!(app.total(ada, "trash").await, 450);
    visitor.call("folders/empty", &[("folder", "trash")]).await;
    assert_eq!(app.total(ada, "trash").await, 250);
    Bulk.finish(&app.context).await.expect("done");
    assert_eq!(app.total(ada, "trash").await, 0);
    let last = jobs(&visitor).await.pop().expect("a job");
    assert_eq!((last.sentence.as_str(), last.undo), ("450 messages deleted for ever.", None));
}

#[tokio::test]
async fn what_names_neither_a_folder_nor_words_means_nothing() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    fill(&app, ada, 3).await;
    for form in [
        vec![("operation", "delete")],
        vec![("query", "  "), ("operation", "delete")],
        vec![("query", "lamp"), ("operation", "erase")],
        vec![("query", "lamp"), ("operation", "burn")],
    ] {
        let answer = visitor.call("messages/change-all", &form).await;
        assert_eq!(answer.status(), 422, "{form:?}");
    }
    assert_eq!(app.total(ada, "inbox").await, 3);
}
