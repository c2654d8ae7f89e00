use super::output;
use crate::{config::Config, lifecycle::Tenure, secrets::KEY_FILE, transfer};
use anyhow::{Context as _, ensure};
use clap::Args;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::ExitCode,
};
use store::{DatabaseUrl, Options, Store};

/// `pillarbox migrate-store`
#[derive(Debug, Args)]
pub struct MigrateStore {
    /// A data directory, or the URL of a database (postgres://…) whose blobs and key are in --data
    from: String,
    /// The same; empty or missing
    to: String,
}

impl MigrateStore {
    /// Copies everything, indexes it and verifies the copy. No server may run on either store
    /// meanwhile; one on a database elsewhere is not noticed.
    pub async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let (from, to) = (place(config, &self.from)?, place(config, &self.to)?);
        let from_is_file = from.data.join("pillarbox.db").exists();
        ensure!(
            from.database_url.is_some() || from_is_file,
            "There is no mail store in {}.",
            from.data.display()
        );
        let _tenures = tenures(&from.data, &to.data)?;
        copy_key(&from.data, &to.data)?;
        let (from, to) = (Store::open(from).await?, Store::open(to).await?);
        let moved = copy(&from, &to).await;
        from.close().await;
        to.close().await;
        moved
    }
}

fn place(config: &Config, text: &str) -> anyhow::Result<Options> {
    let url = DatabaseUrl::is_one(text).then(|| DatabaseUrl::from(text.to_owned()));
    let data = if url.is_some() { config.data.clone() } else { PathBuf::from(text) };
    let blobs = config.blobs.place()?;
    Ok(Options { database_url: url, readers: config.database.readers, blobs, ..Options::new(data) })
}

/// What arrived in a store while it is copied would not be in the copy.
fn tenures(from: &Path, to: &Path) -> anyhow::Result<Vec<Tenure>> {
    // Two databases may share a data directory.
    let mut places = BTreeSet::new();
    for place in [from, to] {
        std::fs::create_dir_all(place)
            .and_then(|()| place.canonicalize())
            .map(|place| places.insert(place))
            .with_context(|| format!("{} cannot be made", place.display()))?;
    }
    Ok(places.iter().map(|place| Tenure::take(place)).collect::<Result<_, _>>()?)
}

/// Without the key nobody could read the passwords of accounts.
fn copy_key(from: &Path, to: &Path) -> anyhow::Result<()> {
    let (key, copy) = (from.join(KEY_FILE), to.join(KEY_FILE));
    if key.exists() && !copy.exists() {
        std::fs::create_dir_all(to)?;
        std::fs::copy(&key, &copy)
            .with_context(|| format!("{} cannot be written", copy.display()))?;
    }
    Ok(())
}

async fn copy(from: &Store, to: &Store) -> anyhow::Result<ExitCode> {
    for (table, rows) in from.copy_to(to).await? {
        println!("{table}: {rows}");
    }
    let mut count = 0;
    for user in to.users().await? {
        to.index_drafts(user.id).await?;
        let read =
            transfer::read_anew(to, user.id, async |read| to.index(user.id, read).await).await?;
        count += read.count;
        output::damaged(&read.damaged);
    }
    println!("{} indexed.", output::count(count, "message"));
    let faults = to.check().await?;
    for fault in &faults {
        println!("{fault}");
    }
    if faults.is_empty() {
        println!("No fault was found in the copy. The store that it was made of is as it was.");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}
