//! The days of searches are those of where the browser says that it is.

use crate::app::{Answer, PASSWORD, TestApp, Visitor};
use model::UserId;
use reqwest::{Method, Response};

/// Found by a reader in Tokyo, where it is the evening before in UTC when this day begins.
const SEARCH: &str = "/search?q=after%3A2026-11-02";
const QUERY: &str = "after:2026-11-02";

/// A browser that says where it is.
struct Traveller {
    visitor: Visitor,
    session: String,
}

impl Traveller {
    async fn sign_in(app: &TestApp, name: &str) -> Self {
        let visitor = app.visitor();
        let answer = visitor.sign_in(name, PASSWORD).await;
        let session = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        Self { visitor, session }
    }

    async fn page(&self, zone: &str, path: &str) -> String {
        let cookies = format!("theme=dark; zone={zone}; {}", self.session);
        let request = self.visitor.request(Method::GET, path).header("cookie", cookies);
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{path} with {zone}");
        answer.text().await.expect("a page")
    }

    async fn post(&self, zone: &str, path: &str, form: &[(&str, &str)]) -> Response {
        let cookies = format!("zone={zone}; {}", self.session);
        let request = self.visitor.request(Method::POST, path).header("cookie", cookies);
        request.form(form).send().await.expect("an answer")
    }
}

/// One message at half past eleven of UTC's evening, one of the afternoon before.
async fn fill(app: &TestApp, user: UserId) {
    for (subject, time) in [("Afternoon", "14:00"), ("Evening", "23:30")] {
        let mail = format!(
            "From: grace@pillarbox.test\r\nSubject: {subject}\r\n\
             Date: Sun, 1 Nov 2026 {time}:00 +0000\r\n\r\nlamp"
        );
        app.deliver(user, mail.as_bytes()).await;
    }
}

fn shows(page: &str) -> [bool; 2] {
    ["Afternoon", "Evening"].map(|subject| page.contains(subject))
}

#[tokio::test]
async fn a_message_is_found_under_the_day_that_it_is_where_its_reader_is() {
    let app = TestApp::start().await;
    let (ada, visitor) = app.with_user("ada").await;
    fill(&app, ada).await;
    assert_eq!(shows(&visitor.page(SEARCH).await), [false, false], "the days of UTC");
    let traveller = Traveller::sign_in(&app, "ada").await;
    assert_eq!(shows(&traveller.page("Asia/Tokyo", SEARCH).await), [false, true]);
    let before = "/search?q=before%3A2026-11-02";
    assert_eq!(shows(&traveller.page("Asia/Tokyo", before).await), [true, false]);
    // A browser that does not say where it is, as one without scripts: where they were last.
    assert_eq!(shows(&visitor.page(SEARCH).await), [false, true]);
    assert_eq!(shows(&traveller.page("America/Los_Angeles", SEARCH).await), [false, false]);
    assert_eq!(shows(&visitor.page(SEARCH).await), [false, false]);
}

#[tokio::test]
async fn nonsense_for_a_zone_changes_nothing() {
    let app = TestApp::start().await;
    let ada = app.add_user("ada").await;
    fill(&app, ada).await;
    let traveller = Traveller::sign_in(&app, "ada").await;
    let long = "Asia/Tokyo/".repeat(300);
    let nonsense = ["", "undefined", "Etc/Unknown", "../../etc/passwd", "%00", "JST-9", &long];
    for zone in nonsense {
        assert_eq!(shows(&traveller.page(zone, SEARCH).await), [false, false], "{zone}");
    }
    traveller.page("asia/tokyo", SEARCH).await;
    for zone in nonsense {
        assert_eq!(shows(&traveller.page(zone, SEARCH).await), [false, true], "{zone}");
    }
}

#[tokio::test]
async fn all_that_match_are_those_that_the_page_shows() {
    let app = TestApp::start().await;
    let ada = app.add_user("ada").await;
    fill(&app, ada).await;
    let traveller = Traveller::sign_in(&app, "ada").await;
    let form = [("query", QUERY), ("operation", "archive"), ("return_to", SEARCH)];
    let nothing = traveller.post("UTC", "/api/messages/change-all", &form).await;
    assert!(nothing.location().contains("problem="), "{}", nothing.location());
    let answer = traveller.post("Asia/Tokyo", "/api/messages/change-all", &form).await;
    assert!(answer.location().contains("said="), "{}", answer.location());
    assert_eq!((app.total(ada, "inbox").await, app.total(ada, "archive").await), (1, 1));
    let page = traveller.page("Asia/Tokyo", "/search?q=in%3Aarchive").await;
    assert_eq!(shows(&page), [false, true]);
}

#[tokio::test]
async fn every_page_has_the_browser_say_where_it_is() {
    let app = TestApp::start().await;
    for path in ["/sign-in", "/sign-in?error=ended"] {
        let page = app.visitor().page(path).await;
        assert!(page.contains("zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}"));
    }
}
