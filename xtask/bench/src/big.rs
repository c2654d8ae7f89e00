//! Large messages: what collecting one of 40 and one of 400 MB, and showing the smaller, costs in
//! memory.

use crate::{Bench, dovecot::Dovecot, pages::Visitor, table::Row};
use anyhow::{Result, ensure};
use std::{fs, path::Path, thread, time::Duration};

/// Bytes of a whole message, as it is sent.
const SIZE: usize = 40 * 1000 * 1000;
/// Of one that shows whether memory depends on the size.
const HUGE: usize = 10 * SIZE;
/// What memory may grow by.
const BUDGET: f64 = 64e6;

/// The digits of base64 (RFC 4648).
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Collects it, opens it, and takes its attachment.
pub fn big(bench: &Bench) -> Result<Vec<Row>> {
    let dovecot = Dovecot::start(&bench.fresh("dovecot")?)?;
    dovecot.mailbox("none", |dir| Ok(fs::create_dir_all(dir.join("new"))?))?;
    dovecot.mailbox("big", |dir| write(dir, SIZE))?;
    dovecot.mailbox("huge", |dir| write(dir, HUGE))?;
    let (idle, _) = collected(bench, "none", dovecot.port, 0)?;
    let (peak, data) = collected(bench, "big", dovecot.port, 1)?;
    let collect = Row::new(
        "one 40 MB message: memory of `pillarbox collect` over that of an empty pass",
        format!("{:.0} MB", (peak - idle) / 1e6),
        format!("≤ 64 MB; the empty pass {:.0} MB", idle / 1e6),
    );
    let (huge, _) = collected(bench, "huge", dovecot.port, 1)?;
    let beyond =
        Row::new("the same of one 400 MB message", format!("{:.0} MB", (huge - idle) / 1e6), "");
    let mut rows = vec![collect.at_most(peak - idle, BUDGET), beyond];
    rows.push(shown(bench, &data)?);
    Ok(rows)
}

/// The most memory that a pass over the mailbox takes, and where its mail is.
fn collected(
    bench: &Bench,
    name: &str,
    port: u16,
    expected: u64,
) -> Result<(f64, std::path::PathBuf)> {
    let data = bench.fresh("data")?;
    bench.pillarbox.create(&data)?;
    bench.pillarbox.add_account(&data, name, port)?;
    let (ran, came) = bench.pillarbox.collect(&data)?;
    ensure!(came == expected, "{came} of {expected} messages came: {}", ran.stdout);
    Ok((bytes(ran.peak), data))
}

/// What the server takes to show the message and to give its attachment away.
fn shown(bench: &Bench, data: &Path) -> Result<Row> {
    let server = bench.pillarbox.serve(data)?;
    let visitor = Visitor::sign_in(server.address)?;
    let inbox = visitor.page("/mail/inbox")?;
    let id = Visitor::first_message(&inbox)?;
    // What is idle is measured after a page, so that only the message makes the difference.
    thread::sleep(Duration::from_millis(200));
    let idle = bytes(server.memory("VmRSS")?);
    visitor.page(&format!("/mail/inbox/{id}"))?;
    let part = visitor.bytes(&format!("/messages/{id}/source?download"))?;
    ensure!(part >= SIZE as u64, "the source has {part} of {SIZE} bytes");
    let grown = bytes(server.memory("VmHWM")?) - idle;
    let row = Row::new(
        "the 40 MB message opened and downloaded: memory of the server over idle",
        format!("{:.0} MB", grown / 1e6),
        format!("≤ 64 MB; idle {:.0} MB", idle / 1e6),
    );
    Ok(row.at_most(grown, BUDGET))
}

/// A short text, and an attachment that does not compress.
fn write(dir: &Path, size: usize) -> Result<()> {
    let mut source = String::from(
        "From: Ada <ada@pillarbox.test>\r\nTo: Grace <grace@pillarbox.test>\r\n\
         Date: Thu, 1 Oct 2026 10:00:00 +0000\r\nMessage-ID: <big@pillarbox.test>\r\n\
         Subject: The film\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"=-bench\"\r\n\r\n\
         --=-bench\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHere it is.\r\n\
         --=-bench\r\nContent-Type: video/mp4\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"film.mp4\"\r\n\r\n",
    );
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    while source.len() < size {
        for _ in 0..76 {
            // xorshift64: the same film on every machine.
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let digit = usize::try_from(random >> 58).unwrap_or_default();
            source.push(char::from(DIGITS[digit]));
        }
        source.push_str("\r\n");
    }
    source.push_str("--=-bench--\r\n");
    fs::create_dir_all(dir.join("new"))?;
    Ok(fs::write(dir.join("new/1.big.bench"), source)?)
}

#[expect(clippy::cast_precision_loss, reason = "memory is far below 2^52 bytes")]
fn bytes(count: u64) -> f64 {
    count as f64
}
