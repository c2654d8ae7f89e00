//! What the browser loads first, as it goes over the wire.

use super::{Bench, table::Row};
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::{fs, path::Path};

/// Extension, name, and bytes allowed when compressed with brotli.
const KINDS: [(&str, &str, f64); 3] =
    [("wasm", "WebAssembly", 300e3), ("css", "CSS", 20e3), ("js", "scripts", 30e3)];

/// The built site's files, by kind.
pub fn sizes(_: &Bench) -> Result<Vec<Row>> {
    let assets = workspace::site().join("assets");
    ensure!(assets.is_dir(), "{} is not built: cargo xtask build", assets.display());
    KINDS
        .into_iter()
        .map(|(extension, name, budget)| row(&assets, extension, name, budget))
        .collect()
}

fn row(assets: &Path, extension: &str, name: &str, budget: f64) -> Result<Row> {
    let mut total = [0.0; 3];
    for entry in fs::read_dir(assets)? {
        let path = entry?.path();
        if path.extension().is_some_and(|found| found == extension) {
            for (sum, suffix) in total.iter_mut().zip(["", ".br", ".gz"]) {
                let file = format!("{}{suffix}", path.display());
                *sum += size(&file)?;
            }
        }
    }
    let [plain, brotli, gzip] = total.map(|bytes| bytes / 1e3);
    ensure!(plain > 0.0, "no .{extension} in {}", assets.display());
    let row = Row::new(
        format!("first load: {name}, brotli"),
        format!("{brotli:.1} kB"),
        format!("≤ {:.0} kB; gzip {gzip:.1} kB, plain {plain:.0} kB", budget / 1e3),
    );
    Ok(row.at_most(1e3 * brotli, budget))
}

#[expect(clippy::cast_precision_loss, reason = "files are far below 2^52 bytes")]
fn size(file: &str) -> Result<f64> {
    Ok(fs::metadata(file).with_context(|| file.to_owned())?.len() as f64)
}
