//! The build tool of Pillarbox: `cargo xtask build|dev|test|e2e|bench|dist`.
//!
//! It turns `app` into WebAssembly, `style/` into one file and `public/` into root files, all
//! in `target/site`, and then builds the server that carries them inside itself. Each command
//! is a module of its own; what they share is [`workspace`] (where things are) and [`run`]
//! (how other programs are called). What measures is the package `bench` beside this one, so that
//! those who only build do not build that.

pub mod build;
pub mod dev;
pub mod dist;
pub mod e2e;
pub mod run;
pub mod test;
pub mod workspace;

use anyhow::Result;
use std::{env, ffi::OsString};

/// Builds the program that measures, and hands these words to it.
pub fn measure(words: &[OsString]) -> Result<()> {
    let mut bench = run::cargo();
    bench.args(["run", "--quiet", "--package", "bench", "--"]).args(words);
    // Paths among the words are as seen from there.
    run::succeed(bench.current_dir(env::current_dir()?))
}
