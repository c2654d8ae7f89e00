//! The `pillarbox` command.

use clap::Parser;
use server::cli::Cli;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match Cli::parse().run().await {
        Ok(code) => code,
        Err(error) => {
            // One sentence for a person: what was tried, and after the colon why it failed.
            eprintln!("pillarbox: {error:#}");
            ExitCode::FAILURE
        }
    }
}
