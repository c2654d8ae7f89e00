//! Collecting by POP3: our program, mpop, fetchmail and getmail6 on the same mailboxes in turn.

use crate::{
    Bench,
    dovecot::Dovecot,
    measure::{Ran, median},
    peers, proxy,
    table::Row,
};
use anyhow::{Result, ensure};
use nix::unistd::{Gid, Uid};
use std::time::Duration;

/// Messages that fetchmail is given, as it waits for each, and those that getmail6 is given, as it
/// also starts a process for each.
const PATIENTLY: Given = Given { fetchmail: 1_000, getmail: 200 };
/// The same when each takes several round trips.
const FAR: Given = Given { fetchmail: 1_000, getmail: 200 };
/// Mailboxes collected at once, and messages in each.
const CROWD: usize = 200;
const EACH: usize = 20;
/// Half a round trip of 50 ms.
const ONE_WAY: Duration = Duration::from_millis(25);

/// Nobody between the programs and Dovecot.
pub fn collect(bench: &Bench) -> Result<Vec<Row>> {
    let count = bench.count(10_000);
    let dovecot = Dovecot::start(&bench.fresh("dovecot")?)?;
    dovecot.mailbox("many", |dir| bench.archive.write_maildir(dir, count))?;
    let given = Given { fetchmail: PATIENTLY.fetchmail.min(count), ..PATIENTLY };
    let seen = Rivals::race(bench, "many", dovecot.port, count, given, dovecot.owner)?;
    let what = format!("collect {count} messages from Dovecot, messages a second");
    let cpu = seen.processor("the same, processor milliseconds a message");
    Ok(vec![seen.row(what).at_least(seen.ours.rate, 2.0 * seen.mpop.rate), cpu])
}

/// A round trip of 50 ms between them.
pub fn latency(bench: &Bench) -> Result<Vec<Row>> {
    let count = bench.count(10_000);
    let dovecot = Dovecot::start(&bench.fresh("dovecot")?)?;
    dovecot.mailbox("far", |dir| bench.archive.write_maildir(dir, count))?;
    let port = proxy::start(dovecot.port, ONE_WAY)?;
    let seen = Rivals::race(bench, "far", port, count, FAR, dovecot.owner)?;
    let what = format!("{count} messages, round trip 50 ms, messages a second");
    let cpu = seen.processor("the same, processor milliseconds a message");
    Ok(vec![seen.row(what).at_least(seen.ours.rate, 1000.0), cpu])
}

/// Many small mailboxes, all due at once.
pub fn crowd(bench: &Bench) -> Result<Vec<Row>> {
    let accounts = bench.count(CROWD);
    let dovecot = Dovecot::start(&bench.fresh("dovecot")?)?;
    let names: Vec<String> = (0..accounts).map(|n| format!("user{n}")).collect();
    for (n, name) in names.iter().enumerate() {
        dovecot.mailbox(name, |dir| bench.archive.write_maildir_from(dir, n * EACH, EACH))?;
    }
    let (port, count) = (dovecot.port, accounts * EACH);
    let (mut ours, mut mpop) = (Vec::new(), Vec::new());
    for _ in 0..bench.runs() {
        mpop.push(all(peers::mpop(&bench.fresh("mpop")?, &names, port)?, count)?);
        ours.push(all(collected(bench, &names, port)?, count)?);
    }
    let ran = peers::fetchmail(&bench.fresh("fetchmail")?, &names, port, EACH)?;
    let fetchmail = Speed::of(&[all(ran, count)?], count);
    let ran = peers::getmail(&bench.fresh("getmail")?, dovecot.owner, &names, port, EACH)?;
    let getmail = Speed::of(&[all(ran, count)?], count);
    let (ours, mpop) = (Speed::of(&ours, count), Speed::of(&mpop, count));
    let row = Row::new(
        format!("{accounts} mailboxes of {EACH} messages at once, messages a second"),
        format!("{:.0}", ours.rate),
        format!(
            "one after the other: mpop pipelined {:.0} (ours {:.2} ×), fetchmail {:.0} (ours {:.2} \
             ×), getmail6 {:.0} (ours {:.2} ×); processor: ours {:.2} ms a message, mpop {:.2} ms, \
             fetchmail {:.2} ms, getmail6 {:.2} ms",
            mpop.rate,
            ours.rate / mpop.rate,
            fetchmail.rate,
            ours.rate / fetchmail.rate,
            getmail.rate,
            ours.rate / getmail.rate,
            ours.cpu,
            mpop.cpu,
            fetchmail.cpu,
            getmail.cpu
        ),
    );
    Ok(vec![row])
}

/// Messages that the slow ones are given.
#[derive(Clone, Copy)]
struct Given {
    fetchmail: usize,
    getmail: usize,
}

/// What the programs did, the median of all runs.
struct Rivals {
    ours: Speed,
    mpop: Speed,
    fetchmail: Speed,
    getmail: Speed,
    given: Given,
}

/// Messages a second, and milliseconds of processor time for each.
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
        given: Given,
        owner: (Uid, Gid),
    ) -> Result<Self> {
        let (mut ours, mut mpop) = (Vec::new(), Vec::new());
        let names = [name.to_owned()];
        for _ in 0..bench.runs() {
            mpop.push(all(peers::mpop(&bench.fresh("mpop")?, &names, port)?, count)?);
            ours.push(all(collected(bench, &names, port)?, count)?);
        }
        let ran = peers::fetchmail(&bench.fresh("fetchmail")?, &names, port, given.fetchmail)?;
        let fetchmail = all(ran, given.fetchmail)?;
        let ran = peers::getmail(&bench.fresh("getmail")?, owner, &names, port, given.getmail)?;
        let getmail = all(ran, given.getmail)?;
        Ok(Self {
            ours: Speed::of(&ours, count),
            mpop: Speed::of(&mpop, count),
            fetchmail: Speed::of(&[fetchmail], given.fetchmail),
            getmail: Speed::of(&[getmail], given.getmail),
            given,
        })
    }

    fn row(&self, what: String) -> Row {
        let Self { ours, mpop, fetchmail, getmail, given } = self;
        let beside = format!(
            "mpop pipelined {:.0} (ours {:.2} ×), fetchmail {:.0} (over {}), getmail6 {:.0} (over {})",
            mpop.rate,
            ours.rate / mpop.rate,
            fetchmail.rate,
            given.fetchmail,
            getmail.rate,
            given.getmail
        );
        Row::new(what, format!("{:.0}", ours.rate), beside)
    }

    fn processor(&self, what: &str) -> Row {
        let Self { ours, mpop, fetchmail, getmail, .. } = self;
        let beside = [("mpop", mpop), ("fetchmail", fetchmail), ("getmail6", getmail)]
            .map(|(name, it)| format!("{name} {:.2} (ours {:.2} ×)", it.cpu, ours.cpu / it.cpu));
        Row::new(what, format!("{:.2}", ours.cpu), beside.join(", "))
    }
}

impl Speed {
    #[expect(clippy::cast_precision_loss, reason = "counts of messages are far below 2^52")]
    fn of(runs: &[Ran], count: usize) -> Self {
        let count = count as f64;
        Self {
            rate: count / median(runs.iter().map(|ran| ran.seconds).collect()),
            cpu: 1000.0 * median(runs.iter().map(|ran| ran.cpu).collect()) / count,
        }
    }
}

fn collected(bench: &Bench, names: &[String], port: u16) -> Result<(Ran, u64)> {
    let data = bench.fresh("data")?;
    bench.pillarbox.create(&data)?;
    for name in names {
        bench.pillarbox.add_account(&data, name, port)?;
    }
    bench.pillarbox.collect(&data)
}

/// The run, if it brought every message: a program that loses some is not fast.
fn all((ran, came): (Ran, u64), expected: usize) -> Result<Ran> {
    ensure!(came == expected as u64, "{came} of {expected} messages came: {}", ran.stdout);
    Ok(ran)
}
