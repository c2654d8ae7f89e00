//! `cargo xtask test`: everything that must hold before a change goes in. Goes on after a
//! failure, so that one run shows all of them; the last line has the totals.

mod rules;
mod tally;

pub use tally::Tally;

use crate::{build, e2e, run};
use anyhow::{Context, Result};
use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::Instant,
};

/// A part of the whole: what it is called, and what runs it.
type Part = (&'static str, fn() -> Result<Tally>);

/// Cheap ones first.
const PARTS: [Part; 7] = [
    ("formatting", || check(run::cargo().args(["fmt", "--all", "--check"]))),
    ("import rules", rules::check),
    ("licences and advisories", deny),
    ("lints", || check(run::cargo().args(["clippy", "--workspace", "--all-targets"]).args(DENY))),
    ("lints of the browser's half", || {
        let browser = ["clippy", "--package", "app", "--lib", "--features", "hydrate"];
        check(run::cargo().args(browser).args(DENY))
    }),
    ("tests", tests),
    ("tests in a browser", || {
        build::build(build::Options::default())?;
        e2e::e2e(&e2e::Options::default())
    }),
];

const DENY: [&str; 3] = ["--", "-D", "warnings"];

/// Runs all parts; answers whether all is well.
pub fn test() -> bool {
    let mut all = Tally::default();
    for (name, part) in PARTS {
        eprintln!("\n== {name}");
        let began = Instant::now();
        let tally = part().unwrap_or_else(|error| {
            eprintln!("{error:#}");
            Tally::FAILED
        });
        eprintln!("== {name}: {tally}  ({} s)", began.elapsed().as_secs());
        all += tally;
    }
    println!("{all}");
    all.is_good()
}

/// A program that says yes or no counts as one test.
fn check(command: &mut Command) -> Result<Tally> {
    Ok(if run::status(command)?.success() { Tally::PASSED } else { Tally::FAILED })
}

/// Who may be linked, under which licence and from where; and known holes, where the database of
/// them can be had: a machine without the way there is no reason to fail.
fn deny() -> Result<Tally> {
    if run::output(run::cargo().args(["deny", "--version"])).is_none() {
        eprintln!("skipped: cargo-deny is not installed (cargo install cargo-deny)");
        return Ok(Tally::default());
    }
    // All targets' packages, also those that no build here has asked for.
    if !run::status(run::cargo().args(["fetch", "--locked", "--quiet"]))?.success() {
        eprintln!("skipped: not all packages can be had");
        return Ok(Tally::default());
    }
    let deny = |words: &[&str]| {
        let mut cargo = run::cargo();
        cargo.args(["deny", "--config", ".deny.toml"]).args(words);
        cargo
    };
    let mut tally = check(&mut deny(&["check", "bans", "licenses", "sources"]))?;
    if run::output(&mut deny(&["fetch", "db"])).is_some() {
        tally += check(&mut deny(&["check", "--disable-fetch", "advisories"]))?;
    } else {
        eprintln!("skipped: the database of advisories cannot be reached");
    }
    Ok(tally)
}

/// Unit and integration tests: with nextest if it is there, or else with Cargo itself.
fn tests() -> Result<Tally> {
    let nextest = run::output(run::cargo().args(["nextest", "--version"])).is_some();
    let mut cargo = run::cargo();
    if nextest {
        cargo.args(["nextest", "run", "--workspace", "--no-fail-fast"]).stderr(Stdio::piped());
    } else {
        cargo.args(["test", "--workspace", "--no-fail-fast"]).stdout(Stdio::piped());
    }
    let mut child = cargo.spawn().context("cannot start cargo")?;
    let mut tally = Tally::default();
    if let Some(stderr) = child.stderr.take() {
        tally += echo(BufReader::new(stderr))?;
    }
    if let Some(stdout) = child.stdout.take() {
        tally += echo(BufReader::new(stdout))?;
    }
    let status = child.wait()?;
    // What does not compile has no tests that could have failed.
    if !status.success() && tally.is_good() {
        tally += Tally::FAILED;
    }
    Ok(tally)
}

/// Passes the lines on and counts.
fn echo(lines: impl BufRead) -> Result<Tally> {
    let mut tally = Tally::default();
    for line in lines.split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        eprintln!("{line}");
        tally += Tally::in_line(&line);
    }
    Ok(tally)
}
