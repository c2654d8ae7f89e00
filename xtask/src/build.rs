//! `cargo xtask build`: WebAssembly, style, site, server.

mod bindgen;
mod browser;
mod optimise;
mod site;
mod split;
mod stamp;
mod style;

use crate::{run, workspace};
use anyhow::{Result, anyhow};
use std::{path::PathBuf, process::Command, thread, time::Instant};

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
///
/// Both halves at the same time: each has long stretches in which only one core has work.
pub fn build(options: Options) -> Result<PathBuf> {
    let site = thread::scope(|scope| {
        let library = scope.spawn(|| run::succeed(&mut server(options, "--lib")));
        let site = site(options);
        library.join().map_err(|_| anyhow!("the build of the server panicked"))??;
        site
    })?;
    let began = Instant::now();
    run::succeed(server(options, "--bins").env("PILLARBOX_SITE", site))?;
    let folder = if options.dev { "debug" } else { "release" };
    let executable = workspace::target().join(folder).join("pillarbox");
    say("server", began, &executable.display().to_string());
    Ok(executable)
}

/// Builds `target/site`, unless what goes into it is what went into it last time; answers what
/// changes with it.
fn site(options: Options) -> Result<String> {
    let began = Instant::now();
    let wasm = browser::build(options)?;
    let stamp = stamp::Stamp::of(&wasm, options)?;
    if stamp.matches() {
        say("site", began, "unchanged");
        return Ok(stamp.into_inner());
    }
    let script = bindgen::bind(&wasm, options)?;
    let style = style::bundle(&workspace::root().join("style/main.css"))?;
    let sizes = site::write(&script, &style, options)?;
    stamp.keep()?;
    say("site", began, &sizes);
    Ok(stamp.into_inner())
}

fn server(options: Options, target: &str) -> Command {
    let mut cargo = run::cargo();
    cargo.args(["build", "--package", "server", target]);
    if !options.dev {
        cargo.arg("--release");
    }
    cargo
}

fn say(step: &str, began: Instant, outcome: &str) {
    eprintln!("{step:>8}  {outcome}  ({:.1} s)", began.elapsed().as_secs_f32());
}
