//! wasm-bindgen and wasm-opt: a compiled module to the files that a browser loads.

use super::{Options, optimise, split};
use crate::workspace;
use anyhow::{Context, Result, anyhow};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use wasm_bindgen_cli_support::Bindgen;

/// The modules, and the scripts that start them.
pub struct Bound {
    /// The main module.
    pub wasm: Vec<u8>,
    /// The script that starts it.
    pub js: String,
    /// The script that fetches lazy modules.
    pub loader: String,
    /// The files of each lazy module, in this folder.
    pub lazy: BTreeMap<String, Vec<PathBuf>>,
    /// Scripts that dependencies brought and that the script imports from `./snippets/`.
    pub snippets: Option<PathBuf>,
}

/// Cuts a module into the main one and the lazy ones, binds it and, if wasm-opt is there and
/// wanted, makes all of them smaller.
pub fn bind(wasm: &Path, options: Options) -> Result<Bound> {
    let folder = workspace::target().join("browser/bound");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let split::Split { main, loader, lazy } = split::split(wasm, &folder)?;
    Bindgen::new()
        .input_path(main)
        .out_name("pillarbox")
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                // The page names the module; the script need not guess.
                .omit_default_module_path(true)
                // The lazy modules ask for what the linker exports.
                .keep_lld_exports(true)
                .debug(options.dev)
                .remove_name_section(!options.dev)
                .remove_producers_section(!options.dev)
                .generate(&folder)
        })
        .map_err(|error| anyhow!("wasm-bindgen: {error:#}"))?;
    let bound = folder.join("pillarbox_bg.wasm");
    if !options.dev && !options.no_opt {
        let modules = lazy.values().flatten().map(PathBuf::as_path);
        optimise::optimise(modules.chain([bound.as_path()]))?;
    }
    let snippets = folder.join("snippets");
    Ok(Bound {
        wasm: fs::read(&bound).context("wasm-bindgen wrote no module")?,
        js: fs::read_to_string(folder.join("pillarbox.js"))
            .context("wasm-bindgen wrote no script")?,
        loader: fs::read_to_string(loader)?,
        lazy,
        snippets: snippets.exists().then_some(snippets),
    })
}
