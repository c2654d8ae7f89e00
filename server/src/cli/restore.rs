use super::archive;
use crate::{config::Config, context::Context};
use anyhow::{Context as _, ensure};
use clap::Args;
use std::{fs, path::PathBuf, process::ExitCode};
use store::BlobPlace;

/// `pillarbox restore`
#[derive(Debug, Args)]
pub struct Restore {
    /// A file that `pillarbox backup` wrote
    file: PathBuf,
}

impl Restore {
    /// Puts it into the data directory, which must be empty or missing: mail that is there is
    /// never overwritten. Where blobs are kept in a bucket, they go there.
    pub async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        ensure!(
            config.database.url.is_none(),
            "A backup is restored into a data directory of its own. Do so without `database.url`, \
             then move it with `pillarbox migrate-store`."
        );
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
        if matches!(config.blobs.place()?, BlobPlace::S3(_)) {
            let context = Context::open(config.clone()).await?;
            context.store.take_in_blobs(&data).await?;
            tokio::fs::remove_dir_all(data.join("blobs")).await?;
        }
        println!("{} holds everything from {}.", data.display(), file.display());
        println!("`pillarbox check` verifies it.");
        Ok(ExitCode::SUCCESS)
    }
}
