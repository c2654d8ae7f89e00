//! Blobs that nothing uses: what a crash left between the writing of one and the commit that was
//! to name it.

use crate::{
    Result, Store,
    blobs::Hash,
    sources::{ROWS, find},
};
use model::UnixMillis;

impl Store {
    /// The names of blobs that were written before a moment and that nothing uses. One that is
    /// younger may be about to be used.
    pub async fn stray_blobs(&self, before: UnixMillis) -> Result<Vec<String>> {
        let strays = self.strays(before).await?;
        Ok(strays.iter().map(|hash| blake3::Hash::from_bytes(*hash).to_string()).collect())
    }

    /// Deletes them, and what was begun before that moment and has never become a blob; answers how
    /// many there were.
    pub async fn sweep_blobs(&self, before: UnixMillis) -> Result<usize> {
        let strays = self.strays(before).await?;
        self.delete_blobs(&strays).await?;
        Ok(strays.len() + self.blobs.remove_half_written(before).await?)
    }

    async fn strays(&self, before: UnixMillis) -> Result<Vec<Hash>> {
        let mut strays = self.blobs.list_before(before).await?;
        let mut connection = self.pools.read().begin().await?;
        let mut used = Vec::new();
        for hashes in strays.chunks(ROWS) {
            used.extend(find(&mut connection, hashes).await?.into_keys());
        }
        connection.rollback().await?;
        used.sort_unstable();
        strays.retain(|hash| used.binary_search(hash).is_err());
        Ok(strays)
    }
}
