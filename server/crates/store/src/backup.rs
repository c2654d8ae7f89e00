//! A consistent copy of database and blobs, while everything runs.

use crate::{Result, Store, StoreError, blobs::Blobs};
use std::path::Path;

impl Store {
    /// Copies everything into the directory `to`, which becomes a data directory of its own; the
    /// key file is the caller's part. Blobs are copied first and once more after the database,
    /// so that none is missing that the copy names.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when `to` holds a store already, and for a store in `PostgreSQL`,
    /// which has a program of its own for that.
    pub async fn backup(&self, to: &Path) -> Result<()> {
        self.pools.check_copies()?;
        let file = to.join("pillarbox.db");
        if tokio::fs::try_exists(&file).await? {
            return Err(StoreError::Refused(format!(
                "{} holds a mail store already. Name an empty directory for the copy.",
                to.display()
            )));
        }
        tokio::fs::create_dir_all(to).await?;
        let copy = Blobs::open_directory(to).await?;
        self.blobs.copy_into(&copy).await?;
        let name = file.to_str().ok_or_else(|| {
            StoreError::Refused("The path of the copy must be written in UTF-8.".into())
        })?;
        self.pools.copy_to(name).await?;
        self.blobs.copy_into(&copy).await?;
        Ok(())
    }

    /// Takes the blobs in that were files of the data directory `from`, as a backup has them, and
    /// that are not here yet. Answers how many.
    pub async fn take_in_blobs(&self, from: &Path) -> Result<u64> {
        Blobs::open_directory(from).await?.copy_into(&self.blobs).await
    }
}
