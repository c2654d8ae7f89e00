use crate::context::Context;
use clap::Args;
use std::{path::PathBuf, process::ExitCode};

/// `pillarbox backup`
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write; there must be none yet
    file: PathBuf,
}

impl Backup {
    /// Copies the store as it is at this moment.
    pub async fn run(self, context: &Context) -> anyhow::Result<ExitCode> {
        let file = &self.file;
        anyhow::ensure!(!file.exists(), "{} is there already. Name another file.", file.display());
        context.store.backup(file).await?;
        println!("{} holds everything.", file.display());
        Ok(ExitCode::SUCCESS)
    }
}
