//! What the person reads when a mailbox cannot be collected.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/disk.rs"]
mod disk;
#[path = "sentences/noise.rs"]
mod noise;
#[path = "support/pillarbox.rs"]
mod pillarbox;

use pillarbox::{Pillarbox, USER};
use testpeers::{Authority, Dovecot, Script, Scripted};

/// Collects from `url`, which fails, and answers the sentence.
async fn problem(settings: &str, url: String, password: &'static str) -> String {
    let settings = settings.to_owned();
    let run = move || {
        let pillarbox = Pillarbox::new(&settings);
        pillarbox.add_account(&url, password, "keep");
        pillarbox.run(&["collect", "--json"], "")
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    let report = String::from_utf8(output.stdout).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(output.status.code(), Some(1), "{report}");
    assert_eq!(report["failed"], true, "{report}");
    report["problem"].as_str().unwrap().to_owned()
}

fn signed_in() -> Script {
    let capabilities = "+OK\r\nUSER\r\nUIDL\r\nPIPELINING\r\n.\r\n";
    Script::new()
        .say("+OK\r\n")
        .hear("CAPA")
        .say(capabilities)
        .hear("USER ada")
        .say("+OK\r\n")
        .hear("PASS")
        .say("+OK\r\n")
        .hear("CAPA")
        .say(capabilities)
        .hear("UIDL")
        .hear("LIST")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_cannot_be_reached() {
    // The port was free a moment ago.
    let port = {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.local_addr().unwrap().port()
    };
    assert_eq!(
        problem("", format!("pop3s://ada@127.0.0.1:{port}"), "secret").await,
        "Could not reach 127.0.0.1: connection refused. Your mail stays at the provider; the next \
         try is automatic."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_of_the_server_is_wrong() {
    assert_eq!(
        problem("", "pop3s://ada@mail.pillarbox.invalid".to_owned(), "secret").await,
        "Could not reach mail.pillarbox.invalid: its name could not be found. Your mail stays at \
         the provider; the next try is automatic."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_is_wrong() {
    let Some(dovecot) = Dovecot::start(&[(USER, "correct horse")]) else { return };
    let settings = format!("[tls]\nca_file = \"{}\"\n", dovecot.authority_file().display());
    let url = format!("pop3s://ada%40pillarbox.test@localhost:{}", dovecot.pop3s);
    assert_eq!(
        problem(&settings, url, "wrong").await,
        "localhost refused the name or password for ada@pillarbox.test (it said: “[AUTH] \
         Authentication failed.”). Your mail stays at the provider. Correct the password in the \
         account's settings."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_certificate_is_not_trusted() {
    let tls = Authority::new().server("localhost");
    let server = Scripted::start([Script::new().encrypt(tls)]).await;
    assert_eq!(
        problem("", format!("pop3s://ada@localhost:{}", server.port), "secret").await,
        "The certificate of localhost is not trusted: it was signed by an authority that is not \
         known here. Your password was not sent and your mail stays at the provider. Check the \
         server's name in the account, or ask the provider."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_drops_the_line_in_the_middle_of_a_message() {
    let script = signed_in()
        .say("+OK\r\n1 one\r\n2 two\r\n.\r\n+OK\r\n1 30\r\n2 30\r\n.\r\n")
        .hear("RETR 1")
        .hear("RETR 2")
        .say("+OK\r\nSubject: whole\r\n\r\nx\r\n.\r\n+OK\r\nSubject: half");
    let server = Scripted::start([script]).await;
    assert_eq!(
        problem("", format!("pop3+insecure://ada@127.0.0.1:{}", server.port), "secret").await,
        "127.0.0.1 broke off the connection in the middle of message 2. What had arrived whole is \
         kept, the rest stays at the provider; the next try is automatic."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_over_the_limit() {
    let script = signed_in()
        .say("+OK\r\n1 small\r\n2 large\r\n.\r\n+OK\r\n1 3\r\n2 9000000\r\n.\r\n")
        .hear("RETR 1")
        .say("+OK\r\na\r\n.\r\n")
        .hear("DELE 1")
        .say("+OK\r\n")
        .hear("QUIT")
        .say("+OK\r\n");
    // What is stored is deleted first: nothing that happens to the headers is to hold that up.
    let headers = signed_in()
        .say("+OK\r\n1 large\r\n.\r\n+OK\r\n1 9000000\r\n.\r\n")
        .hear("TOP 1 0")
        .say("+OK\r\nSubject: Large\r\n\r\n.\r\n")
        .hear("QUIT")
        .say("+OK\r\n");
    let server = Scripted::start([script, headers]).await;
    let url = format!("pop3+insecure://ada@127.0.0.1:{}", server.port);
    let run = move || {
        let pillarbox = Pillarbox::new("[limits]\nmessage = 1500000\n");
        pillarbox.add_account(&url, "secret", "delete");
        let said = pillarbox.succeed(&["collect"], "");
        let found = pillarbox.succeed(&["search", "ada@pillarbox.test", "subject:large"], "");
        assert!(found.contains("Large"), "its headers are here: {found}");
        said
    };
    let said = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(said.contains("1 new") && said.contains("1 skipped"), "{said}");
    let sentence = "1 message over the limit of 1.5 MB. What was skipped stays at the provider.";
    assert!(said.contains(sentence), "{said}");
}

#[test]
fn a_full_disk_is_said_loses_nothing_and_is_no_matter_once_there_is_space() {
    const MESSAGES: usize = 60;
    let Some(dovecot) = Dovecot::start(&[(USER, "correct horse")]) else { return };
    // Every tenth is so large that it is kept beside the database.
    let message =
        |n: usize| noise::message(n, if n.is_multiple_of(10) { 600_000 } else { 150_000 });
    for n in 0..MESSAGES {
        dovecot.deliver(USER, &format!("{n:05}"), &message(n));
    }
    let settings = format!("[tls]\nca_file = \"{}\"\n", dovecot.authority_file().display());
    let pillarbox = Pillarbox::new(&settings);
    let url = format!("pop3s://ada%40pillarbox.test@localhost:{}", dovecot.pop3s);
    pillarbox.add_account(&url, "correct horse", "delete");
    let Some(disk) = disk::Small::under(&pillarbox.data(), "6m") else { return };

    let full = pillarbox.run(&["collect"], "");
    let said = String::from_utf8([full.stdout, full.stderr].concat()).unwrap();
    assert_eq!(full.status.code(), Some(1), "{said}");
    assert!(said.contains("is full. Nothing that was stored is lost: free some space"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    let left = dovecot.count(USER);
    assert!(left > 0, "there was no room for all of it");

    disk.grow("200m");
    pillarbox.succeed(&["collect"], "");
    assert_eq!(dovecot.count(USER), 0);
    pillarbox.succeed(&["check"], "");
    let found = pillarbox.succeed(&["search", USER, "noise", "--limit", "1000", "--json"], "");
    assert_eq!(found.lines().count(), MESSAGES, "each is there once");
}
