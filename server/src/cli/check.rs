use crate::{context::Context, jobs::housekeeping};
use clap::Args;
use model::UnixMillis;
use std::process::ExitCode;

/// `pillarbox check`
#[derive(Debug, Args)]
pub struct Check {}

const DAY: UnixMillis = 24 * 60 * 60 * 1000;

impl Check {
    /// Prints each fault; fails if there is one.
    pub async fn run(self, context: &Context) -> anyhow::Result<ExitCode> {
        let mut faults = context.store.check().await?;
        // A running server would have swept them away.
        let old = housekeeping::sweepable(context.clock.now() - DAY);
        let strays = context.store.stray_blobs(old).await?;
        let stray = |name: &String| format!("Nothing uses the blob {name}; it does no harm.");
        faults.extend(strays.iter().map(stray));
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
