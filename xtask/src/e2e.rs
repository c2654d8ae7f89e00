//! `cargo xtask e2e`: the release executable in a browser, with real mail servers.

use crate::{run, test::Tally, workspace};
use anyhow::{Context, Result};
use std::{fs, path::Path, process::Command};

/// What to test.
#[derive(Debug, Default, clap::Args)]
pub struct Options {
    /// Words for Playwright, after `--`: a part of a file's name, `--project`, `-g`
    #[arg(last = true)]
    playwright: Vec<String>,
}

/// Tests what `cargo xtask build` has built.
pub fn e2e(options: &Options) -> Result<Tally> {
    let folder = workspace::root().join("end2end");
    install(&folder)?;
    run::succeed(run::program("npx").args(["tsc", "--project", "."]).current_dir(&folder))?;
    let report = folder.join("results/report.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let status = run::status(
        as_root("npx")
            .args(["playwright", "test"])
            .args(&options.playwright)
            .current_dir(&folder)
            .env("PILLARBOX_BINARY", workspace::target().join("release/pillarbox")),
    )?;
    let mut tally = tally(&report)?;
    if !status.success() && tally.is_good() {
        tally += Tally::FAILED;
    }
    Ok(tally)
}

/// Brings the packages that the lock file names, unless they are there.
pub fn install(folder: &Path) -> Result<()> {
    let (lock, kept) = (folder.join("package-lock.json"), folder.join("node_modules/.pillarbox"));
    let wanted = fs::read(&lock)?;
    if fs::read(&kept).is_ok_and(|kept| kept == wanted) {
        return Ok(());
    }
    let mut npm = run::program("npm");
    npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder);
    run::succeed(npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
    Ok(fs::write(kept, wanted)?)
}

/// Mail servers change their user, so they have to be started by root.
fn as_root(name: &str) -> Command {
    if run::output(run::program("id").arg("-u")).as_deref() == Some("0") {
        return run::program(name);
    }
    let mut sudo = run::program("sudo");
    sudo.args(["--preserve-env", name]);
    sudo
}

/// What Playwright's report says.
fn tally(report: &Path) -> Result<Tally> {
    let text = fs::read_to_string(report).context("Playwright left no report")?;
    let report: serde_json::Value = serde_json::from_str(&text)?;
    let count = |name: &str| report["stats"][name].as_u64().unwrap_or(0);
    if count("flaky") > 0 {
        eprintln!("{} passed only when tried again: see the report", count("flaky"));
    }
    Ok(Tally { passed: count("expected") + count("flaky"), failed: count("unexpected") })
}
