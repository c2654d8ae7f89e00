//! The store of the large mailbox by itself, without HTTP: the bench `large` of the store.

use crate::{Bench, archive, pillarbox::USER, table::Row};
use anyhow::{Context, Result};
use std::{fmt::Write as _, path::Path};
use xtask::run;

use crate::measure;

/// Budgets in milliseconds, by the kind's first word: p50 and p99.
const SEARCH: (f64, f64) = (2.0, 10.0);
const CHANGE: f64 = 10.0;

/// Builds the program, and tells it what to ask.
pub fn queries(bench: &Bench) -> Result<Vec<Row>> {
    let large = bench.large()?;
    asked(bench, &large.data, large.count, None)
}

/// The same of the mailbox in a data directory, or in the database beside it.
pub fn asked(bench: &Bench, data: &Path, count: usize, database: Option<&str>) -> Result<Vec<Row>> {
    let mut cargo = run::cargo();
    cargo.args(["bench", "--quiet", "--package", "store", "--bench", "large", "--"]);
    cargo.arg(data).arg(USER).args(database);
    let ran = measure::ran(&mut cargo, &questions(count, bench.count(400)))?;
    let ran = ran.succeeded("cargo bench --bench large")?;
    let place = if database.is_some() { "in PostgreSQL" } else { "in the store" };
    ran.stdout.lines().map(|line| row(line, place, count)).collect()
}

/// Lines for the program: a kind, how often, and what to search for.
fn questions(count: usize, times: usize) -> String {
    let mut lines = String::new();
    let mut ask = |kind: &str, queries: &[String]| {
        for query in queries {
            let _ = writeln!(lines, "{kind}\t{}\t{query}", times.div_ceil(queries.len()));
        }
    };
    let owned =
        |queries: &[&str]| queries.iter().map(|&query| query.to_owned()).collect::<Vec<_>>();
    // Each of these words stands in one subject.
    let rare: Vec<String> = (1..=20).map(|n| archive::word(count / 22 * n + 7)).collect();
    ask("search, rare", &rare);
    ask("search, common", &owned(&["the", "patch", "linux", "openbmc"]));
    ask("search, prefix", &owned(&["pho*", "sens*", "redf*"]));
    ask("search, phrase", &owned(&["\"device tree\"", "\"signed-off-by\"", "\"on behalf of\""]));
    ask(
        "search, combined",
        &owned(&[
            "from:andrew subject:patch aspeed -hwmon",
            "ipmi (sensor OR power) has:attachment",
        ]),
    );
    // In the older half, and in the newer.
    let middle = archive::month_of(count / 2);
    ask(
        "search, dates",
        &[format!("redfish before:{middle} in:inbox"), format!("is:unread linux after:{middle}")],
    );
    ask("search, few of many", &owned(&["linux is:starred", "the is:answered", "patch in:sent"]));
    ask("search, nothing found", &owned(&["xyzzyplugh", "linux xyzzyplugh"]));
    // Seldom: among a million messages the second takes seconds.
    for query in ["op*", "a*"] {
        let _ = writeln!(lines, "search, prefix of one or two letters\t10\t{query}");
    }
    lines
}

/// A line of the program's answer: kind, how many, p50 and p99 in microseconds.
fn row(line: &str, place: &str, count: usize) -> Result<Row> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [kind, times, p50, p99] = fields[..] else {
        anyhow::bail!("not understood: {line}");
    };
    let number = |text: &str| text.parse::<f64>().with_context(|| line.to_owned());
    let (p50, p99) = (number(p50)? / 1e3, number(p99)? / 1e3);
    let what = format!("{place}, {count} messages: {kind}: p50, p99 of {times}");
    let seen = format!("{p50:.2} ms, {p99:.2} ms");
    Ok(if kind.starts_with("search") {
        let beside = "≤ 2 ms, ≤ 10 ms (1,000,000 messages)";
        Row::new(what, seen, beside).at_most((p50 / SEARCH.0).max(p99 / SEARCH.1), 1.0)
    } else if kind.starts_with("change") {
        Row::new(what, seen, "p99 ≤ 10 ms").at_most(p99, CHANGE)
    } else {
        Row::new(what, seen, "–")
    })
}
