//! What auto-configuration asks of the world outside, against servers of this machine.

use crate::app::TestApp;
use mail::pop3::Security;
use server::{
    autoconfig::{Internet, Outside, Protocol, Server},
    fetch::{self, FetchError},
};
use std::time::Duration;
use testpeers::{Authority, Script, Scripted};

/// A server of ours that may connect to these ports of this machine, and trusts the authority.
async fn app(authority: &Authority, ports: Vec<u16>) -> TestApp {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), authority.pem()).expect("written");
    let path = file.path().to_owned();
    TestApp::start_with(|config| {
        config.tls.ca_file = Some(path);
        config.network.allow_private = true;
        config.network.ports = ports;
    })
    .await
}

/// Whether what plays this script counts as such a server. `known`: we trust its authority.
async fn answers(
    protocol: Protocol,
    security: Security,
    known: bool,
    play: impl FnOnce(Script) -> Script,
) -> bool {
    let (authority, other) = (Authority::new(), Authority::new());
    let begin = match security {
        Security::Implicit => Script::new().encrypt(authority.server("localhost")),
        Security::StartTls | Security::Insecure => Script::new(),
    };
    let peer = Scripted::start([play(begin)]).await;
    let app = app(if known { &authority } else { &other }, vec![peer.port]).await;
    let server =
        Server { host: "localhost".to_owned(), port: peer.port, security, name: String::new() };
    Internet::new(&app.context).answers(protocol, &server).await
}

#[tokio::test]
async fn a_server_counts_that_greets_over_tls_with_a_certificate_for_its_name() {
    let greets = async |protocol, line: &str, known| {
        answers(protocol, Security::Implicit, known, |script| script.say(line).hear("QUIT")).await
    };
    assert!(greets(Protocol::Pop3, "+OK ready\r\n", true).await);
    assert!(greets(Protocol::Smtp, "220-here\r\n220 ready\r\n", true).await);
    assert!(!greets(Protocol::Pop3, "+OK ready\r\n", false).await, "nobody vouches for it");
    assert!(!greets(Protocol::Pop3, "220 ready\r\n", true).await, "not POP3");
    assert!(!greets(Protocol::Smtp, "+OK ready\r\n", true).await, "not SMTP");
}

#[tokio::test]
async fn a_server_counts_that_offers_to_encrypt() {
    let pop3 = async |offer: &str| {
        let offers = format!("+OK\r\nTOP\r\n{offer}\r\n.\r\n");
        let play = |script: Script| script.say("+OK\r\n").hear("CAPA").say(offers).hear("QUIT");
        answers(Protocol::Pop3, Security::StartTls, true, play).await
    };
    assert!(pop3("STLS").await);
    assert!(!pop3("UIDL").await);
    let smtp = async |offer: &str| {
        let offers = format!("250-here\r\n250-{offer}\r\n250 8BITMIME\r\n");
        let play =
            |script: Script| script.say("220 here\r\n").hear("EHLO").say(offers).hear("QUIT");
        answers(Protocol::Smtp, Security::StartTls, true, play).await
    };
    assert!(smtp("STARTTLS").await);
    assert!(!smtp("SIZE 1000").await);
    let says = async |play: fn(Script) -> Script| {
        answers(Protocol::Pop3, Security::StartTls, true, play).await
    };
    assert!(!says(|script| script.say("SSH-2.0-OpenSSH\r\n")).await);
    assert!(!says(|script| script.flood("+OK and so on ")).await);
}

/// Plays what a web server answers to one request.
fn page(authority: &Authority, answer: impl AsRef<[u8]>) -> Script {
    let asked = Script::new().encrypt(authority.server("localhost")).hear("GET /");
    asked.hear("host: localhost").hear("user-agent: Pillarbox").hear("").say(answer)
}

const LIMIT: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_file_is_fetched_also_from_where_the_answer_leads() {
    let authority = Authority::new();
    let found = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    let second = Scripted::start([page(&authority, found)]).await;
    let there = format!("https://localhost:{}/there", second.port);
    let moved = format!("HTTP/1.1 301 Moved\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n");
    let first = Scripted::start([page(&authority, moved)]).await;
    let app = app(&authority, vec![first.port, second.port]).await;
    let url = format!("https://localhost:{}/here", first.port);
    let file = fetch::get(&app.context, &url, 100, LIMIT).await.expect("a file");
    assert_eq!(file, b"hello");
    let asked = second.heard().await;
    assert_eq!(asked[0][0], "GET /there HTTP/1.1");
}

#[tokio::test]
async fn nothing_is_fetched_that_is_too_large_too_slow_elsewhere_or_near() {
    let authority = Authority::new();
    let large = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".to_owned() + &"x".repeat(1000);
    let clear = "HTTP/1.1 302 Found\r\nLocation: http://localhost/\r\nContent-Length: 0\r\n\r\n";
    let missing = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    let peer = Scripted::start([
        page(&authority, large),
        page(&authority, clear),
        page(&authority, missing),
        page(&authority, "").stall(),
    ])
    .await;
    let app = app(&authority, vec![peer.port]).await;
    let url = format!("https://localhost:{}/", peer.port);
    let get = |limit| fetch::get(&app.context, &url, 100, limit);
    let error = get(LIMIT).await.expect_err("too large");
    assert!(matches!(error, FetchError::Body(_)), "{error}");
    let error = get(LIMIT).await.expect_err("not encrypted");
    assert!(matches!(error, FetchError::Address(_)), "{error}");
    let error = get(LIMIT).await.expect_err("not there");
    assert!(matches!(error, FetchError::Status(_)), "{error}");
    let error = get(Duration::from_millis(300)).await.expect_err("too slow");
    assert!(matches!(error, FetchError::Slow(_)), "{error}");

    let strict = TestApp::start().await;
    for url in ["https://localhost/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/"] {
        let error = fetch::get(&strict.context, url, 100, LIMIT).await.expect_err(url);
        assert!(matches!(error, FetchError::Guarded(_)), "{url}: {error}");
    }
    let error = fetch::get(&strict.context, "https://example.org:22/", 100, LIMIT).await;
    assert!(matches!(error, Err(FetchError::Guarded(_))), "{error:?}");
}
