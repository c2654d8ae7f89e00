//! What the browser loads first, and what it loads when that is needed, as it goes over the wire.

use crate::{Bench, table::Row};
use anyhow::{Context, Result};
use serde_json::Value;
use std::{collections::BTreeSet, fs};
use xtask::workspace;

/// Names in the site's manifest, what they are, and bytes allowed when compressed with brotli.
const FIRST: [(&[&str], &str, f64); 3] = [
    (&["wasm"], "WebAssembly", 300e3),
    (&["css"], "CSS", 20e3),
    (&["js", "loader"], "scripts", 30e3),
];

/// The built site's files: those of every page by kind, lazy modules by name.
pub fn sizes(_: &Bench) -> Result<Vec<Row>> {
    let manifest = workspace::site().join("manifest.json");
    let text = fs::read(&manifest)
        .with_context(|| format!("{} is not built: cargo xtask build", manifest.display()))?;
    let manifest: Value = serde_json::from_slice(&text)?;
    let mut rows = Vec::new();
    for (names, kind, budget) in FIRST {
        let size = Size::of(names.iter().filter_map(|name| manifest[name].as_str()))?;
        let beside = format!("≤ {:.0} kB; {}", budget / 1e3, size.beside());
        let row = Row::new(format!("first load: {kind}, brotli"), size.sent(), beside);
        rows.push(row.at_most(size.brotli, budget));
    }
    let lazy = manifest["lazy"].as_object().context("no lazy modules in the manifest")?;
    for (name, files) in lazy {
        let files = files.as_array().into_iter().flatten().filter_map(Value::as_str);
        let size = Size::of(files)?;
        let what = format!("when needed: {name}, WebAssembly, brotli");
        rows.push(Row::new(what, size.sent(), size.beside()));
    }
    Ok(rows)
}

/// Bytes of some files.
#[derive(Default)]
struct Size {
    brotli: f64,
    gzip: f64,
    plain: f64,
}

impl Size {
    fn of<'a>(paths: impl Iterator<Item = &'a str>) -> Result<Self> {
        let mut size = Self::default();
        for path in paths.collect::<BTreeSet<_>>() {
            let file = workspace::site().join(path.trim_start_matches('/'));
            let file = file.display();
            size.plain += bytes(&file.to_string())?;
            size.brotli += bytes(&format!("{file}.br"))?;
            size.gzip += bytes(&format!("{file}.gz"))?;
        }
        Ok(size)
    }

    fn sent(&self) -> String {
        format!("{:.1} kB", self.brotli / 1e3)
    }

    fn beside(&self) -> String {
        format!("gzip {:.1} kB, plain {:.0} kB", self.gzip / 1e3, self.plain / 1e3)
    }
}

#[expect(clippy::cast_precision_loss, reason = "files are far below 2^52 bytes")]
fn bytes(file: &str) -> Result<f64> {
    Ok(fs::metadata(file).with_context(|| file.to_owned())?.len() as f64)
}
