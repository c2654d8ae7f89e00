use super::Config;
use config::{Environment, File, FileFormat, Map, builder::DefaultState};
use std::{io, net::SocketAddr, path::PathBuf};

/// The prefix of environment variables that are settings.
const PREFIX: &str = "PILLARBOX_";
/// The file read when none is named, if it is there.
const DEFAULT_FILE: &str = "pillarbox.toml";
/// Settings that stand outside of a section.
const TOP: [&str; 5] = ["data", "listen", "demo", "public_url", "log"];
/// Sections; `PILLARBOX_SEND_ROUTE` is `route` in `[send]`.
const SECTIONS: [&str; 8] =
    ["collect", "send", "limits", "tls", "network", "database", "blobs", "sessions"];

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value is of the wrong kind, or a name is unknown.
    #[error("The settings cannot be read: {0}")]
    Value(String),
    /// A file that should hold a secret cannot be read.
    #[error("The secret in {} cannot be read: {error}", path.display())]
    SecretFile {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

/// What the command line says about settings.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--config`: this file must exist.
    pub file: Option<PathBuf>,
    /// `--data`.
    pub data: Option<PathBuf>,
    /// `--listen`.
    pub listen: Option<SocketAddr>,
    /// `--demo`.
    pub demo: bool,
}

impl Config {
    /// Reads all layers. `environment` is that of the process, or a test's own.
    pub fn load(
        flags: &Flags,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut config: Self = layers(flags, environment)
            .and_then(config::Config::try_deserialize)
            .map_err(|error| ConfigError::Value(error.to_string()))?;
        config.send.load_secret()?;
        config.blobs.load_secret()?;
        config.database.load_secret()?;
        Ok(config)
    }
}

fn layers(
    flags: &Flags,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<config::Config, config::ConfigError> {
    let file = match &flags.file {
        Some(path) => File::from(path.as_path()).required(true),
        None => File::new(DEFAULT_FILE, FileFormat::Toml).required(false),
    };
    let variables: Map<String, String> =
        environment.into_iter().filter_map(|(name, value)| Some((key(&name)?, value))).collect();
    let environment = Environment::default().separator(".").source(Some(variables));
    config::ConfigBuilder::<DefaultState>::default()
        .add_source(file.format(FileFormat::Toml))
        .add_source(environment)
        .set_override_option("data", flags.data.as_ref().map(|path| path.display().to_string()))?
        .set_override_option("listen", flags.listen.map(|address| address.to_string()))?
        .set_override_option("demo", flags.demo.then_some(true))?
        .build()
}

/// The setting that an environment variable names; none when it names no setting, as other
/// programs of the project read variables with the same prefix.
fn key(variable: &str) -> Option<String> {
    let name = variable.strip_prefix(PREFIX)?.to_ascii_lowercase();
    if TOP.contains(&name.as_str()) {
        return Some(name);
    }
    let (section, setting) = name.split_once('_')?;
    SECTIONS.contains(&section).then(|| format!("{section}.{setting}"))
}

#[cfg(test)]
mod tests;
