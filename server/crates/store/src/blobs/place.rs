//! Where blobs are: files in the data directory, or a bucket that several nodes share.

use super::Blobs;
use crate::{Result, StoreError};
use object_store::{
    ClientOptions, ObjectStore, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    local::LocalFileSystem,
    path::Path as BlobPath,
    prefix::PrefixStore,
};
use std::{fmt, path::Path, sync::Arc, time::Duration};

/// Bytes written to a file at once.
const FILE_PART: usize = 1024 * 1024;
/// The least that S3 takes as a part that is not the last.
const S3_PART: usize = 5 * 1024 * 1024;
/// How long a bucket that does not answer is asked again.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where sources are kept that are too large for the database.
#[derive(Clone, Debug, Default)]
pub enum BlobPlace {
    /// Files under `blobs` in the data directory.
    #[default]
    Directory,
    /// A bucket of Amazon's S3 or of another server that speaks its protocol.
    S3(S3Place),
}

/// A bucket, and how to get into it.
#[derive(Clone, Default)]
pub struct S3Place {
    /// Its name.
    pub bucket: String,
    /// What names of blobs begin with, such as `pillarbox/mail`; may be empty.
    pub prefix: String,
    /// `https://s3.example.org`; without one, Amazon's own. One with `http://` is for servers in
    /// the same house.
    pub endpoint: Option<String>,
    /// The region that requests are signed for.
    pub region: String,
    /// The access key's id.
    pub access_key: String,
    /// Its secret.
    pub secret_key: String,
}

impl fmt::Debug for S3Place {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Place")
            .field("bucket", &self.bucket)
            .field("prefix", &self.prefix)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

impl Blobs {
    /// Opens the place; asks a bucket whether it is there and lets us in.
    pub(crate) async fn open(place: &BlobPlace, data: &Path) -> Result<Self> {
        match place {
            BlobPlace::Directory => Self::open_directory(data).await,
            BlobPlace::S3(place) => Self::open_bucket(place).await,
        }
    }

    pub(crate) async fn open_directory(data: &Path) -> Result<Self> {
        let folder = data.join("blobs");
        let unusable = |cause: &dyn fmt::Display| {
            StoreError::Unusable(format!(
                "The data directory {} cannot be used: {cause}. Give the user that runs \
                 Pillarbox write access to it, or name another one with --data.",
                data.display()
            ))
        };
        tokio::fs::create_dir_all(&folder).await.map_err(|error| unusable(&error))?;
        let files = LocalFileSystem::new_with_prefix(&folder).map_err(|error| unusable(&error))?;
        let store = Arc::new(files.with_fsync(true));
        Ok(Self { store, part: FILE_PART, folder: Some(folder) })
    }

    async fn open_bucket(place: &S3Place) -> Result<Self> {
        let unusable = |cause: &dyn fmt::Display| {
            StoreError::Unusable(format!(
                "The bucket {} for large messages cannot be used: {cause}. Look at the settings \
                 in [blobs]: url, endpoint, region, access_key and secret_key.",
                place.bucket
            ))
        };
        let bucket = connect(place).map_err(|error| unusable(&error))?;
        let store: Arc<dyn ObjectStore> = if place.prefix.is_empty() {
            Arc::new(bucket)
        } else {
            Arc::new(PrefixStore::new(bucket, BlobPath::from(place.prefix.as_str())))
        };
        // A missing object is like a missing bucket; a listing tells them apart.
        let nothing = BlobPath::from("none");
        store.list_with_delimiter(Some(&nothing)).await.map_err(|error| unusable(&error))?;
        Ok(Self { store, part: S3_PART, folder: None })
    }
}

fn connect(place: &S3Place) -> object_store::Result<AmazonS3> {
    // Does nothing where the program has chosen already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&place.bucket)
        .with_region(&place.region)
        .with_access_key_id(&place.access_key)
        .with_secret_access_key(&place.secret_key)
        .with_retry(RetryConfig { retry_timeout: PATIENCE, ..RetryConfig::default() });
    if let Some(endpoint) = &place.endpoint {
        let near = endpoint.starts_with("http://");
        builder = builder
            .with_endpoint(endpoint)
            .with_client_options(ClientOptions::new().with_allow_http(near));
    }
    builder.build()
}
