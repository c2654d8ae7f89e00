//! Cuts the modules that the browser loads when it needs them out of the compiled one: those that
//! `#[wasm_split]` names in `app`. What is left is the main module, which still wants wasm-bindgen.

use anyhow::{Context, Result, anyhow};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use wasm_split_cli_support::{Options, transform};

/// What the main module's script is called in the loader.
pub const MAIN: &str = "./pillarbox.js";
/// What the loader is called in the main module.
pub const LOADER: &str = "./loader.js";

/// The parts, in one folder.
pub struct Split {
    /// The main module.
    pub main: PathBuf,
    /// The script that fetches the others.
    pub loader: PathBuf,
    /// The files of each lazy module, its own last.
    pub lazy: BTreeMap<String, Vec<PathBuf>>,
}

/// Cuts; `wasm` is linked with its relocations.
pub fn split(wasm: &Path, folder: &Path) -> Result<Split> {
    let input = fs::read(wasm).with_context(|| wasm.display().to_string())?;
    let main = folder.join("main.wasm");
    let mut options = Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = MAIN;
    options.link_name = LOADER;
    let parts = transform(options).map_err(|error| anyhow!("wasm_split: {error:#}"))?;
    let lazy = parts.prefetch_map.into_iter().map(|(name, files)| {
        (name, files.iter().map(|file| folder.join(format!("{file}.wasm"))).collect())
    });
    Ok(Split { main, loader: folder.join(LOADER), lazy: lazy.collect() })
}
