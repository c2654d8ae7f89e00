//! `cargo xtask`: reads the command line, and calls what does it.

use clap::{Parser, Subcommand};
use std::{ffi::OsString, process::ExitCode};
use xtask::{build, dev, dist, e2e, measure, test};

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
    #[command(disable_help_flag = true)]
    Bench {
        /// Words for the measuring program, which is built first: `--help` lists them
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<OsString>,
    },
    /// Packs what an operator needs into `target/dist`
    Dist,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Build(options) => build::build(options).map(|_| true),
        Command::Dev(options) => dev::dev(&options).map(|()| true),
        Command::Test => Ok(test::test()),
        Command::E2e(options) => e2e::e2e(&options).map(test::Tally::is_good),
        Command::Bench { words } => measure(&words).map(|()| true),
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
