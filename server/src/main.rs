//! The `pillarbox` command.

use clap::Parser;
use mimalloc::MiMalloc;
use server::cli::Cli;
use std::process::ExitCode;

/// A page is many small strings: with the system's allocator a third of its time went there.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

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
