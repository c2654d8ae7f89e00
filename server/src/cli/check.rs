use crate::context::Context;
use clap::Args;
use std::process::ExitCode;

/// `pillarbox check`
#[derive(Debug, Args)]
pub struct Check {}

impl Check {
    /// Prints each fault; fails if there is one.
    pub async fn run(self, context: &Context) -> anyhow::Result<ExitCode> {
        let faults = context.store.check().await?;
        for fault in &faults {
            println!("{fault}");
        }
        if faults.is_empty() {
            println!("No fault was found.");
            return Ok(ExitCode::SUCCESS);
        }
        Ok(ExitCode::FAILURE)
    }
}
