use super::{ConfigError, secret};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use store::{BlobPlace, S3Place};

/// Where messages are kept that are too large for the database.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BlobsConfig {
    /// `s3://bucket` or `s3://bucket/prefix`; without one, files in the data directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The server that speaks S3, `https://s3.example.org`; without one, Amazon's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// The region that requests are signed for; servers other than Amazon's rarely care.
    pub region: String,
    /// The access key's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key: Option<String>,
    /// Its secret.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "secret::hidden")]
    pub secret_key: Option<SecretString>,
    /// A file whose first line is the secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_key_file: Option<PathBuf>,
}

impl Default for BlobsConfig {
    fn default() -> Self {
        Self {
            url: None,
            endpoint: None,
            region: "us-east-1".to_owned(),
            access_key: None,
            secret_key: None,
            secret_key_file: None,
        }
    }
}

impl BlobsConfig {
    /// Reads the secret's file; a secret given directly wins. Refuses an address that is none.
    pub(super) fn load_secret(&mut self) -> Result<(), ConfigError> {
        if let (None, Some(path)) = (&self.secret_key, &self.secret_key_file) {
            self.secret_key = Some(secret::read(path)?);
        }
        self.bucket().map(drop)
    }

    /// The place that is meant.
    pub fn place(&self) -> Result<BlobPlace, ConfigError> {
        let Some((bucket, prefix)) = self.bucket()? else { return Ok(BlobPlace::Directory) };
        let secret = self.secret_key.as_ref().map(ExposeSecret::expose_secret);
        Ok(BlobPlace::S3(S3Place {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
            endpoint: self.endpoint.clone(),
            region: self.region.clone(),
            access_key: self.access_key.clone().unwrap_or_default(),
            secret_key: secret.unwrap_or_default().to_owned(),
        }))
    }

    /// Bucket and prefix of the address.
    fn bucket(&self) -> Result<Option<(&str, &str)>, ConfigError> {
        let Some(url) = &self.url else { return Ok(None) };
        let path = url.strip_prefix("s3://").unwrap_or_default();
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        if bucket.is_empty() {
            return Err(ConfigError::Value(format!(
                "blobs.url is {url:?}, and should read like s3://bucket or s3://bucket/prefix"
            )));
        }
        Ok(Some((bucket, prefix.trim_matches('/'))))
    }
}
