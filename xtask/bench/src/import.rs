//! Importing: our program on the archive's file and on a Maildir, mu and notmuch on the Maildir.

use crate::{
    Bench,
    archive::Archive,
    installed,
    measure::{Ran, median},
    peers,
    table::Row,
};
use anyhow::{Result, ensure};
use std::path::Path;

/// Messages a second, indexed.
pub fn import(bench: &Bench) -> Result<Vec<Row>> {
    let count = bench.count(10_000);
    let maildir = bench.fresh("mail")?;
    bench.archive.write_maildir(&maildir, count)?;
    // notmuch writes its index into the Maildir: measured last.
    let ours = rate(bench, count, || imported(bench, &maildir, count))?;
    let mu = peer(bench, "mu", count, || peers::mu(&bench.fresh("mu")?, &maildir))?;
    let notmuch = notmuch(bench, count)?;
    let what = format!("import {count} messages, indexed: three times mu, messages a second");
    let mut rows = vec![against(what, ours, "mu", mu, 3.0)];
    let what = "the same beside notmuch: eight times".to_owned();
    rows.push(against(what, ours, "notmuch", notmuch, 8.0));
    let all = bench.archive.len();
    let archive = rate(bench, all, || imported(bench, &Archive::path(), all))?;
    let what = format!("import the archive ({all} messages, mbox.zst), messages a second");
    rows.push(Row::new(what, format!("{archive:.0}"), "–"));
    Ok(rows)
}

fn against(what: String, ours: f64, name: &str, peer: Option<f64>, budget: f64) -> Row {
    let seen = format!("{ours:.0}");
    match peer {
        Some(peer) => {
            let beside = format!("{name} {peer:.0} (ours {:.2} ×)", ours / peer);
            Row::new(what, seen, beside).at_least(ours, budget * peer)
        }
        None => Row::new(what, seen, format!("{name} is not installed")),
    }
}

fn imported(bench: &Bench, from: &Path, count: usize) -> Result<Ran> {
    let data = bench.fresh("data")?;
    bench.pillarbox.create(&data)?;
    let (ran, stored) = bench.pillarbox.import(&data, from)?;
    // The archive itself holds a few messages twice, which are stored once.
    ensure!(stored + 10 >= count as u64, "{stored} of {count} were stored: {}", ran.stdout);
    Ok(ran)
}

/// notmuch needs a new Maildir for each run.
fn notmuch(bench: &Bench, count: usize) -> Result<Option<f64>> {
    peer(bench, "notmuch", count, || {
        let (home, maildir) = (bench.fresh("notmuch")?, bench.fresh("mail")?);
        bench.archive.write_maildir(&maildir, count)?;
        peers::notmuch(&home, &maildir)
    })
}

fn peer(
    bench: &Bench,
    program: &str,
    count: usize,
    run: impl Fn() -> Result<Ran>,
) -> Result<Option<f64>> {
    if installed(program) { rate(bench, count, run).map(Some) } else { Ok(None) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of messages are far below 2^52")]
fn rate(bench: &Bench, count: usize, run: impl Fn() -> Result<Ran>) -> Result<f64> {
    let runs = (0..bench.runs()).map(|_| Ok(run()?.seconds)).collect::<Result<Vec<_>>>()?;
    Ok(count as f64 / median(runs))
}
