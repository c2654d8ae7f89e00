//! The large mailbox again, in `PostgreSQL`: what moving it there takes, and the store's times.

use crate::{Bench, measure, pillarbox::Pillarbox, queries, table::Row};
use anyhow::{Context, Result, bail, ensure};
use nix::{
    sys::signal::{Signal, kill},
    unistd::{Pid, Uid},
};
use std::{
    fs,
    os::unix::fs::chown,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use xtask::run;

/// Where Debian has its versions.
const VERSIONS: &str = "/usr/lib/postgresql";
/// Debian's nobody and nogroup: `PostgreSQL` does not run as root.
const NOBODY: u32 = 65534;
const USER: &str = "pillarbox";
const DATABASE: &str = "mail";

/// Moves the mailbox, unless that was done last time, and asks what was asked of `SQLite`.
pub fn postgres(bench: &Bench) -> Result<Vec<Row>> {
    let large = bench.large()?;
    let folder = large.data.parent().context("a mailbox without a folder")?.join("postgres");
    let cluster = Cluster::start(&folder, bench.dir.path())?;
    let data = folder.join("beside");
    let mut rows = Vec::new();
    if !data.join("moved").exists() {
        rows.push(moved(&bench.pillarbox, &cluster, &large.data, &data, large.count)?);
        fs::write(data.join("moved"), "")?;
    }
    cluster.query("ANALYZE")?;
    rows.extend(queries::asked(bench, &data, large.count, Some(&cluster.url()))?);
    let bytes: u64 = cluster.query("SELECT pg_database_size(current_database())")?.parse()?;
    let what = format!("in PostgreSQL, {} messages: disk, beside the mail's own size", large.count);
    rows.push(Row::new(what, format!("{} %", bytes * 100 / large.bytes), "≤ 100 % (SQLite)"));
    Ok(rows)
}

fn moved(
    pillarbox: &Pillarbox,
    cluster: &Cluster,
    from: &Path,
    data: &Path,
    count: usize,
) -> Result<Row> {
    let made = cluster.client("createdb").arg(DATABASE).status()?;
    ensure!(made.success(), "createdb failed");
    fs::create_dir_all(data)?;
    let from = from.display().to_string();
    let ran = pillarbox.run(data, &["migrate-store", &from, &cluster.url()], "")?;
    let what = format!("move {count} messages to PostgreSQL, checked: messages a second");
    #[expect(clippy::cast_precision_loss, reason = "counts of messages are far below 2^52")]
    let rate = count as f64 / ran.seconds;
    Ok(Row::new(what, format!("{rate:.0}"), "–"))
}

/// A running `PostgreSQL` of our own, which cares for the disk as one in use does.
struct Cluster {
    programs: PathBuf,
    socket: PathBuf,
    server: Child,
}

impl Cluster {
    /// Starts the one in `folder`, or a new one there; it is reached in `run`.
    fn start(folder: &Path, run: &Path) -> Result<Self> {
        let programs = programs().context("PostgreSQL is not installed")?;
        let (data, socket) = (folder.join("cluster"), run.join("postgres"));
        for dir in [folder, &socket] {
            fs::create_dir_all(dir)?;
            give_away(dir)?;
        }
        if !data.exists() {
            let mut initdb = as_nobody(&programs.join("initdb"));
            initdb.arg("-D").arg(&data).args(["-A", "trust", "-U", USER, "-E", "UTF8"]);
            measure::ran(initdb.arg("--no-locale"), "")?.succeeded("initdb")?;
        }
        let mut server = as_nobody(&programs.join("postgres"));
        server.arg("-D").arg(&data).arg("-k").arg(&socket);
        server.args(["-c", "listen_addresses=", "-c", "shared_buffers=1GB"]);
        server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let server = server.spawn().context("cannot start postgres")?;
        let cluster = Self { programs, socket, server };
        let began = Instant::now();
        while run::output(&mut cluster.client("pg_isready")).is_none() {
            if began.elapsed() > Duration::from_mins(1) {
                bail!("PostgreSQL does not answer");
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(cluster)
    }

    fn url(&self) -> String {
        format!("postgres://{USER}@localhost/{DATABASE}?host={}", self.socket.display())
    }

    fn client(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.arg("-h").arg(&self.socket).args(["-U", USER]);
        command
    }

    fn query(&self, sql: &str) -> Result<String> {
        let mut psql = self.client("psql");
        psql.args(["-d", DATABASE, "-A", "-t", "-q", "-c", sql]);
        run::output(&mut psql).with_context(|| format!("psql: {sql}"))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Ends its connections and writes everything down.
        let pid = i32::try_from(self.server.id()).map(Pid::from_raw);
        if pid.is_ok_and(|pid| kill(pid, Signal::SIGINT).is_ok()) {
            let _ = self.server.wait();
        }
    }
}

/// The newest version's.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir(VERSIONS).ok()?;
    let number = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let versions = versions.filter_map(|entry| Some(entry.ok()?.path()));
    let newest = versions.filter(|path| path.join("bin/initdb").exists()).max_by_key(number)?;
    Some(newest.join("bin"))
}

fn give_away(dir: &Path) -> Result<()> {
    if Uid::effective().is_root() {
        chown(dir, Some(NOBODY), Some(NOBODY))?;
    }
    Ok(())
}

fn as_nobody(program: &Path) -> Command {
    if !Uid::effective().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args([&format!("--reuid={NOBODY}"), &format!("--regid={NOBODY}")]);
    command.arg("--clear-groups").arg(program).current_dir("/");
    command
}
