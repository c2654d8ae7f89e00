use crate::context::Context;
use clap::Args;
use std::process::ExitCode;

/// `pillarbox import`
#[derive(Debug, Args)]
pub struct Import {}

impl Import {
    /// To come.
    pub async fn run(self, context: &Context) -> anyhow::Result<ExitCode> {
        let _ = context;
        anyhow::bail!("not yet")
    }
}
