//! What is too large for a database row: files under `data/blobs`, named by their hash.
//!
//! A file is written and synced before the transaction that names it commits. One that nothing
//! names (after a crash in between) does no harm and is found by `check`.

use crate::{Result, StoreError};
use object_store::{
    GetResult, GetResultPayload, MultipartUpload, ObjectStore, ObjectStoreExt,
    local::LocalFileSystem, path::Path as BlobPath,
};
use std::{
    io::{self, Cursor, Read, Write},
    mem,
    path::Path,
    sync::Arc,
};
use tokio::runtime::Handle;

/// The hash of the bytes as they came, not of their compressed form.
pub(crate) type Hash = [u8; 32];

#[derive(Clone, Debug)]
pub(crate) struct Blobs(Arc<dyn ObjectStore>);

impl Blobs {
    pub(crate) async fn open(data: &Path) -> Result<Self> {
        let folder = data.join("blobs");
        let unusable = |cause: &dyn std::fmt::Display| {
            StoreError::Unusable(format!(
                "The data directory {} cannot be used: {cause}. Give the user that runs \
                 Pillarbox write access to it, or name another one with --data.",
                data.display()
            ))
        };
        tokio::fs::create_dir_all(&folder).await.map_err(|error| unusable(&error))?;
        let files = LocalFileSystem::new_with_prefix(&folder).map_err(|error| unusable(&error))?;
        Ok(Self(Arc::new(files.with_fsync(true))))
    }

    /// Two levels, so that no directory grows too long.
    fn path(hash: &Hash) -> BlobPath {
        let name = blake3::Hash::from_bytes(*hash).to_hex();
        BlobPath::from(format!("{}/{name}.zst", &name[..2]))
    }

    /// On the disk when it returns.
    pub(crate) async fn put(&self, hash: &Hash, bytes: Vec<u8>) -> Result<()> {
        self.0.put(&Self::path(hash), bytes.into()).await?;
        Ok(())
    }

    /// Takes compressed bytes by and by; for a blocking thread of the runtime.
    pub(crate) fn writer(&self, hash: &Hash) -> BlobWriter {
        BlobWriter { blobs: self.clone(), hash: *hash, buffer: Vec::new(), upload: None }
    }

    pub(crate) async fn get(&self, hash: &Hash) -> Result<Vec<u8>> {
        Ok(self.0.get(&Self::path(hash)).await?.bytes().await?.into())
    }

    /// The compressed bytes, to be read by a blocking thread: a file's are not in memory at once.
    pub(crate) async fn read(&self, hash: &Hash) -> Result<Box<dyn Read + Send>> {
        let found = self.0.get(&Self::path(hash)).await?;
        Ok(match found {
            GetResult { payload: GetResultPayload::File(file, _), .. } => Box::new(file),
            elsewhere @ GetResult { .. } => Box::new(Cursor::new(elsewhere.bytes().await?)),
        })
    }

    pub(crate) async fn exists(&self, hash: &Hash) -> Result<bool> {
        match self.0.head(&Self::path(hash)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Also when it is gone already.
    pub(crate) async fn delete(&self, hash: &Hash) -> Result<()> {
        match self.0.delete(&Self::path(hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The hash of every blob.
    pub(crate) async fn list(&self) -> Result<Vec<Hash>> {
        let mut hashes = Vec::new();
        for folder in self.0.list_with_delimiter(None).await?.common_prefixes {
            for file in self.0.list_with_delimiter(Some(&folder)).await?.objects {
                let name = file.location.filename().and_then(|name| name.strip_suffix(".zst"));
                hashes.extend(
                    name.and_then(|hex| Some(*blake3::Hash::from_hex(hex).ok()?.as_bytes())),
                );
            }
        }
        Ok(hashes)
    }

    /// Copies every blob into `to`, another data directory.
    pub(crate) async fn copy_to(&self, to: &Path) -> Result<()> {
        let copy = Self::open(to).await?;
        for hash in self.list().await? {
            if !copy.exists(&hash).await? {
                copy.put(&hash, self.get(&hash).await?).await?;
            }
        }
        Ok(())
    }
}

/// Compressed bytes written at once. (S3 will want parts of 5 MiB.)
const PART: usize = 1024 * 1024;
/// What the compressor hands over at once, about.
const SLACK: usize = 256 * 1024;

/// A blob on its way into the store, in parts. Dropped before its end, it leaves nothing.
pub(crate) struct BlobWriter {
    blobs: Blobs,
    hash: Hash,
    buffer: Vec<u8>,
    upload: Option<Box<dyn MultipartUpload>>,
}

impl BlobWriter {
    /// The blob is on the disk when this returns; or else is so small that it is answered.
    pub(crate) fn finish(mut self, small: usize) -> Result<Option<Vec<u8>>> {
        let rest = mem::take(&mut self.buffer);
        match self.upload.take() {
            None if rest.len() <= small => return Ok(Some(rest)),
            None => Handle::current().block_on(self.blobs.put(&self.hash, rest))?,
            Some(mut upload) => Handle::current().block_on(async {
                if !rest.is_empty() {
                    upload.put_part(rest.into()).await?;
                }
                upload.complete().await.map(drop)
            })?,
        }
        Ok(None)
    }

    fn put_part(&mut self) -> object_store::Result<()> {
        let part = mem::take(&mut self.buffer);
        Handle::current().block_on(async {
            let upload = match &mut self.upload {
                Some(upload) => upload,
                upload @ None => {
                    upload.insert(self.blobs.0.put_multipart(&Blobs::path(&self.hash)).await?)
                }
            };
            upload.put_part(part.into()).await
        })
    }
}

impl Write for BlobWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.buffer.capacity() == 0 {
            // Once: what grows leaves memory behind that the allocator keeps for a while.
            self.buffer.reserve_exact(PART + SLACK);
        }
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PART {
            self.put_part().map_err(io::Error::other)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
