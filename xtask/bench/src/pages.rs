//! Whole pages of the large mailbox over HTTP, as a signed-in reader gets them; start; memory.

mod crowd;
mod visitor;

pub use visitor::Visitor;

use crate::{Bench, archive, measure::Times, pillarbox::Server, table::Row};
use anyhow::Result;
use std::{
    thread,
    time::{Duration, Instant},
};

/// Clients that ask at the same time for pages a second.
const CLIENTS: usize = 2;

/// Starts the server on the large mailbox and reads in it.
pub fn pages(bench: &Bench) -> Result<Vec<Row>> {
    let large = bench.large()?;
    let mut rows = vec![start(bench)?];
    let server = bench.pillarbox.serve(&large.data)?;
    thread::sleep(Duration::from_secs(2));
    let idle = megabytes(server.memory("VmRSS")?);
    let visitor = Visitor::sign_in(server.address)?;
    let inbox = visitor.page("/mail/inbox")?;
    let message = Visitor::first_message(&inbox)?;
    let requests = bench.count(1000);
    let deep = Visitor::older(&inbox)?;
    let rare = format!("/search?q={}", archive::word(large.count / 2));
    let addresses = [
        ("mailbox page", "/mail/inbox".to_owned(), Some((5.0, 25.0))),
        ("the page after it", deep, Some((5.0, 25.0))),
        ("search page, common word", "/search?q=linux".to_owned(), Some((10.0, f64::INFINITY))),
        ("search page, rare word", rare, Some((10.0, f64::INFINITY))),
        ("search page, combined", "/search?q=from:andrew+subject:patch+-hwmon".to_owned(), None),
        ("message page", format!("/mail/inbox/{message}"), None),
    ];
    for (what, address, budget) in addresses {
        visitor.page(&address)?;
        let times = ask(&visitor, &address, requests)?;
        let (p50, p99) = (times.percentile(50), times.percentile(99));
        let what = format!("{what}, {} messages, over HTTP: p50, p99", large.count);
        let seen = format!("{p50:.1} ms, {p99:.1} ms");
        rows.push(match budget {
            Some((at_50, at_99)) if at_99.is_finite() => {
                Row::new(what, seen, format!("≤ {at_50} ms, ≤ {at_99} ms"))
                    .at_most((p50 / at_50).max(p99 / at_99), 1.0)
            }
            Some((at_50, _)) => {
                Row::new(what, seen, format!("p50 ≤ {at_50} ms")).at_most(p50, at_50)
            }
            None => Row::new(what, seen, "–"),
        });
    }
    rows.push(throughput(&server, &visitor, Duration::from_secs(bench.count(10) as u64))?);
    let after = megabytes(server.memory("VmRSS")?);
    let most = megabytes(server.memory("VmHWM")?);
    rows.push(Row::new("memory, idle", format!("{idle:.0} MB"), "≤ 50 MB").at_most(idle, 50.0));
    let beside = format!("at most {most:.0} MB at a time");
    rows.push(Row::new("memory after all these pages", format!("{after:.0} MB"), beside));
    drop(server);
    rows.push(crowd::crowd(bench)?);
    Ok(rows)
}

/// The time from start to the first answer.
fn start(bench: &Bench) -> Result<Row> {
    let large = bench.large()?;
    let mut times = Vec::new();
    for _ in 0..5 {
        times.push(1000.0 * bench.pillarbox.serve(&large.data)?.ready.as_secs_f64());
    }
    let ready = super::measure::median(times);
    let what = format!("start with {} messages until ready", large.count);
    let beside = "≤ 300 ms (with 1,000,000 messages)";
    Ok(Row::new(what, format!("{ready:.0} ms"), beside).at_most(ready, 300.0))
}

fn ask(visitor: &Visitor, address: &str, requests: usize) -> Result<Times> {
    // What the first requests read from the disk is not what is asked about.
    ask_times(visitor, address, 5, &mut Times::default())?;
    let mut times = Times::default();
    ask_times(visitor, address, requests, &mut times)?;
    Ok(times)
}

fn ask_times(visitor: &Visitor, address: &str, requests: usize, times: &mut Times) -> Result<()> {
    for _ in 0..requests {
        times.time(|| visitor.bytes(address))?;
    }
    Ok(())
}

/// Inbox pages a second. The clients share the cores with the server, so what the server alone
/// takes for a page is told, too.
fn throughput(server: &Server, visitor: &Visitor, during: Duration) -> Result<Row> {
    let (before, began) = (server.processor_time()?, Instant::now());
    let answered = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                scope.spawn(move || -> Result<Times> {
                    let (visitor, mut times) = (visitor.another(), Times::default());
                    while began.elapsed() < during {
                        times.time(|| visitor.bytes("/mail/inbox"))?;
                    }
                    Ok(times)
                })
            })
            .collect();
        let mut all = Times::default();
        for client in clients {
            all.extend(client.join().map_err(|_| anyhow::anyhow!("a client failed"))??);
        }
        anyhow::Ok(all)
    })?;
    let pages = f64::from(u32::try_from(answered.len())?);
    let rate = pages / began.elapsed().as_secs_f64();
    let each = 1000.0 * (server.processor_time()? - before) / pages;
    let what = format!("mailbox pages a second, {CLIENTS} clients on the same cores");
    let beside = format!(
        "≥ 500; server's processor time {each:.1} ms a page; p99 {:.0} ms",
        answered.percentile(99)
    );
    Ok(Row::new(what, format!("{rate:.0}"), beside).at_least(rate, 500.0))
}

#[expect(clippy::cast_precision_loss, reason = "memory is far below 2^52 bytes")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
