//! The table, as Markdown.

use super::Area;
use std::{fmt::Write as _, fs, process::Command, thread};
use xtask::run;

/// One row of the table.
pub struct Row {
    what: String,
    seen: String,
    beside: String,
    verdict: String,
}

impl Row {
    /// A row without a verdict: what was measured, what was seen, and what it is seen beside.
    pub fn new(
        what: impl Into<String>,
        seen: impl Into<String>,
        beside: impl Into<String>,
    ) -> Self {
        Self { what: what.into(), seen: seen.into(), beside: beside.into(), verdict: "–".into() }
    }

    /// The row of an area that could not be measured.
    pub fn failed(area: Area, error: &anyhow::Error) -> Self {
        let why = format!("{error:#}").replace(['\n', '|'], " ");
        Self::new(format!("{area:?}").to_lowercase(), format!("**not measured**: {why}"), "")
    }

    /// Judges a value that should be at least so much.
    pub fn at_least(mut self, value: f64, budget: f64) -> Self {
        self.verdict = verdict(value >= budget, value / budget);
        self
    }

    /// Judges a value that should be at most so much.
    pub fn at_most(mut self, value: f64, budget: f64) -> Self {
        self.verdict = verdict(value <= budget, value / budget);
        self
    }
}

fn verdict(met: bool, ratio: f64) -> String {
    format!("{} ({ratio:.2} × budget)", if met { "met" } else { "**missed**" })
}

/// The rows as a Markdown table.
pub fn markdown(rows: &[Row]) -> String {
    format!("| what | measured | beside | budget |\n|---|---|---|---|\n{}", lines(rows))
}

/// The rows by themselves.
pub fn lines(rows: &[Row]) -> String {
    rows.iter().fold(String::new(), |mut lines, Row { what, seen, beside, verdict }| {
        let _ = writeln!(lines, "| {what} | {seen} | {beside} | {verdict} |");
        lines
    })
}

/// The machine and the moment, in one line.
pub fn machine() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, model)| model);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?");
    let date = run::output(Command::new("date").arg("-I")).unwrap_or_default();
    format!("{date}, {cores} cores ({model}), load {load} at the end\n")
}
