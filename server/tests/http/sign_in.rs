use crate::app::{Answer, PASSWORD, TestApp};
use reqwest::Method;
use std::time::Duration;

#[tokio::test]
async fn who_is_not_signed_in_is_led_to_the_door_and_back() {
    let app = TestApp::start().await;
    app.add_user("ada").await;
    let visitor = app.visitor();
    assert_eq!(visitor.get("/mail/inbox").await.location(), "/sign-in");
    // The second asks for the very characters `a%20b`.
    for wanted in ["/search?q=a%20b", "/search?q=a%2520b", "/search?q=100%25+%C3%A4"] {
        let visitor = app.visitor();
        let answer = visitor.get(wanted).await;
        assert_eq!(answer.status(), 303);
        let page = visitor.page(answer.location()).await;
        let (_, rest) = page.split_once("name=\"return\" value=\"").expect("it keeps the way back");
        let (back, _) = rest.split_once('"').expect("its end");
        let form = [("address", "ada@pillarbox.test"), ("password", PASSWORD), ("return", back)];
        assert_eq!(visitor.post("/sign-in", &form).await.location(), wanted);
    }
}

#[tokio::test]
async fn signing_in_leads_to_no_other_site() {
    let app = TestApp::start().await;
    app.add_user("ada").await;
    for elsewhere in ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)"] {
        let form =
            [("address", "ada@pillarbox.test"), ("password", PASSWORD), ("return", elsewhere)];
        assert_eq!(app.visitor().post("/sign-in", &form).await.location(), "/mail/inbox");
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let app = TestApp::start().await;
    app.add_user("ada").await;
    let visitor = app.visitor();
    let wrong = visitor.sign_in("ada", "wrong").await;
    let unknown = visitor.sign_in("bob", "wrong").await;
    assert_eq!(wrong.location(), "/sign-in?error=wrong&address=ada%40pillarbox.test");
    assert_eq!(unknown.location(), "/sign-in?error=wrong&address=bob%40pillarbox.test");
    assert!(wrong.header("set-cookie").is_empty(), "nobody is signed in");
    let page = visitor.page(wrong.location()).await;
    assert!(page.contains("The address or the password is wrong"), "{page}");
}

#[tokio::test]
async fn guessing_has_to_wait_even_with_the_right_password_and_then_it_counts() {
    let app = TestApp::start().await;
    app.add_user("ada").await;
    let visitor = app.visitor();
    for _ in 0..6 {
        visitor.sign_in("ada", "wrong").await;
    }
    let answer = visitor.sign_in("ada", PASSWORD).await;
    assert!(answer.location().starts_with("/sign-in?error=throttled"), "{}", answer.location());
    assert!(visitor.page(answer.location()).await.contains("Too many attempts"));
    app.context.clock.advance(Duration::from_mins(1));
    assert_eq!(visitor.sign_in("ada", PASSWORD).await.location(), "/mail/inbox");
}

#[tokio::test]
async fn signing_in_takes_a_new_session_id() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    let first = visitor.sign_in("ada", PASSWORD).await.header("set-cookie").to_owned();
    let second = visitor.sign_in("ada", PASSWORD).await.header("set-cookie").to_owned();
    assert_ne!(first, second);
    let sessions = app.context.store.list_sessions(ada).await.expect("sessions");
    assert_eq!(sessions.len(), 1, "the old id is worth nothing");
    let view = &sessions.first().expect("a session").0;
    assert_eq!(view.browser, "Firefox on Linux");
    assert_eq!(view.client, "127.0.0.1");
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server_too() {
    let app = TestApp::start().await;
    app.add_user("ada").await;
    let visitor = app.visitor();
    let answer = visitor.sign_in("ada", PASSWORD).await;
    let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    assert_eq!(visitor.post("/sign-out", &[]).await.location(), "/sign-in");
    assert_eq!(visitor.get("/mail/inbox").await.status(), 303);
    let stolen = app.visitor().request(Method::GET, "/mail/inbox").header("cookie", cookie);
    assert_eq!(stolen.send().await.expect("an answer").status(), 303);
    assert_eq!(visitor.post("/sign-out", &[]).await.status(), 303, "twice does no harm");
}

#[tokio::test]
async fn a_session_ends_when_it_was_idle_and_when_it_is_old() {
    let app = TestApp::start_with(|config| config.sessions.idle_days = 0).await;
    let (_, visitor) = app.with_user("ada").await;
    assert_eq!(visitor.get("/mail/inbox").await.location(), "/sign-in");

    let app = TestApp::start().await;
    let (_, visitor) = app.with_user("ada").await;
    for _ in 0..8 {
        visitor.page("/mail/inbox").await;
        app.context.clock.advance(Duration::from_hours(11 * 24));
    }
    visitor.page("/mail/inbox").await;
    app.context.clock.advance(Duration::from_hours(3 * 24));
    assert_eq!(visitor.get("/mail/inbox").await.location(), "/sign-in", "after 91 days");
}

#[tokio::test]
async fn a_script_and_a_form_are_each_told_that_the_session_has_ended() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let answer = visitor.call("messages/change", &[("operation", "star@1")]).await;
    assert_eq!(answer.status(), 401);
    assert_eq!(answer.text().await.expect("JSON"), "\"SignedOut\"");
    let list = visitor.request(Method::GET, "/api/navigation").header("accept", "*/*");
    assert_eq!(list.send().await.expect("an answer").status(), 401);
    let form = visitor
        .request(Method::POST, "/api/messages/change")
        .header("referer", format!("http://{}/mail/archive?at=older_1_2", visitor.address))
        .form(&[("operation", "star@1")]);
    let answer = form.send().await.expect("an answer");
    let page = "/sign-in?error=ended&return=%2Fmail%2Farchive%3Fat%3Dolder_1_2";
    assert_eq!(answer.location(), page);
    assert!(visitor.page(page).await.contains("Your session has ended"));
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_not_this_one() {
    let app = TestApp::start().await;
    let (_, here) = app.with_user("ada").await;
    let there = app.sign_in("ada").await;
    let settings = here.page("/settings").await;
    assert!(settings.contains("Firefox on Linux"), "sessions are listed");
    let form = [("old", PASSWORD), ("new", "another horse"), ("again", "another horse")];
    let answer = here.call("password", &form).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.expect("a text"));
    here.page("/mail/inbox").await;
    assert_eq!(there.get("/mail/inbox").await.status(), 303);
    assert!(app.visitor().sign_in("ada", PASSWORD).await.location().contains("error=wrong"));
}
