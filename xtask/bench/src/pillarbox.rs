//! The program under test, called as its users call it.

use crate::measure::{self, Ran};
use anyhow::{Context, Result, bail};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    env, fs,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use xtask::run;

/// The address that everything is measured with.
pub const USER: &str = "bench@pillarbox.test";
/// Its password.
pub const PASSWORD: &str = "correct horse battery staple";
/// The password of the remote mailboxes.
const REMOTE_PASSWORD: &str = crate::dovecot::PASSWORD;

/// The executable.
pub struct Pillarbox {
    executable: PathBuf,
}

impl Pillarbox {
    /// The program at this path.
    pub fn new(executable: PathBuf) -> Self {
        Self { executable }
    }

    /// Runs a command on the data directory `data`; fails unless it succeeds.
    pub fn run(&self, data: &Path, arguments: &[&str], input: &str) -> Result<Ran> {
        let what = format!("pillarbox {}", arguments.join(" "));
        measure::ran(self.command(data).args(arguments), input)?.succeeded(&what)
    }

    /// Makes the data directory with its user.
    pub fn create(&self, data: &Path) -> Result<()> {
        fs::create_dir_all(data)?;
        self.run(data, &["user", "add", USER], &format!("{PASSWORD}\n")).map(drop)
    }

    /// Adds the mailbox `name` of the POP3 server at `port`, whose mail stays there.
    pub fn add_account(&self, data: &Path, name: &str, port: u16) -> Result<()> {
        let url = format!("pop3+insecure://{name}@127.0.0.1:{port}");
        // The archive has some messages twice, and the others keep both.
        let mut arguments = vec!["account", "add", USER, &url, "--keep-copies"];
        arguments.extend(["--leave", "keep", "--every", "1h"]);
        self.run(data, &arguments, &format!("{REMOTE_PASSWORD}\n")).map(drop)
    }

    /// Collects once; answers the run and how many messages were new.
    pub fn collect(&self, data: &Path) -> Result<(Ran, u64)> {
        // All mailboxes are at one server, which is ours.
        let mut command = self.command(data);
        command.args(["collect", USER, "--json"]).env("PILLARBOX_COLLECT_PER_HOST", "16");
        // One of them may be very large.
        command.env("PILLARBOX_LIMITS_MESSAGE", "1000000000");
        let ran = measure::ran(&mut command, "")?.succeeded("pillarbox collect")?;
        let new = sum(&ran.stdout, "new")?;
        Ok((ran, new))
    }

    /// Imports a file or folder; answers the run and how many messages were stored.
    pub fn import(&self, data: &Path, path: &Path) -> Result<(Ran, u64)> {
        let path = path.display().to_string();
        let ran = self.run(data, &["import", USER, &path, "--json"], "")?;
        let stored = sum(&ran.stdout, "stored")?;
        Ok((ran, stored))
    }

    /// Starts `serve` on a free port, and waits until it answers.
    pub fn serve(&self, data: &Path) -> Result<Server> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let log = fs::File::create(data.join("serve.log"))?;
        let mut command = self.command(data);
        command.args(["serve", "--listen", &address.to_string()]);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let began = Instant::now();
        let child = command.spawn().context("cannot start pillarbox serve")?;
        let mut server = Server { child, address, ready: Duration::ZERO };
        while !answers(address) {
            if let Some(status) = server.child.try_wait()? {
                let log = fs::read_to_string(data.join("serve.log")).unwrap_or_default();
                bail!("pillarbox serve ended ({status}): {log}");
            }
            if began.elapsed() > Duration::from_mins(1) {
                bail!("pillarbox serve did not answer within a minute");
            }
            thread::sleep(Duration::from_millis(1));
        }
        server.ready = began.elapsed();
        Ok(server)
    }

    fn command(&self, data: &Path) -> Command {
        let mut command = run::program(&self.executable);
        for (key, _) in env::vars_os() {
            if key.to_str().is_some_and(|key| key.starts_with("PILLARBOX_")) {
                command.env_remove(key);
            }
        }
        // No settings file of the developer's, either.
        command.current_dir(data).env("PILLARBOX_DATA", data).env("PILLARBOX_LOG", "warn");
        command
    }
}

/// A running server; ended when dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From start until `/readyz` answered.
    pub ready: Duration,
}

impl Server {
    /// Bytes of memory: a field of `/proc/PID/status`.
    pub fn memory(&self, field: &str) -> Result<u64> {
        measure::memory(self.child.id(), field)
    }

    /// Seconds of processor time so far.
    pub fn processor_time(&self) -> Result<f64> {
        measure::processor_time(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Asks a program that we started to end, and waits until it has.
pub fn end(child: &mut Child) {
    if let Ok(id) = i32::try_from(child.id()) {
        let _ = kill(Pid::from_raw(id), Signal::SIGTERM);
    }
    let _ = child.wait();
}

fn answers(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        write!(stream, "GET /readyz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

/// The sum of a field over all lines of JSON.
fn sum(lines: &str, field: &str) -> Result<u64> {
    let mut sum = 0;
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let line: serde_json::Value = serde_json::from_str(line).context(line.to_owned())?;
        sum += line[field].as_u64().with_context(|| format!("no field {field} in {line}"))?;
    }
    Ok(sum)
}
