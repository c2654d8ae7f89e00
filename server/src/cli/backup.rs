use super::archive;
use crate::context::Context;
use anyhow::{Context as _, ensure};
use clap::Args;
use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// `pillarbox backup`
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write; there must be none yet. It holds all mail and the key to the passwords
    /// of all accounts: keep it safe
    file: PathBuf,
}

impl Backup {
    /// Copies the store as it is at this moment, and the key, to one file. The file has its
    /// name only once it is whole.
    pub async fn run(self, context: &Context) -> anyhow::Result<ExitCode> {
        let file = &self.file;
        ensure!(!file.exists(), "{} is there already. Name another file.", file.display());
        let copy = beside(file, ".copy");
        ensure!(!copy.exists(), "{} is left of a broken backup. Remove it.", copy.display());
        let written = write(context, &copy, file).await;
        let _ = fs::remove_dir_all(&copy);
        written?;
        println!("{} holds everything. Keep it safe: the key is in it.", file.display());
        Ok(ExitCode::SUCCESS)
    }
}

async fn write(context: &Context, copy: &Path, file: &Path) -> anyhow::Result<()> {
    context.store.backup(copy).await?;
    let (copy, file) = (copy.to_owned(), file.to_owned());
    let key = context.config.data.join(crate::secrets::KEY_FILE);
    let packed = tokio::task::spawn_blocking(move || {
        fs::copy(&key, copy.join(crate::secrets::KEY_FILE))?;
        let unfinished = beside(&file, ".unfinished");
        archive::pack(&copy, &unfinished)?;
        fs::rename(&unfinished, &file)?;
        anyhow::Ok(())
    });
    packed.await?.context("The backup cannot be written")
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(suffix);
    name.into()
}
