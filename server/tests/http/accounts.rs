//! Mail accounts as their user adds and changes them.

use crate::app::{Answer, TestApp, Visitor};
use model::{LeavePolicy, Trial, UserId, Visits};
use server::jobs::collect::collect_once;
use std::fmt::Write;
use store::Account;
use testpeers::{Dovecot, Script, Scripted};

const PASSWORD: &str = "a pass word";
const LETTER: &[u8] = b"From: tom@example.org\r\nSubject: One\r\n\r\nHello.\r\n";

/// A provider with Ada's mailbox and a letter in it, and a server that may connect to it.
async fn provider() -> Option<(Dovecot, TestApp)> {
    let dovecot = Dovecot::start(&[("ada", PASSWORD)])?;
    dovecot.deliver("ada", "1.host", LETTER);
    let (ca_file, ports) = (dovecot.authority_file(), vec![dovecot.pop3, dovecot.pop3s]);
    let app = TestApp::start_with(|config| {
        config.tls.ca_file = Some(ca_file);
        config.network.allow_private = true;
        config.network.ports = ports;
    })
    .await;
    Some((dovecot, app))
}

/// A form for a mailbox on this machine.
fn form(port: u16) -> Vec<(&'static str, String)> {
    [
        ("form[address]", "ada@example.org"),
        ("form[host]", "localhost"),
        ("form[port]", &port.to_string()),
        ("form[security]", "tls"),
        ("form[name]", "ada"),
        ("form[password]", PASSWORD),
        ("form[leave]", "keep"),
        ("form[first]", "all"),
        ("form[every]", "300"),
        ("form[duplicates]", "on"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

/// The same with other fields.
fn with(
    mut form: Vec<(&'static str, String)>,
    fields: &[(&'static str, &str)],
) -> Vec<(&'static str, String)> {
    for (name, value) in fields {
        form.retain(|(known, _)| known != name);
        form.push((name, (*value).to_owned()));
    }
    form
}

fn borrowed<'a>(form: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    form.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// As a script sends it.
async fn save(visitor: &Visitor, form: Vec<(&'static str, String)>, step: &'static str) -> Trial {
    let form = with(form, &[("step", step)]);
    let answer = visitor.call("accounts/save", &borrowed(&form)).await;
    let text = answer.text().await.expect("a text");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

async fn accounts(app: &TestApp, user: UserId) -> Vec<Account> {
    app.context.store.accounts(user).await.expect("accounts")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_added_without_scripts_and_collected_and_no_page_has_its_password() {
    let Some((dovecot, app)) = provider().await else { return };
    let (ada, visitor) = app.with_user("ada").await;
    let page = visitor.page("/settings/accounts/new").await;
    assert!(page.contains("Your address there"), "{page}");
    let answer = visitor
        .post("/api/accounts/find", &[("address", "ada@example.org"), ("by_hand", "on")])
        .await;
    assert_eq!(answer.location(), "/settings/accounts/new?step=settings");
    let page = visitor.page(answer.location()).await;
    assert!(page.contains(r#"value="ada@example.org""#) && page.contains("POP3 server"), "{page}");

    let whole = with(form(dovecot.pop3s), &[("step", "save")]);
    let answer = visitor.post("/api/accounts/save", &borrowed(&whole)).await;
    assert!(answer.location().starts_with("/settings?said="), "{}", answer.location());
    let page = visitor.page(answer.location()).await;
    assert!(page.contains("ada@example.org is added"), "{page}");
    let account = accounts(&app, ada).await.remove(0);
    assert!(account.guarded, "only servers on the public Internet, unless the operator says so");
    assert_eq!((account.leave, account.visits), (LeavePolicy::Keep, Visits::Regular));
    collect_once(&app.context, Some(ada)).await.expect("a pass");
    assert_eq!(app.total(ada, "inbox").await, 1);
    for path in ["/settings".to_owned(), format!("/settings/accounts/{}", account.id)] {
        let page = visitor.page(&path).await;
        assert!(page.contains("ada@example.org") && !page.contains(PASSWORD), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_tells_what_lies_there_and_saves_nothing() {
    let Some((dovecot, app)) = provider().await else { return };
    let (ada, visitor) = app.with_user("ada").await;
    let trial = save(&visitor, form(dovecot.pop3s), "test").await;
    assert!(trial.good && trial.saved.is_none(), "{trial:?}");
    assert!(trial.sentence.starts_with("Signed in. 1 message, "), "{trial:?}");
    let stls = with(
        form(dovecot.pop3),
        &[("form[security]", "starttls"), ("form[password]", "wrong word")],
    );
    let trial = save(&visitor, stls, "save").await;
    assert!(!trial.good && !trial.passing, "{trial:?}");
    assert!(trial.sentence.contains("localhost refused the name or password for ada"), "{trial:?}");
    assert!(trial.sentence.contains("not the one you sign in to Pillarbox with"), "{trial:?}");
    assert!(!trial.sentence.contains("wrong word"));
    assert!(accounts(&app, ada).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_a_form_that_failed_comes_back_filled_in_but_for_the_password() {
    let Some((dovecot, app)) = provider().await else { return };
    let (_, visitor) = app.with_user("ada").await;
    let wrong =
        [("form[password]", "wrong word"), ("step", "save"), ("form[leave]", "when-trashed")];
    let wrong = with(form(dovecot.pop3s), &wrong);
    let answer = visitor.post("/api/accounts/save", &borrowed(&wrong)).await;
    assert_eq!(answer.location(), "/settings/accounts/new?step=settings#outcome");
    let page = visitor.page(answer.location()).await;
    assert!(page.contains("refused the name or password"), "{page}");
    assert!(page.contains(r#"value="localhost""#) && !page.contains("wrong word"), "{page}");
    let chosen = page.split("<input").find(|tag| tag.contains(r#"value="when-trashed""#));
    assert!(chosen.is_some_and(|tag| tag.contains("checked")), "{page}");
    assert!(page.contains("Type the password again"), "{page}");
}

#[tokio::test]
async fn a_server_that_nobody_vouches_for_gets_no_password() {
    let Some(dovecot) = Dovecot::start(&[("ada", PASSWORD)]) else { return };
    let ports = vec![dovecot.pop3s];
    let app = TestApp::start_with(|config| {
        config.network.allow_private = true;
        config.network.ports = ports;
    })
    .await;
    let (_, visitor) = app.with_user("ada").await;
    let trial = save(&visitor, form(dovecot.pop3s), "save").await;
    assert!(trial.sentence.contains("The certificate of localhost is not trusted"), "{trial:?}");
    assert!(!trial.passing);
    assert_eq!(dovecot.sign_ins(), 0);
}

#[tokio::test]
async fn what_may_pass_by_itself_can_be_saved_all_the_same() {
    // A port that nobody listens on any more.
    let closed = Scripted::start([]).await.port;
    let garbled = Scripted::start([Script::new().say("SSH-2.0-OpenSSH\r\n")]).await;
    let ports = vec![closed, garbled.port];
    let app = TestApp::start_with(|config| {
        config.network.allow_private = true;
        config.network.ports = ports;
    })
    .await;
    let (ada, visitor) = app.with_user("ada").await;
    let clear = [("form[security]", "clear"), ("form[clear]", "on")];
    let trial = save(&visitor, with(form(garbled.port), &clear), "save-anyway").await;
    assert!(!trial.good && !trial.passing, "no POP3 there: {trial:?}");
    assert!(accounts(&app, ada).await.is_empty());

    let trial = save(&visitor, form(closed), "save").await;
    assert!(trial.passing && trial.saved.is_none(), "{trial:?}");
    assert!(trial.sentence.contains("Could not reach localhost"), "{trial:?}");
    let trial = save(&visitor, form(closed), "save-anyway").await;
    assert_eq!(trial.saved, accounts(&app, ada).await.first().map(|account| account.id));
}

#[tokio::test]
async fn nobody_is_led_near_the_server_or_to_other_ports() {
    let near = Scripted::start([Script::new().say("+OK\r\n")]).await;
    let ports = vec![near.port];
    let app = TestApp::start_with(|config| config.network.ports = ports).await;
    let (ada, visitor) = app.with_user("ada").await;
    for host in ["localhost", "127.0.0.1", "::1", "169.254.169.254", "2130706433"] {
        let trial = save(&visitor, with(form(near.port), &[("form[host]", host)]), "save").await;
        assert!(!trial.good && !trial.passing, "{host}: {trial:?}");
        assert!(trial.sentence.contains("is not on the public Internet"), "{host}: {trial:?}");
    }
    let trial = save(&visitor, form(5432), "save").await;
    assert!(trial.sentence.contains("5432 is not a port of a mail server"), "{trial:?}");
    let permission = [("form[method]", "xoauth2"), ("form[password]", "{}")];
    let trial = save(&visitor, with(form(995), &permission), "save-anyway").await;
    assert!(trial.sentence.contains("only be set up by your operator"), "{trial:?}");
    assert!(accounts(&app, ada).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_added_once_and_only_so_many() {
    let Some(dovecot) = Dovecot::start(&[("ada", PASSWORD), ("more", PASSWORD)]) else { return };
    let (ca_file, ports) = (dovecot.authority_file(), vec![dovecot.pop3s]);
    let app = TestApp::start_with(|config| {
        config.tls.ca_file = Some(ca_file);
        config.network.allow_private = true;
        config.network.ports = ports;
        config.limits.accounts = 1;
    })
    .await;
    let (_, visitor) = app.with_user("ada").await;
    assert!(save(&visitor, form(dovecot.pop3s), "save").await.saved.is_some());
    let again = [("form[address]", "ADA@example.org"), ("form[name]", "more")];
    let trial = save(&visitor, with(form(dovecot.pop3s), &again), "save").await;
    assert!(trial.sentence.contains("is one of your accounts already"), "{trial:?}");
    let other = [("form[address]", "more@example.org"), ("form[name]", "more")];
    let trial = save(&visitor, with(form(dovecot.pop3s), &other), "save").await;
    assert!(trial.sentence.contains("more are not allowed here"), "{trial:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_password_stays_and_goes_to_no_other_server() {
    let Some((dovecot, app)) = provider().await else { return };
    let (ada, visitor) = app.with_user("ada").await;
    let id = save(&visitor, form(dovecot.pop3s), "save").await.saved.expect("an account");
    let number = id.to_string();
    let this: [(&'static str, &str); 2] = [("account", &number), ("form[password]", "")];

    let before = dovecot.sign_ins();
    let form = with(form(dovecot.pop3s), &this);
    let trial = save(&visitor, with(form.clone(), &[("form[leave]", "delete")]), "save").await;
    assert_eq!(trial.saved, Some(id), "{trial:?}");
    assert_eq!(dovecot.sign_ins(), before, "nothing of the connection has changed");
    let account = accounts(&app, ada).await.remove(0);
    assert_eq!(account.leave, LeavePolicy::Delete);
    let report = collect_once(&app.context, Some(ada)).await.expect("a pass").remove(0);
    assert!(!report.failed, "the password is still there: {report:?}");

    for other in
        [("form[host]", "127.0.0.1"), ("form[name]", "eve"), ("form[security]", "starttls")]
    {
        let trial = save(&visitor, with(form.clone(), &[other]), "save").await;
        assert!(trial.sentence.contains("Type the password as well"), "{other:?}: {trial:?}");
    }
    let sending =
        [("form[send]", "own"), ("form[smtp_host]", "evil.example"), ("form[smtp_name]", "ada")];
    let trial = save(&visitor, with(form, &sending), "save").await;
    assert!(trial.sentence.contains("Type the password for sending as well"), "{trial:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sending_is_tried_too() {
    let Some(dovecot) = Dovecot::start(&[("ada", PASSWORD)]) else { return };
    let greeted = |answer: &str| {
        Script::new()
            .say("220 here\r\n")
            .hear("EHLO")
            .say("250-here\r\n250 AUTH PLAIN\r\n")
            .hear("AUTH PLAIN")
            .say(answer)
    };
    let smtp = Scripted::start([
        greeted("535 5.7.8 no\r\n").hear("QUIT"),
        greeted("235 2.7.0 yes\r\n").hear("QUIT").say("221 bye\r\n"),
    ])
    .await;
    let (ca_file, ports) = (dovecot.authority_file(), vec![dovecot.pop3s, smtp.port]);
    let app = TestApp::start_with(|config| {
        config.tls.ca_file = Some(ca_file);
        config.network.allow_private = true;
        config.network.ports = ports;
    })
    .await;
    let (ada, visitor) = app.with_user("ada").await;
    let port = smtp.port.to_string();
    let sending = with(
        form(dovecot.pop3s),
        &[
            ("form[send]", "own"),
            ("form[smtp_host]", "localhost"),
            ("form[smtp_port]", &port),
            ("form[smtp_security]", "clear"),
            ("form[smtp_name]", "ada"),
            ("form[clear]", "on"),
        ],
    );
    let trial = save(&visitor, sending.clone(), "save").await;
    assert!(!trial.good && trial.sentence.contains("sending by localhost does not"), "{trial:?}");
    let trial = save(&visitor, sending, "save").await;
    assert!(trial.saved.is_some(), "{trial:?}");
    let smtp_url = accounts(&app, ada).await.remove(0).smtp_url;
    assert_eq!(smtp_url, format!("smtp+insecure://ada@localhost:{port}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_paused_gone_on_with_and_removed() {
    let Some((dovecot, app)) = provider().await else { return };
    let (ada, visitor) = app.with_user("ada").await;
    let id = save(&visitor, form(dovecot.pop3s), "save").await.saved.expect("an account");
    collect_once(&app.context, Some(ada)).await.expect("a pass");
    let id = id.to_string();
    let back = ("return_to", "/settings");
    let answer =
        visitor.post("/api/accounts/pause", &[("account", &id), ("pause", "on"), back]).await;
    assert!(answer.location().starts_with("/settings?said="), "{}", answer.location());
    assert_eq!(accounts(&app, ada).await.remove(0).visits, Visits::Paused);
    let page = visitor.page("/settings").await;
    assert!(page.contains("Go on") && page.contains("Paused"), "{page}");
    let refused = visitor.call("accounts/check", &[]).await;
    assert_eq!(refused.status(), 422, "no account is left to check");
    visitor.post("/api/accounts/pause", &[("account", &id), back]).await;
    assert_eq!(accounts(&app, ada).await.remove(0).visits, Visits::Regular);

    let page = visitor.page(&format!("/settings/accounts/{id}/remove")).await;
    assert!(page.contains("Remove ada@example.org?"), "{page}");
    visitor.post("/api/accounts/remove", &[("account", &id), back]).await;
    assert!(accounts(&app, ada).await.is_empty());
    assert_eq!(app.total(ada, "inbox").await, 1, "what was collected stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_is_refused_thrice_is_told_on_every_page_with_the_way_to_its_form() {
    let Some((dovecot, app)) = provider().await else { return };
    let (ada, visitor) = app.with_user("ada").await;
    let id = save(&visitor, form(dovecot.pop3s), "save").await.saved.expect("an account");
    assert!(!visitor.page("/mail/inbox").await.contains("refuses the password"));
    // The provider has another password from now on.
    let account = accounts(&app, ada).await.remove(0);
    let pop3_secret = app.context.secrets.seal(&"old word".into(), &account.pop3_url);
    let change = store::AccountChange { pop3_secret, ..account.into() };
    let now = app.context.clock.now();
    app.context.store.change_account(ada, id, change, now).await.expect("changed");
    for _ in 0..3 {
        collect_once(&app.context, Some(ada)).await.expect("a pass");
    }
    assert_eq!(accounts(&app, ada).await.remove(0).visits, Visits::Refused);
    let page = visitor.page("/mail/inbox").await;
    assert!(page.contains("localhost refuses the password of ada@example.org since"), "{page}");
    assert!(page.contains(&format!("/settings/accounts/{id}")), "{page}");
    let page = visitor.page(&format!("/settings/accounts/{id}")).await;
    assert!(page.contains("refused the name or password"), "{page}");

    let number = id.to_string();
    let right = with(form(dovecot.pop3s), &[("account", &number)]);
    assert_eq!(save(&visitor, right, "save").await.saved, Some(id));
    assert!(!visitor.page("/mail/inbox").await.contains("refuses the password"));
    assert_eq!(accounts(&app, ada).await.remove(0).visits, Visits::Regular);
}

#[tokio::test]
async fn nobody_tries_more_than_so_often() {
    let app = TestApp::start().await;
    let (_, visitor) = app.with_user("ada").await;
    let mut said = String::new();
    for _ in 0..21 {
        let trial = save(&visitor, form(995), "test").await;
        let _ = writeln!(said, "{}", trial.sentence);
    }
    assert_eq!(said.matches("is not on the public Internet").count(), 20, "{said}");
    assert!(said.ends_with("Try again in 10 min.\n"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_of_somebody_else_are_not_found() {
    let Some((dovecot, app)) = provider().await else { return };
    let (ada, hers) = app.with_user("ada").await;
    let (grace, stranger) = app.with_user("grace").await;
    let id = save(&hers, form(dovecot.pop3s), "save").await.saved.expect("an account").to_string();
    for path in [format!("/settings/accounts/{id}"), format!("/settings/accounts/{id}/remove")] {
        let answer = stranger.get(&path).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert!(!answer.text().await.expect("a page").contains("example.org"), "{path}");
    }
    let this = [("account", id.as_str())];
    for function in ["accounts/check", "accounts/pause", "accounts/remove"] {
        assert_eq!(stranger.call(function, &this).await.status(), 404, "{function}");
    }
    let form = with(form(dovecot.pop3s), &[("account", &id), ("step", "save")]);
    assert_eq!(stranger.call("accounts/save", &borrowed(&form)).await.status(), 404);
    let setup = stranger.get(&format!("/api/accounts/setup?account={id}")).await;
    assert_eq!(setup.status(), 404);
    assert_eq!(accounts(&app, ada).await.len(), 1);
    assert!(accounts(&app, grace).await.is_empty());
}
