//! Wrong input, and the sentence that the person sees.

use super::{
    Server, complaint, folder, pillarbox, run,
    running::{ADA, Running, location},
};
use reqwest::{
    Method,
    header::HeaderValue,
    multipart::{Form, Part},
};
use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Read},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output, Stdio},
};

fn form(to: &str) -> Form {
    Form::new()
        .text("from", ADA)
        .text("to", to.to_owned())
        .text("cc", "")
        .text("bcc", "")
        .text("subject", "Once")
        .text("body", "Hello")
        .text("do", "send")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attachment_over_the_limit_is_refused_to_scripts_and_on_the_page() {
    let server = Running::start("[limits]\nattachments = 1000000\n");
    let browser = server.sign_in().await;
    let draft = browser.start_draft().await;
    let sentence = "“film.mp4” is too large: the attachments of one message may have 1 MB in all.";

    let upload = browser.request(Method::POST, &format!("/uploads/{draft}?name=film.mp4"));
    let answer = upload.body(vec![0; 1_000_001]).send().await.expect("an answer");
    assert_eq!(answer.status(), 413);
    let kept = answer.headers().get("connection").map(HeaderValue::as_bytes);
    assert_eq!(kept, Some(b"close".as_slice()), "the next request needs another connection");
    assert_eq!(answer.text().await.expect("JSON"), format!("{{\"Refused\":\"{sentence}\"}}"));

    let film = Part::bytes(vec![0; 1_000_001]).file_name("film.mp4");
    let compose = browser.request(Method::POST, &format!("/compose/{draft}"));
    let answer = compose.multipart(form(ADA).part("files", film)).send().await.expect("an answer");
    let page = browser.get(location(&answer)).await.text().await.expect("a page");
    assert!(page.contains(sentence), "{page}");
    assert!(server.metrics().await.contains("outbox_recipients{state=\"held\"} 0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_sent_twice_sends_once() {
    let server = Running::start("[send]\nhold_seconds = 600\n");
    let browser = server.sign_in().await;
    let draft = browser.start_draft().await;
    let send = || {
        let request = browser.request(Method::POST, &format!("/compose/{draft}"));
        request.multipart(form("grace@example.org")).send()
    };
    let (one, two) = tokio::join!(send(), send());
    let later = send().await.expect("an answer");
    for answer in [one.expect("an answer"), two.expect("an answer"), later] {
        assert!(location(&answer).starts_with("/mail/inbox?sent="), "{answer:?}");
    }
    let found = server.beside(&["search", ADA, "in:sent", "--json"], "");
    assert_eq!(String::from_utf8_lossy(&found.stdout).lines().count(), 1, "{found:?}");
    assert!(server.metrics().await.contains("outbox_recipients{state=\"held\"} 1"));
}

/// The database of a server with some hundred pages of mail, at rest.
fn with_mail(data: &Path) -> Vec<u8> {
    run(data, &["user", "add", ADA], "correct horse\n");
    let mut mbox = String::new();
    for n in 0..300 {
        write!(
            mbox,
            "From grace@pillarbox.test Mon Nov 23 10:00:00 2026\nFrom: grace@pillarbox.test\n\
             Subject: number {n}\nMessage-ID: <{n}@pillarbox.test>\n\nwords{n} and {} more\n\n",
            n * 7919
        )
        .expect("a string takes it");
    }
    let file = data.with_extension("mbox");
    fs::write(&file, mbox).expect("an mbox");
    let imported = run(data, &["import", ADA, file.to_str().expect("UTF-8")], "");
    assert!(imported.status.success(), "{imported:?}");
    fs::read(data.join("pillarbox.db")).expect("the database")
}

/// Everything a program said.
fn said(output: &Output) -> String {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    let said = String::from_utf8_lossy(&all).into_owned();
    assert!(!said.contains("panicked"), "{said}");
    said
}

#[test]
fn a_database_that_is_damaged_anywhere_is_said_to_be_and_nothing_panics() {
    let folder = folder();
    let data = folder.path().join("data");
    let whole = with_mail(&data);
    assert!(said(&run(&data, &["check"], "")).contains("No fault"), "before the damage");
    let third = whole.len() / 3;
    for (what, place, is_noticed_at_start) in [
        ("the header", 0..100, true),
        ("all but the first page", 4096..whole.len(), true),
        ("the middle", third..2 * third, false),
        ("the end", 2 * third..whole.len(), false),
    ] {
        let mut damaged = whole.clone();
        for byte in &mut damaged[place] {
            *byte = byte.wrapping_add(101);
        }
        fs::write(data.join("pillarbox.db"), damaged).expect("damage");
        let checked = run(&data, &["check"], "");
        let sentence = said(&checked);
        assert_eq!(checked.status.code(), Some(1), "{what}: {sentence}");
        assert!(sentence.contains("damaged"), "{what}: {sentence}");

        let serve = pillarbox(&data, &["serve", "--listen", "127.0.0.1:0"]).spawn();
        let mut server = Server(serve.expect("the program"));
        let mut line = String::new();
        let stdout = server.0.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut line).expect("what it says");
        let started = line.starts_with("Pillarbox is at");
        assert!(!(started && is_noticed_at_start), "{what}");
        if !started {
            let mut sentence = String::new();
            let mut stderr = server.0.stderr.take().expect("its errors");
            stderr.read_to_string(&mut sentence).expect("text");
            assert!(sentence.contains("damaged"), "{what}: {sentence}");
            assert!(!sentence.contains("panicked"), "{what}: {sentence}");
        }
        // Nothing of the damaged log is to meet the next damage.
        drop(server);
        for rest in ["pillarbox.db-wal", "pillarbox.db-shm"] {
            let _ = fs::remove_file(data.join(rest));
        }
    }
}

/// The program as somebody whom permissions bind. None, loudly, where that cannot be.
fn as_nobody(data: &Path, arguments: &[&str]) -> Option<Output> {
    let id = Command::new("id").arg("-u").output().ok()?;
    if id.stdout.trim_ascii() != b"0" {
        return Some(run(data, arguments, ""));
    }
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    let program = env!("CARGO_BIN_EXE_pillarbox");
    let runs = |words: &[&str]| {
        let mut command = Command::new("setpriv");
        command.args(nobody).arg(program).args(words).current_dir(data.parent()?);
        command.stdin(Stdio::null()).output().ok()
    };
    if !runs(&["--version"]).is_some_and(|output| output.status.success()) {
        eprintln!("SKIPPED: the program cannot be run as somebody whom permissions bind");
        return None;
    }
    let data = data.to_str()?;
    runs(&[&["--data", data], arguments].concat())
}

#[test]
fn a_data_directory_without_write_access_is_named_with_what_to_do() {
    let folder = folder();
    let set = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
    };
    set(folder.path(), 0o755);
    let data = folder.path().join("data");
    run(&data, &["user", "add", ADA], "correct horse\n");
    for entry in fs::read_dir(&data).expect("files") {
        let path = entry.expect("a file").path();
        let mode = if path.is_dir() { 0o555 } else { 0o444 };
        set(&path, mode);
    }
    set(&data, 0o555);
    let Some(refused) = as_nobody(&data, &["user", "list"]) else { return };
    let sentence = complaint(&refused);
    assert!(sentence.contains("write access"), "{sentence}");
    assert!(sentence.contains("--data"), "{sentence}");

    // A place where no directory can be made.
    set(folder.path(), 0o555);
    let Some(refused) = as_nobody(&folder.path().join("new"), &["user", "list"]) else { return };
    assert!(complaint(&refused).contains("cannot be made"), "{refused:?}");
    set(&data, 0o755);
    set(folder.path(), 0o755);
}
