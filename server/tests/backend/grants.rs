//! Signing in by permission (OAuth 2.0).

use crate::{
    home::{Home, NOW},
    remote::account,
};
use model::{Pass, SignInMethod};
use secrecy::ExposeSecret;
use server::jobs::collect::{Grant, PassReport, collect_once};
use store::{Account, NewAccount, REFUSALS, Visit};
use testpeers::{Authority, Script, Scripted};

const CAN: &str = "+OK\r\nUIDL\r\nSASL XOAUTH2\r\n.\r\n";

/// A provider that sees this token and lets it in, or not.
fn provider(token: &str, lets_in: bool) -> Script {
    let greeted = Script::new().say("+OK\r\n").hear("CAPA").say(CAN);
    let asked = greeted.hear(format!("AUTH XOAUTH2 {}", bearer(token)));
    if !lets_in {
        return asked.say("-ERR [AUTH] no\r\n");
    }
    asked
        .say("+OK\r\n")
        .hear("CAPA")
        .say(CAN)
        .hear("UIDL")
        .say("+OK\r\n.\r\n")
        .hear("LIST")
        .say("+OK\r\n.\r\n")
        .hear("QUIT")
        .say("+OK\r\n")
}

fn bearer(token: &str) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.encode(format!("user=ada\x01auth=Bearer {token}\x01\x01"))
}

/// A token endpoint that answers so.
async fn endpoint(authority: &Authority, status: &str, body: &str) -> Scripted {
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    );
    let script = Script::new().encrypt(authority.server("localhost")).hear("POST /token HTTP/1.1");
    // The header, an empty line, and a form without a line end, which is not waited for.
    let script = (0..5).fold(script, |script, _| script.hear(""));
    Scripted::start([script.say(answer)]).await
}

async fn begin(
    endpoint: u16,
    pop3: u16,
    token: &str,
    expires: i64,
    guarded: bool,
) -> (Home, Authority) {
    let authority = Authority::new();
    begin_with(authority, endpoint, pop3, token, expires, guarded).await
}

async fn begin_with(
    authority: Authority,
    endpoint: u16,
    pop3: u16,
    token: &str,
    expires: i64,
    guarded: bool,
) -> (Home, Authority) {
    let folder = tempfile::tempdir().expect("a directory");
    let ca_file = folder.path().join("authority.pem");
    std::fs::write(&ca_file, authority.pem()).expect("written");
    let home = Home::with(|config| config.tls.ca_file = Some(ca_file)).await;
    let grant = format!(
        r#"{{"client_id": "us", "client_secret": "s&p", "refresh_token": "again",
            "token_url": "https://localhost:{endpoint}/token", "access_token": "{token}",
            "expires": {expires}}}"#
    );
    let known = account(&home, pop3);
    let new = NewAccount {
        pop3_secret: home.context.secrets.seal(&grant.into(), &known.pop3_url),
        method: SignInMethod::Xoauth2,
        guarded,
        ..known
    };
    home.context.store.add_account(new, NOW).await.expect("added");
    (home, authority)
}

async fn collect(home: &Home) -> PassReport {
    collect_once(&home.context, Some(home.ada)).await.expect("a pass").remove(0)
}

async fn the_account(home: &Home) -> Account {
    home.context.store.accounts(home.ada).await.expect("read").remove(0)
}

async fn grant(home: &Home) -> Grant {
    let account = the_account(home).await;
    let secret = home.context.secrets.unseal(&account.pop3_secret, &account.pop3_url);
    Grant::parse(secret.expect("unsealed").expose_secret()).expect("a grant")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_has_not_ended_is_used() {
    let server = Scripted::start([provider("fresh", true)]).await;
    let (home, _) = begin(1, server.port, "fresh", NOW + 3_600_000, false).await;
    let report = collect(&home).await;
    assert!(!report.failed, "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_renewed_before_it_ends_and_kept() {
    let authority = Authority::new();
    let tokens = r#"{"access_token": "second", "expires_in": 3600, "refresh_token": "other"}"#;
    let endpoint = endpoint(&authority, "200 OK", tokens).await;
    let server = Scripted::start([provider("second", true), provider("second", true)]).await;
    let (home, _) =
        begin_with(authority, endpoint.port, server.port, "first", NOW + 30_000, false).await;
    for _ in 0..2 {
        let report = collect(&home).await;
        assert!(!report.failed, "{report:?}");
    }
    let grant = grant(&home).await;
    assert_eq!((grant.access_token.as_str(), grant.refresh_token.as_str()), ("second", "other"));
    assert_eq!(grant.expires, NOW + 3_600_000);
    assert!(!format!("{grant:?}").contains("second"), "and not told");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_refused_is_renewed_once() {
    let authority = Authority::new();
    let endpoint = endpoint(&authority, "200 OK", r#"{"access_token": "second"}"#).await;
    let server = Scripted::start([provider("first", false), provider("second", true)]).await;
    let far = NOW + 3_600_000;
    let (home, _) = begin_with(authority, endpoint.port, server.port, "first", far, false).await;
    let report = collect(&home).await;
    assert!(!report.failed, "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permission_that_was_taken_back_is_told_and_counts_as_refusal() {
    let authority = Authority::new();
    let gone = r#"{"error": "invalid_grant", "error_description": "Revoked."}"#;
    let endpoint = endpoint(&authority, "400 Bad Request", gone).await;
    let (home, _) = begin_with(authority, endpoint.port, 1, "", 0, false).await;
    let report = collect(&home).await;
    let problem = &report.pass.problem;
    assert!(
        report.failed
            && problem.contains("Revoked.")
            && problem.contains("operator of this server")
    );
    assert!(!problem.contains("settings") && !problem.contains("password"), "{problem}");
    assert_eq!(the_account(&home).await.refusals, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_out_of_order_is_no_refusal() {
    let authority = Authority::new();
    let endpoint = endpoint(&authority, "503 Service Unavailable", "").await;
    let (home, _) = begin_with(authority, endpoint.port, 1, "", 0, false).await;
    let report = collect(&home).await;
    assert!(report.failed && report.pass.problem.contains("503"), "{report:?}");
    let account = the_account(&home).await;
    assert_eq!((account.refusals, account.failures), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guarded_grant_that_means_this_machine_is_not_followed() {
    let (home, _) = begin(1, 1, "", 0, true).await;
    let report = collect(&home).await;
    assert!(report.pass.problem.contains("is not on the public Internet"), "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_permission_is_not_said_to_have_a_wrong_password() {
    let (home, _) = begin(1, 1, "", 0, false).await;
    let id = the_account(&home).await.id;
    let refused = Visit { refusals: REFUSALS, ..Visit::default() };
    home.context.store.finish_pass(id, &Pass::default(), &refused).await.expect("recorded");
    let report = collect_once(&home.context, None).await.expect("a report").remove(0);
    let problem = report.pass.problem;
    assert!(problem.contains("no longer visited by itself"), "{problem}");
    assert!(!problem.contains("password"), "{problem}");
}
