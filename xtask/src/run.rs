//! How other programs are called.

use crate::workspace;
use anyhow::{Context, Result, bail};
use std::{
    ffi::OsStr,
    process::{Command, ExitStatus},
};

/// A program that runs in the workspace's root, without what Cargo left in the environment of
/// this one: some build scripts watch those variables, and would run again for each way in
/// which the build is started.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(workspace::root());
    for (key, _) in std::env::vars_os() {
        let left_by_cargo = key.to_str().is_some_and(|key| {
            key == "CARGO"
                || key == "LD_LIBRARY_PATH"
                || ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"]
                    .iter()
                    .any(|p| key.starts_with(p))
        });
        if left_by_cargo {
            command.env_remove(key);
        }
    }
    command
}

/// `cargo` of the toolchain in force.
pub fn cargo() -> Command {
    program("cargo")
}

/// Runs to the end; fails, naming the command, unless it succeeds.
pub fn succeed(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if status.success() { Ok(()) } else { bail!("{} failed: {status}", line(command)) }
}

/// Runs to the end.
pub fn status(command: &mut Command) -> Result<ExitStatus> {
    command.status().with_context(|| format!("cannot start {}", line(command)))
}

/// What it writes to standard output; none when it fails or is not there.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned())
}

/// The command as one would type it.
pub fn line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}
