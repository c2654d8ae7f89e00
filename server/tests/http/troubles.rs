//! What pages say of mail that does not come, or not whole.

use crate::app::TestApp;
use model::{AccountId, MessageId, Pass, PassEnd, SignInMethod, UserId, Visits};
use server::arrival::{self, Incoming};
use std::time::Duration;
use store::{Origin, REFUSALS, Visit};

const DAY: Duration = Duration::from_hours(24);

/// A pass that ends now, after so many refusals.
async fn pass(app: &TestApp, id: AccountId, end: PassEnd, problem: &str, refusals: i64) {
    let now = app.context.clock.now();
    let problem = problem.to_owned();
    let pass = Pass { started: now, finished: now, end, problem, ..Pass::default() };
    let visit = Visit { next: now, refusals, ..Visit::default() };
    app.context.store.finish_pass(id, &pass, &visit).await.expect("noted");
}

#[tokio::test]
async fn the_log_of_an_account_tells_what_failed_from_what_is_only_to_be_known() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let id = app.add_account(ada, SignInMethod::Password).await;
    pass(&app, id, PassEnd::Whole, "", 0).await;
    pass(&app, id, PassEnd::Whole, "1 message over the limit.", 0).await;
    pass(&app, id, PassEnd::Stopped, "It was stopped.", 0).await;
    pass(&app, id, PassEnd::Failed, "Could not reach it.", 0).await;
    let page = visitor.page("/settings").await;
    let log = page.split("class=\"passes\"").nth(1).and_then(|rest| rest.split("</table>").next());
    let rows: Vec<&str> = log.expect("the log").split("<tr").skip(2).collect();
    for (row, (state, said)) in rows.iter().zip([
        ("failed", "Could not reach it."),
        ("remark", "It was stopped."),
        ("remark", "1 message over the limit."),
        ("good", "Good"),
    ]) {
        assert!(row.contains(&format!("data-state=\"{state}\"")), "{said}: {row}");
        assert!(row.contains(said), "{said}: {row}");
    }
    assert_eq!(rows.len(), 4);
}

#[tokio::test]
async fn who_gives_a_permission_again_is_told_and_no_password_is_spoken_of() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let id = app.add_account(ada, SignInMethod::Xoauth2).await;
    pass(&app, id, PassEnd::Failed, "No.", REFUSALS).await;
    let before = app.context.store.account(ada, id).await.expect("it");
    assert_eq!(before.visits, Visits::Refused);
    let page = visitor.page("/mail/inbox").await;
    let notice = page.split("account-notices").nth(1).expect("a place for notices");
    let notice = notice.split("</div>").next().expect("its end");
    let card = visitor.page("/settings").await;
    let card = card.split("<article").nth(1).and_then(|rest| rest.split("</article>").next());
    for said in [notice, card.expect("the account")] {
        assert!(said.contains("operator of this server gives permission again"), "{said}");
        assert!(said.contains("pillarbox account grant"), "{said}");
        assert!(!said.contains("password"), "{said}");
    }
}

#[tokio::test]
async fn an_account_that_failed_for_three_days_is_told_of_on_every_page_until_a_visit_goes_well() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let id = app.add_account(ada, SignInMethod::Password).await;
    let told = async || {
        let page = visitor.page("/mail/inbox").await;
        let is_told =
            page.contains("Every visit to pop.example.org for ada@example.org has failed since");
        assert_eq!(is_told, page.contains("The certificate has expired."), "{page}");
        assert!(!page.contains("It was stopped."), "{page}");
        assert_eq!(is_told, page.contains(&format!("/settings/accounts/{id}")), "{page}");
        is_told
    };
    app.context.clock.advance(4 * DAY);
    assert!(!told().await, "nobody has tried");
    pass(&app, id, PassEnd::Failed, "Could not reach it.", 0).await;
    app.context.clock.advance(2 * DAY);
    pass(&app, id, PassEnd::Failed, "The certificate has expired.", 0).await;
    assert!(!told().await, "that may pass");
    app.context.clock.advance(DAY);
    pass(&app, id, PassEnd::Stopped, "It was stopped.", 0).await;
    assert!(told().await);
    let now = app.context.clock.now();
    app.context.store.pause_account(ada, id, true, now).await.expect("paused");
    assert!(!told().await, "it is paused");
    app.context.store.pause_account(ada, id, false, now).await.expect("goes on");
    assert!(told().await);
    pass(&app, id, PassEnd::Whole, "", 0).await;
    assert!(!told().await);
    pass(&app, id, PassEnd::Failed, "The certificate has expired.", 0).await;
    assert!(!told().await, "that is a new failure");
}

/// A message of which only the headers have come.
async fn stub(app: &TestApp, user: UserId, account: AccountId) -> MessageId {
    let headers = b"From: Tom <tom@example.org>\r\nSubject: Large\r\n\r\n".to_vec();
    let origin = Origin { more_than: Some(1000), size: 5000, ..Origin::new(account, "uid") };
    let now = app.context.clock.now();
    let incoming = Incoming { collected: Some(origin), ..Incoming::inbox(user, headers, now) };
    arrival::deliver(&app.context, vec![incoming]).await.expect("delivered")[0].id
}

#[tokio::test]
async fn of_a_message_whose_rest_is_gone_that_is_said_and_no_button_would_fetch_it() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let id = app.add_account(ada, SignInMethod::Password).await;
    let stub = stub(&app, ada, id).await;
    let path = format!("/mail/inbox/{stub}");
    let gone = "The rest of this message is no longer at the provider.";
    let page = visitor.page(&path).await;
    assert!(page.contains("Fetch now") && !page.contains(gone), "{page}");
    app.context.store.forget_uids(id, &["uid".to_owned()]).await.expect("forgotten");
    let page = visitor.page(&path).await;
    assert!(!page.contains("Fetch now") && page.contains(gone), "{page}");
    let answer = visitor.call("accounts/fetch", &[("id", &stub.to_string())]).await;
    assert_eq!(answer.status(), 404);

    let whole = app.deliver(ada, b"Subject: No body\r\n\r\n").await;
    let page = visitor.page(&format!("/mail/inbox/{whole}")).await;
    assert!(!page.contains(gone), "{page}");
}
