use crate::context::Context;
use clap::Args;
use std::process::ExitCode;

/// `pillarbox reindex`
#[derive(Debug, Args)]
pub struct Reindex {}

impl Reindex {
    /// To come.
    pub async fn run(self, context: &Context) -> anyhow::Result<ExitCode> {
        let _ = context;
        anyhow::bail!("not yet")
    }
}
