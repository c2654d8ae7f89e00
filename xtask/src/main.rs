//! The build tool of Pillarbox: `cargo xtask build|dev|test|e2e|bench|dist`.
//!
//! It turns `app` into WebAssembly, `style/` into one file and `public/` into root files, all
//! in `target/site`, and then builds the server that carries them inside itself. Each command
//! is a module of its own; what they share is [`workspace`] (where things are) and [`run`]
//! (how other programs are called).

mod bench;
mod build;
mod dev;
mod dist;
mod e2e;
mod run;
mod test;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

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
    /// Serves a demonstration; builds and starts it anew whenever a file changes
    Dev(dev::Options),
    /// Checks and tests everything
    Test,
    /// Tests in a browser, with real mail servers
    E2e(e2e::Options),
    /// Measures the budgets of the design beside their peers, and prints the table
    Bench(bench::Options),
    /// Packs what an operator needs into `target/dist`
    Dist,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Build(options) => build::build(options).map(|_| true),
        Command::Dev(options) => dev::dev(&options).map(|()| true),
        Command::Test => Ok(test::test()),
        Command::E2e(options) => e2e::e2e(&options).map(test::Tally::is_good),
        Command::Bench(options) => bench::bench(options).map(|()| true),
        Command::Dist => dist::dist().map(|()| true),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
