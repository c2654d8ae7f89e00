//! wasm-bindgen and wasm-opt: a compiled module to the pair of files that a browser loads.

use super::Options;
use crate::{run, workspace};
use anyhow::{Context, Result, anyhow};
use std::{
    fs,
    path::{Path, PathBuf},
};
use walrus::{ExportItem, Module, RefType};
use wasm_bindgen_cli_support::Bindgen;

/// What the compiler turns on for this target; wasm-opt has to be told.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// A module and the script that starts it.
pub struct Bound {
    /// The module.
    pub wasm: Vec<u8>,
    /// The script.
    pub js: Vec<u8>,
    /// Scripts that dependencies brought and that the script imports from `./snippets/`.
    pub snippets: Option<PathBuf>,
}

/// Binds a module and, if wasm-opt is there and wanted, makes it smaller.
pub fn bind(wasm: &Path, options: Options) -> Result<Bound> {
    let folder = workspace::target().join("browser/bound");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    Bindgen::new()
        .input_path(wasm)
        .out_name("pillarbox")
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                // The page names the module; the script need not guess.
                .omit_default_module_path(true)
                .debug(options.dev)
                .remove_name_section(!options.dev)
                .remove_producers_section(!options.dev)
                .generate(&folder)
        })
        .map_err(|error| anyhow!("wasm-bindgen: {error:#}"))?;
    let bound = folder.join("pillarbox_bg.wasm");
    if !options.dev && !options.no_opt {
        optimise(&bound)?;
    }
    let snippets = folder.join("snippets");
    Ok(Bound {
        wasm: fs::read(&bound).context("wasm-bindgen wrote no module")?,
        js: fs::read(folder.join("pillarbox.js")).context("wasm-bindgen wrote no script")?,
        snippets: snippets.exists().then_some(snippets),
    })
}

fn optimise(module: &Path) -> Result<()> {
    if run::output(run::program("wasm-opt").arg("--version")).is_none() {
        eprintln!("wasm-opt is not installed; the module stays about twice as large");
        return Ok(());
    }
    let mut wasm_opt = run::program("wasm-opt");
    wasm_opt.arg("-Oz").args(FEATURES).arg(module).arg("-o").arg(module);
    run::succeed(&mut wasm_opt)?;
    mend_exported_table(module)
}

/// Lets the export of the table of JavaScript values name that table. wasm-opt 108, which Debian
/// carries, writes every exported table as the module's first one, the table of functions; the
/// browser then refuses the script's first store into it.
fn mend_exported_table(module: &Path) -> Result<()> {
    let mut parsed = Module::from_file(module)?;
    let values = parsed.tables.iter().find(|table| table.element_ty == RefType::EXTERNREF);
    let Some(values) = values.map(walrus::Table::id) else { return Ok(()) };
    for export in parsed.exports.iter_mut() {
        if let ExportItem::Table(table) = &mut export.item {
            *table = values;
        }
    }
    parsed.emit_wasm_file(module)
}
