//! What a reader waits for in the browser: opening messages of the large mailbox.

use crate::{
    Bench,
    measure::{Times, ran},
    pillarbox::{PASSWORD, USER},
    table::Row,
};
use anyhow::{Context, Result};
use xtask::{e2e, run, workspace};

/// Messages opened.
const OPENED: usize = 40;

/// Starts the server on the large mailbox and reads in it with Chromium.
pub fn browser(bench: &Bench) -> Result<Vec<Row>> {
    let folder = workspace::root().join("end2end");
    e2e::install(&folder)?;
    let large = bench.large()?;
    let server = bench.pillarbox.serve(&large.data)?;
    let origin = format!("http://{}", server.address);
    let count = bench.count(OPENED).to_string();
    let mut node = run::program("node");
    node.args(["bench/opening.mjs", &origin, USER, PASSWORD, &count]).current_dir(folder);
    let said = ran(&mut node, "")?.succeeded("node bench/opening.mjs")?.stdout;
    let seen: serde_json::Value = serde_json::from_str(&said).context(said)?;
    let number = |name: &str| seen[name].as_f64().context(format!("no {name}"));
    let opened = seen["opened"].as_array().context("no message was opened")?;
    let times: Times = opened.iter().filter_map(|one| Some(one.as_f64()? / 1000.0)).collect();
    let (p50, p99) = (times.percentile(50), times.percentile(99));
    let what = format!("opening a message in the browser, {} messages: p50, p99", large.count);
    let (painted, alive) = (number("painted")?, number("alive")?);
    Ok(vec![
        Row::new(what, format!("{p50:.0} ms, {p99:.0} ms"), "≤ 50 ms").at_most(p50, 50.0),
        Row::new(
            "the mailbox in the browser, seen before: painted, controls answer",
            format!("{painted:.0} ms, {alive:.0} ms"),
            "–",
        ),
    ])
}
