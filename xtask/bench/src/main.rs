//! What `cargo xtask bench` runs: the budgets of the design, measured beside their peers on the same
//! machine in the same run, so that ratios count.
//!
//! Each area is a module with a function that answers rows; an area that fails fills a row that
//! says so, and the others still run. Nothing here is a test: the table is read by people.

mod archive;
mod big;
mod browser;
mod collect;
mod dovecot;
mod find;
mod import;
mod kept;
mod measure;
mod pages;
mod peers;
mod pillarbox;
mod postgres;
mod proxy;
mod queries;
mod sizes;
mod table;

use anyhow::{Context, Result, ensure};
use archive::Archive;
use clap::Parser;
use pillarbox::Pillarbox;
use std::{
    cell::OnceCell,
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use table::Row;
use tempfile::TempDir;
use xtask::{run, workspace};

/// Measures the budgets of the design beside their peers, and prints the table.
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
struct Options {
    /// Measures only this; may be given several times
    #[arg(long, value_enum)]
    only: Vec<Area>,
    /// A tenth of the mail and one run instead of three: to see that it works
    #[arg(long)]
    quick: bool,
    /// The executable to measure; by default the one that `cargo xtask build` builds
    #[arg(long)]
    executable: Option<PathBuf>,
    /// Messages of the large mailbox: 10000, 100000 and 1000000 show how each figure grows
    #[arg(long, default_value_t = 100_000)]
    messages: usize,
    /// Keeps the large mailbox in this directory, and uses what is there from last time
    #[arg(long)]
    keep: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Area {
    /// Collecting from Dovecot, beside mpop, fetchmail and getmail6
    Collect,
    /// The same with 50 ms between
    Latency,
    /// Many small mailboxes at once
    Crowd,
    /// One message of 40 MB
    Big,
    /// Importing, beside mu and notmuch
    Import,
    /// The large mailbox beside mu and notmuch: indexing, space, finding on the command line
    Find,
    /// Listing, searching and changing in the store of a large mailbox
    Store,
    /// The same in `PostgreSQL`
    Postgres,
    /// Pages of a large mailbox over HTTP, memory, start
    Pages,
    /// Opening messages in the browser
    Browser,
    /// Disk space of a large mailbox
    Disk,
    /// What the browser loads
    Sizes,
}

/// Fills the rows of an area.
type Measure = fn(&Bench) -> Result<Vec<Row>>;

/// What every area works with.
struct Bench {
    archive: Archive,
    pillarbox: Pillarbox,
    dir: TempDir,
    options: Options,
    large: OnceCell<kept::Large>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let executable =
        options.executable.clone().unwrap_or_else(|| workspace::target().join("release/pillarbox"));
    ensure!(executable.is_file(), "{} is not built: cargo xtask build", executable.display());
    let only = options.only.clone();
    let bench = Bench {
        archive: Archive::read()?,
        pillarbox: Pillarbox::new(executable),
        dir: tempfile::Builder::new().prefix("pillarbox-bench-").tempdir()?,
        options,
        large: OnceCell::new(),
    };
    let areas: [(Area, Measure); 12] = [
        (Area::Collect, collect::collect),
        (Area::Latency, collect::latency),
        (Area::Crowd, collect::crowd),
        (Area::Big, big::big),
        (Area::Import, import::import),
        (Area::Find, find::find),
        (Area::Store, queries::queries),
        (Area::Postgres, postgres::postgres),
        (Area::Pages, pages::pages),
        (Area::Browser, browser::browser),
        (Area::Disk, kept::disk),
        (Area::Sizes, sizes::sizes),
    ];
    let mut rows = Vec::new();
    for (area, measure) in areas {
        if !only.is_empty() && !only.contains(&area) {
            continue;
        }
        eprintln!("{area:?}");
        let seen = measure(&bench).unwrap_or_else(|error| vec![Row::failed(area, &error)]);
        // At once, for those who watch; the whole table follows.
        eprint!("{}", table::lines(&seen));
        rows.extend(seen);
    }
    println!("{}\n{}", table::machine(), table::markdown(&rows));
    Ok(())
}

impl Bench {
    /// `full` messages, or fewer when it should be quick.
    fn count(&self, full: usize) -> usize {
        if self.options.quick { full / 10 } else { full }
    }

    /// How often a comparison is repeated; the median counts.
    fn runs(&self) -> usize {
        if self.options.quick { 1 } else { 3 }
    }

    /// A new, empty directory.
    fn fresh(&self, name: &str) -> Result<PathBuf> {
        let dir = tempfile::Builder::new().prefix(name).tempdir_in(&self.dir)?.keep();
        Ok(dir)
    }

    /// The large mailbox, made when it is first asked for.
    fn large(&self) -> Result<&kept::Large> {
        if let Some(large) = self.large.get() {
            return Ok(large);
        }
        let large = kept::Large::open(self)?;
        Ok(self.large.get_or_init(|| large))
    }
}

/// Whether a program is installed.
fn installed(program: &str) -> bool {
    run::output(Command::new("which").arg(program)).is_some()
}

/// Bytes of all files below a directory.
fn bytes_below(dir: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(dir).with_context(|| dir.display().to_string())? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        bytes += if metadata.is_dir() { bytes_below(&entry.path())? } else { metadata.len() };
    }
    Ok(bytes)
}
