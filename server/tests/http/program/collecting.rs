use super::{Server, folder, pillarbox, run};
use std::{
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};
use testpeers::{Fault, Mailbox, Provider};

const USER: &str = "ada@pillarbox.test";
const PASSWORD: &str = "an unusual password";

fn letters(count: usize) -> Mailbox {
    Mailbox::new((0..count).map(|n| {
        let source = format!("Subject: {n}\r\n\r\nprivate matters, part {n}\r\n");
        (n.to_string().into_bytes(), source.into_bytes())
    }))
}

/// A data directory with a user and an account at the provider, whose mail is deleted there.
fn begin(data: &Path, provider: &Provider) {
    let url = format!("pop3+insecure://ada@127.0.0.1:{}", provider.port);
    let user: &[&str] = &["user", "add", USER];
    let account: &[&str] = &["account", "add", USER, &url, "--leave", "delete"];
    for (arguments, input) in [(user, "correct horse\n"), (account, "an unusual password\n")] {
        let done = run(data, arguments, input);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

fn collect(data: &Path, log: &str) -> Output {
    let mut command = pillarbox(data, &["collect"]);
    command.env("PILLARBOX_LOG", log).output().expect("its output")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_shows_what_was_said_to_a_provider_if_asked_and_neither_secrets_nor_mail() {
    for sasl in [None, Some(Fault::Can("SASL PLAIN"))] {
        let provider = Provider::start(letters(2).with(sasl)).await;
        let folder = folder();
        let data = folder.path().join("data");
        begin(&data, &provider);
        let output = collect(&data, "trace");
        let said = String::from_utf8(output.stderr).expect("text");
        assert!(output.status.success(), "{said}");
        for line in ["C: UIDL", "C: RETR 2", "S: (3 lines, 39 bytes)", "C: DELE 1", "C: QUIT"] {
            assert!(said.contains(line), "{line} is not in {said}");
        }
        let base64 = "AGFkYQBhbiB1bnVzdWFsIHBhc3N3b3Jk";
        for secret in [PASSWORD, "unusual", base64, "private"] {
            assert!(!said.contains(secret), "{secret} is in {said}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_ends_within_ten_seconds_in_the_middle_of_a_pass_and_loses_nothing() {
    const ALL: usize = 300;
    let mut provider = Provider::start_with(letters(ALL), |session| match session {
        0 => vec![Fault::LeavesBefore("RETR 250")],
        _ => Vec::new(),
    })
    .await;
    let folder = folder();
    let data = folder.path().join("data");
    begin(&data, &provider);
    let mut serve = pillarbox(&data, &["serve", "--listen", "127.0.0.1:0"]);
    serve.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut server = Server(serve.spawn().expect("the program"));
    provider.silent_in(1).await;

    let asked = Instant::now();
    let id = server.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill").success());
    let status = tokio::task::spawn_blocking(move || server.0.wait()).await.expect("waited");
    assert!(status.expect("its status").success());
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
    assert_eq!(provider.letters().len(), ALL, "nothing was deleted that QUIT did not confirm");

    let output = collect(&data, "warn");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(provider.letters().is_empty());
    let out = folder.path().join("out.mbox");
    let words = ["export", USER, out.to_str().expect("text"), "--format", "mbox"];
    assert!(run(&data, &words, "").status.success());
    let mbox = std::fs::read_to_string(out).expect("an mbox").replace('\r', "");
    for n in 0..ALL {
        let line = format!("private matters, part {n}\n");
        assert_eq!(mbox.matches(&line).count(), 1, "message {n}");
    }
}
