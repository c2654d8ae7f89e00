use std::{
    fs,
    io::Write,
    path::PathBuf,
    process::{Command, Output, Stdio},
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

    /// Where it keeps everything.
    pub fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// The user's account at `url`, where what comes twice is not hidden.
    pub fn add_account(&self, url: &str, password: &str, leave: &str) {
        let words = ["account", "add", USER, url, "--leave", leave, "--keep-copies"];
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

    /// The program with its settings and these words.
    pub fn command(&self, words: &[&str]) -> Command {
        let place = self.directory.path();
        let mut command = program();
        command
            .arg("--config")
            .arg(place.join("pillarbox.toml"))
            .arg("--data")
            .arg(self.data())
            .args(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

#[expect(clippy::disallowed_methods, reason = "the program under test")]
fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_pillarbox"))
}
