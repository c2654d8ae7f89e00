//! The executable, as an operator meets it.
#![expect(clippy::disallowed_methods, reason = "these tests start the program")]

mod beside;
mod collecting;
mod damage;
mod granting;
mod importing;
mod power;
mod running;
mod wrong;

use std::{
    fmt::Write as _,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

fn pillarbox(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pillarbox"));
    let folder = data.ancestors().skip(1).find(|path| path.is_dir()).expect("a folder");
    command.arg("--data").arg(data).args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(data: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = pillarbox(data, arguments).spawn().expect("the program");
    let mut stdin = child.stdin.take().expect("its input");
    // A program that fails early does not read; that shows in what it says.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("its output")
}

/// The one sentence that a failed command says.
fn complaint(output: &Output) -> String {
    let said = String::from_utf8(output.stderr.clone()).expect("text");
    assert!(!output.status.success(), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(!said.contains("panicked"), "{said}");
    said
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a directory")
}

/// An mbox with messages "word 0", "word 1" and so on.
fn mbox(count: usize, word: &str) -> String {
    let mut mbox = String::new();
    for n in 0..count {
        write!(
            mbox,
            "From grace@pillarbox.test Mon Nov 23 10:00:00 2026\nFrom: grace@pillarbox.test\n\
             Subject: {word} {n}\nMessage-ID: <{word}-{n}@pillarbox.test>\n\nwords{n}\n\n"
        )
        .expect("a string takes it");
    }
    mbox
}

/// Ends the server it started, whatever becomes of the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn users_are_added_listed_and_removed() {
    let folder = folder();
    let data = folder.path().join("data");
    let added = run(&data, &["user", "add", "ada@pillarbox.test"], "correct horse\n");
    assert!(added.status.success(), "{added:?}");
    let again = run(&data, &["user", "add", "ada@pillarbox.test"], "correct horse\n");
    assert_eq!(complaint(&again), "pillarbox: There is already a user ada@pillarbox.test.\n");
    let short = run(&data, &["user", "add", "bob@pillarbox.test"], "short\n");
    assert!(complaint(&short).contains("at least 8 characters"));
    let listed = run(&data, &["user", "list", "--json"], "");
    let line: serde_json::Value = serde_json::from_slice(&listed.stdout).expect("one object");
    assert_eq!(line.get("address").and_then(|it| it.as_str()), Some("ada@pillarbox.test"));
    assert!(run(&data, &["user", "remove", "ada@pillarbox.test"], "").status.success());
    assert!(run(&data, &["user", "list"], "").stdout.is_empty());
}

#[test]
fn an_account_is_added_with_its_password_sealed() {
    let folder = folder();
    let data = folder.path().join("data");
    run(&data, &["user", "add", "ada@pillarbox.test"], "correct horse\n");
    let url = "pop3s://ada@pop.pillarbox.test:995";
    let smtp = "smtps://ada@smtp.pillarbox.test:465";
    let add = ["account", "add", "ada@pillarbox.test", url, "--smtp", smtp, "--leave", "keep"];
    let added = run(&data, &add, "s3same-open\n");
    assert!(added.status.success(), "{added:?}");
    let listed = run(&data, &["account", "list", "--json"], "");
    let line: serde_json::Value = serde_json::from_slice(&listed.stdout).expect("one object");
    assert_eq!(line.get("server").and_then(|it| it.as_str()), Some(url));
    assert_eq!(line.get("leave").and_then(|it| it.as_str()), Some("keep"));
    for file in std::fs::read_dir(&data).expect("files") {
        let bytes = std::fs::read(file.expect("a file").path()).unwrap_or_default();
        assert!(!bytes.windows(11).any(|window| window == b"s3same-open"), "it is in the clear");
    }
    let nonsense = run(&data, &["account", "add", "ada@pillarbox.test", "imap://x"], "x\n");
    assert!(complaint(&nonsense).contains("“imap://x” is no POP3 address"));
}

#[test]
fn a_server_starts_says_where_it_is_and_stops_when_asked() {
    let folder = folder();
    let data = folder.path().join("data");
    let mut command = pillarbox(&data, &["serve", "--listen", "127.0.0.1:0"]);
    let mut server = Server(command.spawn().expect("the program"));
    let mut line = String::new();
    let stdout = server.0.stdout.take().expect("its output");
    BufReader::new(stdout).read_line(&mut line).expect("a line");
    assert!(line.starts_with("Pillarbox is at http://127.0.0.1:"), "{line}");

    let address = line.trim_end().rsplit('/').next().expect("an address").to_owned();
    let second = run(&data, &["serve", "--listen", &address], "");
    let in_use = format!("pillarbox: The address {address} is in use");
    assert!(complaint(&second).starts_with(&in_use), "{second:?}");

    let asked = Instant::now();
    let pid = server.0.id().to_string();
    assert!(Command::new("kill").arg("-TERM").arg(pid).status().expect("a signal").success());
    assert!(server.0.wait().expect("its end").success());
    assert!(asked.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_data_directory_has_one_server() {
    let server = running::Running::start("");
    let second = server.beside(&["serve", "--listen", "127.0.0.1:0"], "");
    let data = server.data();
    let sentence = format!("pillarbox: Pillarbox already runs on {}. End it first", data.display());
    assert!(complaint(&second).starts_with(&sentence), "{second:?}");
    let (from, to) = (data.to_str().expect("UTF-8"), data.with_extension("copy"));
    let moved = server.beside(&["migrate-store", from, to.to_str().expect("UTF-8")], "");
    assert!(complaint(&moved).starts_with(&sentence), "mail may arrive meanwhile: {moved:?}");
    assert!(server.beside(&["user", "list"], "").status.success(), "others work beside it");
}

#[test]
fn what_is_wrong_with_the_data_directory_is_one_sentence() {
    let folder = folder();
    let file = folder.path().join("file");
    std::fs::write(&file, "not a directory").expect("a file");
    let blocked = run(&file.join("data"), &["user", "list"], "");
    assert!(complaint(&blocked).contains("cannot be made"), "{blocked:?}");

    let data = folder.path().join("data");
    run(&data, &["user", "add", "ada@pillarbox.test"], "correct horse\n");
    let database = std::fs::read_dir(&data)
        .expect("files")
        .map(|entry| entry.expect("a file").path())
        .find(|path| path.extension().is_some_and(|extension| extension == "db"));
    std::fs::write(database.expect("the database"), vec![b'x'; 10_000]).expect("damage");
    let damaged = run(&data, &["user", "list"], "");
    assert!(complaint(&damaged).contains("damaged"), "{damaged:?}");
}

#[test]
fn a_port_that_another_program_has_is_said_to_be_in_use() {
    let folder = folder();
    let other = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = other.local_addr().expect("an address").to_string();
    let data = folder.path().join("data");
    let refused = run(&data, &["serve", "--listen", &address], "");
    assert!(complaint(&refused).contains("in use"), "{refused:?}");
    assert!(!data.exists(), "and nothing was begun");
}

#[test]
fn a_backup_is_restored_whole_and_never_over_other_mail() {
    let folder = folder();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy"));
    let file = folder.path().join("backup.zip");
    let file_name = file.to_str().expect("UTF-8");
    run(&data, &["user", "add", "ada@pillarbox.test"], "correct horse\n");
    let mail = folder.path().join("one.eml");
    std::fs::write(&mail, crate::app::RICH).expect("a message");
    let mail = mail.to_str().expect("UTF-8");
    let imported = run(&data, &["import", "ada@pillarbox.test", mail], "");
    assert!(imported.status.success(), "{imported:?}");
    let backup = run(&data, &["backup", file_name], "");
    assert!(backup.status.success(), "{backup:?}");
    assert!(complaint(&run(&data, &["backup", file_name], "")).contains("is there already"));
    assert!(complaint(&run(&data, &["restore", file_name], "")).contains("is not empty"));
    let restored = run(&copy, &["restore", file_name], "");
    assert!(restored.status.success(), "{restored:?}");
    assert!(run(&copy, &["check"], "").status.success());
    let found = run(&copy, &["search", "ada@pillarbox.test", "subject:pictures", "--json"], "");
    let line: serde_json::Value = serde_json::from_slice(&found.stdout).expect("one object");
    assert_eq!(line.get("subject").and_then(|it| it.as_str()), Some("Pictures"));
    assert_eq!(
        std::fs::read(data.join("key")).expect("a key"),
        std::fs::read(copy.join("key")).expect("a key"),
        "passwords of accounts can be opened"
    );
}

#[test]
fn settings_are_printed_and_misspelt_ones_named() {
    let folder = folder();
    let data = folder.path().join("data");
    let mut command = pillarbox(&data, &["config"]);
    let output = command.env("PILLARBOX_SEND_PASSWORD", "s3same").output().expect("output");
    let printed = String::from_utf8(output.stdout).expect("text");
    assert!(printed.contains("listen = \"127.0.0.1:8025\""), "{printed}");
    assert!(printed.contains("(hidden)") && !printed.contains("s3same"), "{printed}");
    std::fs::write(folder.path().join("pillarbox.toml"), "lisen = '1'").expect("settings");
    assert!(complaint(&run(&data, &["config"], "")).contains("lisen"));
}
