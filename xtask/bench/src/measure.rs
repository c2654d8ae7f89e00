//! Time, processor and memory of programs that run to their end; percentiles.

use anyhow::{Context, Result, ensure};
use std::{
    fs,
    io::{Read, Write},
    process::{ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use wait4::Wait4;

use xtask::run;

/// What one run of a program took.
pub struct Ran {
    /// Seconds from start to end.
    pub seconds: f64,
    /// Seconds of processor time, those of programs that it started included.
    pub cpu: f64,
    /// The most memory resident at a time, in bytes.
    pub peak: u64,
    /// What it wrote to standard output.
    pub stdout: String,
    /// Its exit code; none when a signal ended it.
    pub code: Option<i32>,
}

impl Ran {
    /// Itself when the program succeeded, or else what it said.
    pub fn succeeded(self, what: &str) -> Result<Self> {
        ensure!(self.code == Some(0), "{what} failed ({:?}): {}", self.code, self.stdout);
        Ok(self)
    }
}

/// Runs a program to its end, `input` on its standard input.
pub fn ran(command: &mut Command, input: &str) -> Result<Ran> {
    let name = run::line(command);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let began = Instant::now();
    let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that reads none of it has closed its end.
        let _ = stdin.write_all(input.as_bytes());
    }
    let stderr = child.stderr.take();
    let stderr = thread::spawn(move || text(stderr));
    let pid = child.id();
    let peak = thread::spawn(move || peak(pid));
    let stdout = text::<ChildStdout>(child.stdout.take());
    let ended = child.wait4()?;
    let seconds = began.elapsed().as_secs_f64();
    let stderr = stderr.join().unwrap_or_default();
    let usage = ended.rusage;
    Ok(Ran {
        seconds,
        cpu: (usage.utime + usage.stime).as_secs_f64(),
        peak: peak.join().unwrap_or_default(),
        stdout: if ended.status.success() { stdout } else { stdout + &stderr },
        code: ended.status.code(),
    })
}

/// Watches a process until it ends. Its resource usage has a peak, too, but that begins with
/// the memory of the process that started it.
fn peak(pid: u32) -> u64 {
    let mut peak = 0;
    while let Ok(bytes) = memory(pid, "VmHWM") {
        peak = bytes;
        thread::sleep(Duration::from_millis(2));
    }
    peak
}

fn text<R: Read>(from: Option<R>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut from) = from {
        let _ = from.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A field of `/proc/PID/status`, in bytes: `VmRSS`, or `VmHWM` for the most there ever was.
pub fn memory(pid: u32, field: &str) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let value = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    let kib = value.and_then(|value| value.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
    Ok(1024 * kib.with_context(|| format!("no {field} in the status of process {pid}"))?)
}

/// Seconds of processor time that a running process has used, to the hundredth.
pub fn processor_time(pid: u32) -> Result<f64> {
    /// Of `times` on every Linux that we run on (`getconf CLK_TCK`).
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The second field, the name, may hold blanks; after it, user and system time are the
    // twelfth and thirteenth.
    let (_, fields) = stat.rsplit_once(')').context("no name in /proc/PID/stat")?;
    let ticks = fields.split_ascii_whitespace().skip(11).take(2).map(str::parse::<f64>);
    let ticks: Vec<f64> = ticks.collect::<Result<_, _>>()?;
    Ok(ticks.iter().sum::<f64>() / TICKS_A_SECOND)
}

/// The one in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Times of many requests, in seconds.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<f64>);

impl FromIterator<f64> for Times {
    fn from_iter<T: IntoIterator<Item = f64>>(seconds: T) -> Self {
        Self(seconds.into_iter().collect())
    }
}

impl Times {
    /// Adds the times of another thread.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Runs `request` and notes how long it took.
    pub fn time<T>(&mut self, request: impl FnOnce() -> Result<T>) -> Result<T> {
        let began = Instant::now();
        let answer = request()?;
        self.0.push(began.elapsed().as_secs_f64());
        Ok(answer)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The time in milliseconds that `percent` of the requests did not exceed.
    pub fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
        1000.0 * sorted.get(at).copied().unwrap_or(f64::NAN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_the_time_that_so_many_did_not_exceed() {
        let times = Times((1..=200).rev().map(|n| f64::from(n) / 1000.0).collect());
        assert!((times.percentile(50) - 100.0).abs() < 1e-9);
        assert!((times.percentile(99) - 198.0).abs() < 1e-9);
    }

    #[test]
    fn a_program_that_fails_says_why() {
        let ran = ran(Command::new("sh").args(["-c", "cat >&2; exit 3"]), "no such mailbox");
        let error = ran.expect("started").succeeded("sh").err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some("sh failed (Some(3)): no such mailbox"));
    }
}
