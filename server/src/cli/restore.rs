use super::archive;
use crate::config::Config;
use anyhow::{Context as _, ensure};
use clap::Args;
use std::{fs, path::PathBuf, process::ExitCode};

/// `pillarbox restore`
#[derive(Debug, Args)]
pub struct Restore {
    /// A file that `pillarbox backup` wrote
    file: PathBuf,
}

impl Restore {
    /// Puts it into the data directory, which must be empty or missing: mail that is there is
    /// never overwritten.
    pub async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let (file, data) = (self.file, config.data.clone());
        let is_empty = fs::read_dir(&data).map_or(true, |mut entries| entries.next().is_none());
        ensure!(
            is_empty,
            "{} is not empty. Move it away, or name another directory with --data.",
            data.display()
        );
        let (from, to) = (file.clone(), data.clone());
        let unpacked = tokio::task::spawn_blocking(move || archive::unpack(&from, &to)).await?;
        unpacked.with_context(|| format!("{} cannot be restored", file.display()))?;
        println!("{} holds everything from {}.", data.display(), file.display());
        println!("`pillarbox check` verifies it.");
        Ok(ExitCode::SUCCESS)
    }
}
