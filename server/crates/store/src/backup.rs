//! A consistent copy of database and blobs, while everything runs.

use crate::{
    Options, Result, Store, StoreError,
    blobs::{Blobs, Hash},
    sources, sql,
};
use model::{MessageId, UploadId};
use std::path::Path;

/// Sources looked at at once.
const STEP: i64 = 500;

impl Store {
    /// Copies everything into the directory `to`, which becomes a data directory of its own; the
    /// key file is the caller's part. Blobs are copied first and once more after the database;
    /// then none is missing that the copy names, whatever is erased meanwhile.
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
        let there = Self::open(Options::new(to)).await?;
        let agreed = self.agree(&there).await;
        there.close().await;
        agreed
    }

    /// Sees that every blob that the copy names is in it. One that was deleted here, with its last
    /// message, after the database was copied and before the blobs were, cannot be had any more:
    /// then that message is erased in the copy, too.
    async fn agree(&self, there: &Self) -> Result<()> {
        let mut last = 0;
        loop {
            let rows: Vec<(i64, Vec<u8>)> = sql::query_as(
                "SELECT id, hash FROM sources WHERE id > $1 AND elsewhere = 1
                 ORDER BY id LIMIT $2",
            )
            .bind(last)
            .bind(STEP)
            .fetch_all(there.pools.read())
            .await?;
            let Some((newest, _)) = rows.last() else { return Ok(()) };
            last = *newest;
            for (source, hash) in rows {
                let Ok(hash) = Hash::try_from(hash) else { continue };
                if there.blobs.exists(&hash).await?
                    || self.blobs.copy_one(&hash, &there.blobs).await?
                {
                    continue;
                }
                let mut connection = self.pools.read().acquire().await?;
                if sources::find(&mut connection, &[hash]).await?.is_empty() {
                    there.forget_source(source).await?;
                } else {
                    // It has come again. If not, it was lost before: that is for a check to find.
                    self.blobs.copy_one(&hash, &there.blobs).await?;
                }
            }
        }
    }

    /// Erases all that has these bytes.
    async fn forget_source(&self, source: i64) -> Result<()> {
        let messages: Vec<i64> =
            sql::query_scalar("SELECT id FROM messages WHERE source_id = $1 AND source_id <> 0")
                .bind(source)
                .fetch_all(self.pools.read())
                .await?;
        let messages: Vec<MessageId> = messages.into_iter().map(MessageId).collect();
        self.erase_any(&messages).await?;
        let uploads: Vec<(i64, i64)> =
            sql::query_as("SELECT draft_id, id FROM uploads WHERE source_id = $1")
                .bind(source)
                .fetch_all(self.pools.read())
                .await?;
        for (draft, upload) in uploads {
            let draft = MessageId(draft);
            self.remove_upload(draft.user(), draft, UploadId(upload)).await?;
        }
        Ok(())
    }

    /// Takes the blobs in that were files of the data directory `from`, as a backup has them, and
    /// that are not here yet. Answers how many.
    pub async fn take_in_blobs(&self, from: &Path) -> Result<u64> {
        Blobs::open_directory(from).await?.copy_into(&self.blobs).await
    }
}

#[cfg(test)]
mod tests;
