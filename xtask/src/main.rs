//! The build tool of Pillarbox: `cargo xtask build|dev|test|e2e|bench|dist`.
//!
//! It turns `app` into WebAssembly, `style/` into one file and `public/` into root files, all
//! in `target/site`, and then builds the server that carries them inside itself. Each command
//! is a module of its own; what they share is [`workspace`] (where things are) and [`run`]
//! (how other programs are called).

mod build;
mod run;
mod workspace;

use clap::{Parser, Subcommand};

/// Builds, runs, tests and packs Pillarbox.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds the browser's half and the server that carries it
    Build(build::Options),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Build(options) => build::build(options).map(drop),
    }
}
