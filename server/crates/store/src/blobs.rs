//! What is too large for a database row: files under `data/blobs` or objects in a bucket, named
//! by their hash.
//!
//! One is written and synced before the transaction that names it commits. One that nothing
//! names (after a crash in between) does no harm, and is swept away once it is old.

mod half;
mod place;
mod writer;

pub use place::{BlobPlace, S3Place};
pub(crate) use writer::BlobWriter;

use crate::Result;
use model::UnixMillis;
use object_store::{
    GetResult, GetResultPayload, ObjectStore, ObjectStoreExt, path::Path as BlobPath,
};
use std::{
    io::{Cursor, Read},
    path::PathBuf,
    sync::Arc,
};

/// The hash of the bytes as they came, not of their compressed form.
pub(crate) type Hash = [u8; 32];

#[derive(Clone, Debug)]
pub(crate) struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// Bytes written at once.
    part: usize,
    /// The directory, where they are files.
    folder: Option<PathBuf>,
}

impl Blobs {
    /// Two levels, so that no directory grows too long.
    fn path(hash: &Hash) -> BlobPath {
        let name = blake3::Hash::from_bytes(*hash).to_hex();
        BlobPath::from(format!("{}/{name}.zst", &name[..2]))
    }

    /// On the disk when it returns.
    pub(crate) async fn put(&self, hash: &Hash, bytes: Vec<u8>) -> Result<()> {
        self.store.put(&Self::path(hash), bytes.into()).await?;
        Ok(())
    }

    /// Takes compressed bytes by and by; for a blocking thread of the runtime.
    pub(crate) fn writer(&self, hash: &Hash) -> BlobWriter {
        BlobWriter { blobs: self.clone(), hash: *hash, buffer: Vec::new(), upload: None }
    }

    /// None where there is none.
    async fn get(&self, hash: &Hash) -> Result<Option<Vec<u8>>> {
        match self.store.get(&Self::path(hash)).await {
            Ok(found) => Ok(Some(found.bytes().await?.into())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The compressed bytes, to be read by a blocking thread: a file's are not in memory at once.
    pub(crate) async fn read(&self, hash: &Hash) -> Result<Box<dyn Read + Send>> {
        let found = self.store.get(&Self::path(hash)).await?;
        Ok(match found {
            GetResult { payload: GetResultPayload::File(file, _), .. } => Box::new(file),
            elsewhere @ GetResult { .. } => Box::new(Cursor::new(elsewhere.bytes().await?)),
        })
    }

    pub(crate) async fn exists(&self, hash: &Hash) -> Result<bool> {
        match self.store.head(&Self::path(hash)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Also when it is gone already.
    pub(crate) async fn delete(&self, hash: &Hash) -> Result<()> {
        match self.store.delete(&Self::path(hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes a damaged one its name, by which it could not be told from a good one. What is left
    /// of it stays beside the others, and no listing shows it.
    pub(crate) async fn put_aside(&self, hash: &Hash) -> Result<()> {
        let path = Self::path(hash);
        let aside = BlobPath::from(format!("{path}.damaged"));
        match self.store.rename(&path, &aside).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The hash of every blob.
    pub(crate) async fn list(&self) -> Result<Vec<Hash>> {
        self.list_before(UnixMillis::MAX).await
    }

    /// The hash of every blob that was written before a moment.
    pub(crate) async fn list_before(&self, moment: UnixMillis) -> Result<Vec<Hash>> {
        let mut hashes = Vec::new();
        for folder in self.store.list_with_delimiter(None).await?.common_prefixes {
            for file in self.store.list_with_delimiter(Some(&folder)).await?.objects {
                if file.last_modified.timestamp_millis() >= moment {
                    continue;
                }
                let name = file.location.filename().and_then(|name| name.strip_suffix(".zst"));
                hashes.extend(
                    name.and_then(|hex| Some(*blake3::Hash::from_hex(hex).ok()?.as_bytes())),
                );
            }
        }
        Ok(hashes)
    }

    /// Copies every blob that is not there yet; answers how many. One that is deleted meanwhile is
    /// nobody's any more.
    pub(crate) async fn copy_into(&self, there: &Self) -> Result<u64> {
        let mut copied = 0;
        for hash in self.list().await? {
            copied += u64::from(!there.exists(&hash).await? && self.copy_one(&hash, there).await?);
        }
        Ok(copied)
    }

    /// Copies a blob; answers whether there is one.
    pub(crate) async fn copy_one(&self, hash: &Hash, there: &Self) -> Result<bool> {
        let Some(bytes) = self.get(hash).await? else { return Ok(false) };
        there.put(hash, bytes).await?;
        Ok(true)
    }
}
