//! The large mailbox: the archive repeated, imported once, and what it takes on the disk.

use crate::{Bench, bytes_below, table::Row};
use anyhow::{Result, bail, ensure};
use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    process::Command,
};
use xtask::run;

/// Where it is.
pub struct Large {
    /// The data directory.
    pub data: PathBuf,
    /// Messages.
    pub count: usize,
    /// Bytes of all of them, as they came.
    pub bytes: u64,
    /// Seconds that importing it took, when it was made.
    pub seconds: f64,
    /// Seconds of processor time of that.
    pub cpu: f64,
}

impl Large {
    /// Makes it, or uses the one that was kept.
    pub fn open(bench: &Bench) -> Result<Self> {
        let count = bench.count(bench.options.messages);
        let Some(keep) = &bench.options.keep else {
            return Self::make(bench, &bench.fresh("large")?, count);
        };
        // Commands run in directories of their own.
        let dir = std::path::absolute(keep)?.join(count.to_string());
        let noted = dir.join("made");
        if let Ok(made) = fs::read_to_string(&noted) {
            let numbers: Vec<&str> = made.split_ascii_whitespace().collect();
            let [bytes, seconds, cpu] = numbers[..] else { bail!("{}: {made}", noted.display()) };
            let (bytes, seconds, cpu) = (bytes.parse()?, seconds.parse()?, cpu.parse()?);
            return Ok(Self { data: dir.join("data"), count, bytes, seconds, cpu });
        }
        fs::create_dir_all(&dir)?;
        let large = Self::make(bench, &dir, count)?;
        fs::write(noted, format!("{} {} {}", large.bytes, large.seconds, large.cpu))?;
        Ok(large)
    }

    fn make(bench: &Bench, dir: &Path, count: usize) -> Result<Self> {
        let mbox = bench.dir.path().join("large.mbox");
        let bytes = bench.archive.write_mbox(fs::File::create(&mbox)?, count)?;
        let data = dir.join("data");
        if data.exists() {
            fs::remove_dir_all(&data)?;
        }
        bench.pillarbox.create(&data)?;
        let (ran, stored) = bench.pillarbox.import(&data, &mbox)?;
        fs::remove_file(mbox)?;
        ensure!(stored + 10 >= count as u64, "{stored} of {count} stored: {}", ran.stdout);
        eprintln!("  {count} messages in {:.0} s", ran.seconds);
        Ok(Self { data, count, bytes, seconds: ran.seconds, cpu: ran.cpu })
    }
}

/// The store beside the mail that is in it.
pub fn disk(bench: &Bench) -> Result<Vec<Row>> {
    let large = bench.large()?;
    let whole = part(bytes_below(&large.data)?, large.bytes);
    let what = format!("disk, {} messages: everything, beside the mail's own size", large.count);
    let mut rows = vec![
        Row::new(what, percent(whole), format!("≤ 100 %; mail {} MB", large.bytes / 1_000_000))
            .at_most(whole, 1.0),
    ];
    if let Some(tables) = tables(&large.data)? {
        let sources = tables.iter().filter(|(name, _)| name.starts_with("sources"));
        let sources: u64 = sources.map(|(_, bytes)| bytes).sum();
        let blobs = large.data.join("blobs");
        let blobs = if blobs.is_dir() { bytes_below(&blobs)? } else { 0 };
        let rest = whole - part(sources + blobs, large.bytes);
        let largest = tables.iter().filter(|(name, _)| !name.starts_with("sources")).take(5);
        let largest =
            largest.map(|(name, bytes)| format!("{name} {}", percent(part(*bytes, large.bytes))));
        let beside = format!("≤ 35 %; {}", largest.collect::<Vec<_>>().join(", "));
        rows.push(Row::new("of it, index and metadata", percent(rest), beside).at_most(rest, 0.35));
    }
    Ok(rows)
}

/// Bytes of each table and index, the largest first; none without the shell of `SQLite`.
fn tables(data: &Path) -> Result<Option<Vec<(String, u64)>>> {
    let Some(file) = database(data)? else { return Ok(None) };
    let mut shell = Command::new("sqlite3");
    shell.arg("-readonly").arg(file);
    shell.arg("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC");
    let Some(answer) = run::output(&mut shell) else { return Ok(None) };
    let row = |line: &str| {
        let (name, bytes) = line.rsplit_once('|')?;
        Some((name.to_owned(), bytes.parse().ok()?))
    };
    Ok(Some(answer.lines().filter_map(row).collect()))
}

fn database(data: &Path) -> Result<Option<PathBuf>> {
    let is_database = |path: &PathBuf| {
        let mut head = [0; 15];
        let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
        read.is_ok() && head == *b"SQLite format 3"
    };
    let files = fs::read_dir(data)?.filter_map(|entry| Some(entry.ok()?.path()));
    let mut candidates = files.filter(|path| path.is_file());
    Ok(candidates.find(is_database))
}

/// So many bytes of so many.
#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52 bytes")]
pub fn part(bytes: u64, of: u64) -> f64 {
    bytes as f64 / of as f64
}

/// In words.
pub fn percent(part: f64) -> String {
    format!("{:.0} %", 100.0 * part)
}
