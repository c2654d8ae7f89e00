//! Finding, asked on the command line of each program: the newest fifty, as whole processes.

use super::{
    Bench, installed,
    measure::{Ran, median},
    peers,
    pillarbox::USER,
    table::Row,
};
use anyhow::Result;

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

/// Milliseconds a question, beside mu and notmuch on the same mail.
pub fn find(bench: &Bench) -> Result<Vec<Row>> {
    let count = bench.count(10_000);
    let (maildir, data) = (bench.fresh("mail")?, bench.fresh("data")?);
    bench.archive.write_maildir(&maildir, count)?;
    bench.pillarbox.create(&data)?;
    bench.pillarbox.import(&data, &maildir)?;
    let (mu, notmuch) = (bench.fresh("mu")?, bench.fresh("notmuch")?);
    if installed("mu") {
        peers::mu(&mu, &maildir)?;
    }
    // It writes into the Maildir: last.
    if installed("notmuch") {
        peers::notmuch(&notmuch, &maildir)?;
    }
    let mut rows = Vec::new();
    for (name, ours, for_mu, for_notmuch) in QUESTIONS {
        let arguments = ["search", USER, ours, "--limit", LIMIT, "--json"];
        let seen = typical(|| bench.pillarbox.run(&data, &arguments, ""))?;
        let mut beside = Vec::new();
        if installed("mu") {
            beside.push(ratio("mu", seen, typical(|| peers::mu_find(&mu, for_mu, LIMIT))?));
        }
        if installed("notmuch") {
            let asked = typical(|| peers::notmuch_search(&notmuch, for_notmuch, LIMIT))?;
            beside.push(ratio("notmuch", seen, asked));
        }
        let what = format!("find among {count} messages, whole process: {name}");
        rows.push(Row::new(what, format!("{seen:.1} ms"), beside.join(", ")));
    }
    Ok(rows)
}

fn ratio(name: &str, ours: f64, theirs: f64) -> String {
    format!("{name} {theirs:.1} ms (ours {:.2} ×)", ours / theirs)
}

/// Milliseconds of a typical run.
fn typical(run: impl Fn() -> Result<Ran>) -> Result<f64> {
    let times = (0..TIMES).map(|_| Ok(1e3 * run()?.seconds)).collect::<Result<Vec<_>>>()?;
    Ok(median(times))
}
