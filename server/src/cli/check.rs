use crate::{context::Context, jobs::housekeeping, transfer};
use clap::Args;
use model::UnixMillis;
use std::process::ExitCode;

/// `pillarbox check`
#[derive(Debug, Args)]
pub struct Check {
    /// Puts right what can be, and says what is left
    #[arg(long)]
    repair: bool,
}

const DAY: UnixMillis = 24 * 60 * 60 * 1000;

impl Check {
    /// Prints each fault; fails if there is one that is not put right.
    pub async fn run(self, context: &Context) -> anyhow::Result<ExitCode> {
        let mut faults = found(context).await?;
        if faults.is_empty() {
            println!("No fault was found.");
            return Ok(ExitCode::SUCCESS);
        }
        tell(&faults);
        if self.repair {
            repair(context).await?;
            faults = found(context).await?;
            if faults.is_empty() {
                println!("All of this is put right.");
                return Ok(ExitCode::SUCCESS);
            }
            println!(
                "What could be put right is. A source that cannot be read is whole again once its \
                 message is imported from a copy; what else is left needs a backup to be restored:"
            );
            tell(&faults);
        }
        Ok(ExitCode::FAILURE)
    }
}

async fn found(context: &Context) -> anyhow::Result<Vec<String>> {
    let mut faults = context.store.check().await?;
    let strays = context.store.stray_blobs(old(context)).await?;
    let stray = |name: &String| format!("Nothing uses the blob {name}; it does no harm.");
    faults.extend(strays.iter().map(stray));
    Ok(faults)
}

/// A running server would have swept away what is older.
fn old(context: &Context) -> UnixMillis {
    housekeeping::sweepable(context.clock.now() - DAY)
}

/// By the database itself, then by all messages read anew.
async fn repair(context: &Context) -> anyhow::Result<()> {
    context.store.repair().await?;
    context.store.sweep_blobs(old(context)).await?;
    transfer::reindex(context, None).await?;
    Ok(())
}

fn tell(faults: &[String]) {
    for fault in faults {
        println!("{fault}");
    }
}
