use crate::context::Context;
use clap::Args;
use std::process::ExitCode;

/// `pillarbox export`
#[derive(Debug, Args)]
pub struct Export {}

impl Export {
    /// To come.
    pub async fn run(self, context: &Context) -> anyhow::Result<ExitCode> {
        let _ = context;
        anyhow::bail!("not yet")
    }
}
