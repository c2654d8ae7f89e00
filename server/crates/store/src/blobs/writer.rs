//! A large blob on its way into the store.

use super::{Blobs, Hash};
use crate::Result;
use object_store::{MultipartUpload, ObjectStoreExt};
use std::{
    io::{self, Write},
    mem,
};
use tokio::runtime::Handle;

/// What the compressor hands over at once, about.
const SLACK: usize = 256 * 1024;

/// A blob on its way into the store, in parts. Dropped before its end, it leaves nothing.
pub(crate) struct BlobWriter {
    pub(super) blobs: Blobs,
    pub(super) hash: Hash,
    pub(super) buffer: Vec<u8>,
    pub(super) upload: Option<Box<dyn MultipartUpload>>,
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
                    upload.insert(self.blobs.store.put_multipart(&Blobs::path(&self.hash)).await?)
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
            self.buffer.reserve_exact(self.blobs.part + SLACK);
        }
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= self.blobs.part {
            self.put_part().map_err(io::Error::other)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
