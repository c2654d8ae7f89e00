//! Collecting by POP3: our program, mpop and fetchmail on the same mailbox in turn.

use super::{
    Bench,
    dovecot::Dovecot,
    measure::{Ran, median},
    peers, proxy,
    table::Row,
};
use anyhow::{Result, ensure};
use std::time::Duration;

/// Messages that fetchmail is given, as it waits for each.
const FOR_FETCHMAIL: usize = 1_000;
/// The same when each takes two round trips.
const FOR_FETCHMAIL_FAR: usize = 100;
/// Half a round trip of 50 ms.
const ONE_WAY: Duration = Duration::from_millis(25);

/// Nobody between the programs and Dovecot.
pub fn collect(bench: &Bench) -> Result<Vec<Row>> {
    let count = bench.count(10_000);
    let dovecot = Dovecot::start(&bench.fresh("dovecot")?)?;
    dovecot.mailbox("many", |dir| bench.archive.write_maildir(dir, count))?;
    let seen = Rivals::race(bench, "many", dovecot.port, count, FOR_FETCHMAIL.min(count))?;
    let what = format!("collect {count} messages from Dovecot, messages a second");
    let cpu = Row::new(
        format!("the same, processor time for {count} messages"),
        format!("{:.1} s", seen.ours.cpu),
        format!("mpop {:.1} s", seen.mpop.cpu),
    );
    Ok(vec![seen.row(what).at_least(seen.ours.rate, 2.0 * seen.mpop.rate), cpu])
}

/// A round trip of 50 ms between them.
pub fn latency(bench: &Bench) -> Result<Vec<Row>> {
    let count = 500;
    let dovecot = Dovecot::start(&bench.fresh("dovecot")?)?;
    dovecot.mailbox("few", |dir| bench.archive.write_maildir(dir, count))?;
    let port = proxy::start(dovecot.port, ONE_WAY)?;
    let seen = Rivals::race(bench, "few", port, count, FOR_FETCHMAIL_FAR)?;
    let what = format!("{count} messages, round trip 50 ms, messages a second");
    Ok(vec![seen.row(what).at_least(seen.ours.rate, 1000.0)])
}

/// What the programs did, the median of all runs.
struct Rivals {
    ours: Speed,
    mpop: Speed,
    fetchmail: Speed,
    given_to_fetchmail: usize,
}

/// Messages a second, and processor seconds for all of them.
struct Speed {
    rate: f64,
    cpu: f64,
}

impl Rivals {
    fn race(
        bench: &Bench,
        name: &str,
        port: u16,
        count: usize,
        given_to_fetchmail: usize,
    ) -> Result<Self> {
        let (mut ours, mut mpop, mut fetchmail) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..bench.runs() {
            mpop.push(all(peers::mpop(&bench.fresh("mpop")?, name, port)?, count)?);
            ours.push(all(collected(bench, name, port)?, count)?);
        }
        let dir = bench.fresh("fetchmail")?;
        let ran = peers::fetchmail(&dir, name, port, given_to_fetchmail)?;
        fetchmail.push(all(ran, given_to_fetchmail)?);
        Ok(Self {
            ours: Speed::of(&ours, count),
            mpop: Speed::of(&mpop, count),
            fetchmail: Speed::of(&fetchmail, given_to_fetchmail),
            given_to_fetchmail,
        })
    }

    fn row(&self, what: String) -> Row {
        let Self { ours, mpop, fetchmail, given_to_fetchmail } = self;
        let beside = format!(
            "mpop pipelined {:.0} (ours {:.2} ×), fetchmail {:.0} (over {given_to_fetchmail})",
            mpop.rate,
            ours.rate / mpop.rate,
            fetchmail.rate
        );
        Row::new(what, format!("{:.0}", ours.rate), beside)
    }
}

impl Speed {
    #[expect(clippy::cast_precision_loss, reason = "counts of messages are far below 2^52")]
    fn of(runs: &[Ran], count: usize) -> Self {
        Self {
            rate: count as f64 / median(runs.iter().map(|ran| ran.seconds).collect()),
            cpu: median(runs.iter().map(|ran| ran.cpu).collect()),
        }
    }
}

fn collected(bench: &Bench, name: &str, port: u16) -> Result<(Ran, u64)> {
    let data = bench.fresh("data")?;
    bench.pillarbox.create(&data)?;
    bench.pillarbox.add_account(&data, name, port)?;
    bench.pillarbox.collect(&data)
}

/// The run, if it brought every message: a program that loses some is not fast.
fn all((ran, came): (Ran, u64), expected: usize) -> Result<Ran> {
    ensure!(came == expected as u64, "{came} of {expected} messages came: {}", ran.stdout);
    Ok(ran)
}
