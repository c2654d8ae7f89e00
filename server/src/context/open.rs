use super::{Context, Setups, Tally, Wake, tls};
use crate::{
    clock::Clock,
    config::{Config, ConfigError},
    imports::Imports,
    news::NewsHub,
    secrets::{Secrets, SecretsError},
};
use mail::smtp::Mailer;
use std::{io, path::PathBuf, sync::Arc};
use store::{Options, Store, StoreError};

/// Why the server or a command cannot begin. Each is a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The data directory cannot be made.
    #[error("The data directory {} cannot be made: {error}. Name another with --data.", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The settings contradict themselves.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key file cannot be used.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The certificates cannot be used.
    #[error("{0}")]
    Tls(String),
}

impl Context {
    /// Opens what is in the data directory, or makes it.
    pub async fn open(config: Config) -> Result<Arc<Self>, OpenError> {
        Self::open_at(config, Clock::system()).await
    }

    /// The same by another clock.
    pub async fn open_at(config: Config, clock: Clock) -> Result<Arc<Self>, OpenError> {
        std::fs::create_dir_all(&config.data)
            .map_err(|error| OpenError::Directory { path: config.data.clone(), error })?;
        let options = Options {
            database_url: config.database.store_url(),
            readers: config.database.readers,
            blobs: config.blobs.place()?,
            ..Options::new(&config.data)
        };
        let store = Store::open(options).await?;
        let tls = Arc::new(tls::client(&config.tls).map_err(OpenError::Tls)?);
        Ok(Arc::new(Self {
            store,
            secrets: Secrets::open(&config.data)?,
            news: NewsHub::default(),
            clock,
            mailer: Mailer::new(tls.clone(), config.send.hello.clone()),
            tls,
            tally: Tally::default(),
            wake: Wake::default(),
            setups: Setups::default(),
            imports: Imports::new(config.data.join("imports")),
            config: Arc::new(config),
        }))
    }
}
