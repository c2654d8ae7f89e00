//! The large mailbox beside mu and notmuch: indexing it, the space that takes, and finding in it
//! on the command line of each program: the newest fifty, as whole processes.

use crate::{
    Bench, bytes_below, installed,
    kept::{Large, part, percent},
    measure::{Ran, median},
    peers,
    pillarbox::USER,
    table::Row,
};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Times that each is asked.
const TIMES: usize = 9;
const LIMIT: &str = "50";

/// What is asked, in the three languages: a name, ours, mu's, notmuch's.
const QUESTIONS: [(&str, &str, &str, &str); 5] = [
    ("common word", "linux", "linux", "linux"),
    ("two words", "ipmi sensor", "ipmi sensor", "ipmi and sensor"),
    ("phrase", "\"device tree\"", "\"device tree\"", "\"device tree\""),
    ("beginning of a word", "sens*", "sens*", "sens*"),
    (
        "sender and subject",
        "from:andrew subject:patch",
        "from:andrew subject:patch",
        "from:andrew and subject:patch",
    ),
];

/// Asks for so many messages, newest first.
type Ask = fn(&Path, &str, &str) -> Result<Ran>;

/// A peer that has indexed the mailbox.
struct Indexed {
    name: &'static str,
    home: PathBuf,
    seconds: f64,
    cpu: f64,
    bytes: u64,
    ask: Ask,
}

impl Indexed {
    fn new(name: &'static str, home: PathBuf, ran: &Ran, bytes: u64, ask: Ask) -> Self {
        eprintln!("  {name} in {:.0} s, {:.0} s of processor time", ran.seconds, ran.cpu);
        Self { name, home, seconds: ran.seconds, cpu: ran.cpu, bytes, ask }
    }
}

/// Two rows for indexing, one for space, and one for each question.
pub fn find(bench: &Bench) -> Result<Vec<Row>> {
    let large = bench.large()?;
    let peers = indexed(bench, large)?;
    let mut rows = vec![indexing(large, &peers), processor(large, &peers), space(large, &peers)?];
    for (name, ours, for_mu, for_notmuch) in QUESTIONS {
        let arguments = ["search", USER, ours, "--limit", LIMIT, "--json"];
        let seen = typical(|| bench.pillarbox.run(&large.data, &arguments, ""))?;
        let beside = peers.iter().map(|peer| {
            let question = if peer.name == "mu" { for_mu } else { for_notmuch };
            let asked = typical(|| (peer.ask)(&peer.home, question, LIMIT))?;
            Ok(format!("{} {asked:.1} ms (ours {:.2} ×)", peer.name, seen / asked))
        });
        let beside = beside.collect::<Result<Vec<_>>>()?.join(", ");
        let what = format!("find among {} messages, whole process: {name}", large.count);
        rows.push(Row::new(what, format!("{seen:.1} ms"), beside));
    }
    Ok(rows)
}

/// The same mail as a Maildir, indexed by those that are installed, once.
fn indexed(bench: &Bench, large: &Large) -> Result<Vec<Indexed>> {
    let maildir = bench.fresh("mail")?;
    bench.archive.write_maildir(&maildir, large.count)?;
    let mut peers = Vec::new();
    if installed("mu") {
        let home = bench.fresh("mu")?;
        let ran = peers::mu(&home, &maildir)?;
        let bytes = bytes_below(&home)?;
        peers.push(Indexed::new("mu", home, &ran, bytes, peers::mu_find));
    }
    // It writes into the Maildir: last.
    if installed("notmuch") {
        let home = bench.fresh("notmuch")?;
        let ran = peers::notmuch(&home, &maildir)?;
        let bytes = bytes_below(&maildir.join(".notmuch"))?;
        peers.push(Indexed::new("notmuch", home, &ran, bytes, peers::notmuch_search));
    }
    Ok(peers)
}

#[expect(clippy::cast_precision_loss, reason = "counts of messages are far below 2^52")]
fn indexing(large: &Large, peers: &[Indexed]) -> Row {
    let rate = |seconds: f64| large.count as f64 / seconds;
    let beside = peers.iter().map(|peer| {
        let ratio = peer.seconds / large.seconds;
        format!("{} {:.0} (ours {ratio:.2} ×)", peer.name, rate(peer.seconds))
    });
    let what = format!("import {} messages once, indexed, messages a second", large.count);
    Row::new(what, format!("{:.0}", rate(large.seconds)), beside.collect::<Vec<_>>().join(", "))
}

/// What says how much work it is, whatever else the machine does.
#[expect(clippy::cast_precision_loss, reason = "counts of messages are far below 2^52")]
fn processor(large: &Large, peers: &[Indexed]) -> Row {
    let each = |seconds: f64| 1e3 * seconds / large.count as f64;
    let beside = peers.iter().map(|peer| {
        format!("{} {:.2} (ours {:.2} ×)", peer.name, each(peer.cpu), large.cpu / peer.cpu)
    });
    let beside = beside.collect::<Vec<_>>().join(", ");
    Row::new(
        "the same, processor milliseconds a message",
        format!("{:.2}", each(large.cpu)),
        beside,
    )
}

/// The peers have the mail itself beside what they need.
fn space(large: &Large, peers: &[Indexed]) -> Result<Row> {
    let beside = peers.iter().map(|peer| {
        format!("the index alone: {} {}", peer.name, percent(part(peer.bytes, large.bytes)))
    });
    let what = format!("disk, {} messages, mail and index", large.count);
    let seen = part(bytes_below(&large.data)?, large.bytes);
    Ok(Row::new(what, percent(seen), beside.collect::<Vec<_>>().join(", ")))
}

/// Milliseconds of a typical run.
fn typical(run: impl Fn() -> Result<Ran>) -> Result<f64> {
    let times = (0..TIMES).map(|_| Ok(1e3 * run()?.seconds)).collect::<Result<Vec<_>>>()?;
    Ok(median(times))
}
