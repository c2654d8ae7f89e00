use clap::Args;
use std::process::ExitCode;

/// `pillarbox restore`
#[derive(Debug, Args)]
pub struct Restore {}

impl Restore {
    /// To come.
    pub fn run(self, context: &crate::config::Config) -> anyhow::Result<ExitCode> {
        let _ = context;
        anyhow::bail!("not yet")
    }
}
