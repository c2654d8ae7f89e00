use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};
use tempfile::TempDir;

/// The one user.
pub const USER: &str = "ada@pillarbox.test";

/// The real program with a data directory of its own and one user.
pub struct Pillarbox {
    directory: TempDir,
}

impl Pillarbox {
    /// `settings` are lines of `pillarbox.toml`.
    pub fn new(settings: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("pillarbox.toml"), settings).unwrap();
        let pillarbox = Self { directory };
        pillarbox.succeed(&["user", "add", USER], "a password of Ada's\n");
        pillarbox
    }

    /// A place beside the data.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The user's account at `url`.
    pub fn add_account(&self, url: &str, password: &str, leave: &str) {
        let words = ["account", "add", USER, url, "--leave", leave];
        self.succeed(&words, &format!("{password}\n"));
    }

    /// Runs it to its end.
    pub fn run(&self, words: &[&str], input: &str) -> Output {
        let mut process = self.command(words).stdin(Stdio::piped()).spawn().unwrap();
        // It may have ended without reading.
        let _ = process.stdin.take().unwrap().write_all(input.as_bytes());
        process.wait_with_output().unwrap()
    }

    /// Runs it and answers what it wrote.
    pub fn succeed(&self, words: &[&str], input: &str) -> String {
        let output = self.run(words, input);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            output.status.success(),
            "{words:?}: {}{}",
            text(&output.stdout),
            text(&output.stderr)
        );
        text(&output.stdout)
    }

    /// Starts it and does not wait.
    #[allow(dead_code, reason = "not every test ends it by force")]
    pub fn start(&self, words: &[&str]) -> Child {
        self.command(words).stdin(Stdio::null()).spawn().unwrap()
    }

    fn command(&self, words: &[&str]) -> Command {
        let place = self.directory.path();
        let mut command = program();
        command
            .arg("--config")
            .arg(place.join("pillarbox.toml"))
            .arg("--data")
            .arg(place.join("data"))
            .args(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Every message that the user has, byte for byte, in no order.
    #[allow(dead_code, reason = "not every test reads the mail")]
    pub fn messages(&self, export: &str) -> Vec<Vec<u8>> {
        let out = self.path(export);
        self.succeed(&["export", USER, out.to_str().unwrap(), "--format", "maildir"], "");
        let mut messages = Vec::new();
        read(&out, &mut messages);
        messages
    }
}

/// The files of a Maildir and of the folders in it.
fn read(folder: &Path, messages: &mut Vec<Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let parent = folder.file_name().and_then(|name| name.to_str());
        if path.is_dir() {
            read(&path, messages);
        } else if matches!(parent, Some("cur" | "new")) {
            messages.push(fs::read(path).unwrap());
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the program under test")]
fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_pillarbox"))
}
