//! `cargo xtask build`: WebAssembly, style, site, server.

mod bindgen;
mod browser;
mod optimise;
mod site;
mod split;
mod stamp;
mod style;

use crate::{run, workspace};
use anyhow::Result;
use std::{path::PathBuf, time::Instant};

/// How to build.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct Options {
    /// Quick to build rather than small and fast
    #[arg(long)]
    pub dev: bool,
    /// Leaves wasm-opt out
    #[arg(long)]
    pub no_opt: bool,
}

/// Builds all of it; answers the path of the executable.
pub fn build(options: Options) -> Result<PathBuf> {
    site(options)?;
    server(options)
}

/// Builds `target/site`, unless what goes into it is what went into it last time.
pub fn site(options: Options) -> Result<()> {
    let began = Instant::now();
    let wasm = browser::build(options)?;
    let stamp = stamp::Stamp::of(&wasm, options)?;
    if stamp.matches() {
        say("site", began, "unchanged");
        return Ok(());
    }
    let script = bindgen::bind(&wasm, options)?;
    let style = style::bundle(&workspace::root().join("style/main.css"))?;
    let sizes = site::write(&script, &style, options)?;
    stamp.keep()?;
    say("site", began, &sizes);
    Ok(())
}

fn server(options: Options) -> Result<PathBuf> {
    let began = Instant::now();
    let mut cargo = run::cargo();
    cargo.args(["build", "--package", "server", "--bin", "pillarbox"]);
    if !options.dev {
        cargo.arg("--release");
    }
    run::succeed(&mut cargo)?;
    let folder = if options.dev { "debug" } else { "release" };
    let executable = workspace::target().join(folder).join("pillarbox");
    say("server", began, &executable.display().to_string());
    Ok(executable)
}

fn say(step: &str, began: Instant, outcome: &str) {
    eprintln!("{step:>8}  {outcome}  ({:.1} s)", began.elapsed().as_secs_f32());
}
