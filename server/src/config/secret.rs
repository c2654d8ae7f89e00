//! Secrets never leave through `Debug` (that is what [`SecretString`] is for) nor through
//! `pillarbox config` (that is what [`hidden`] is for).

use super::ConfigError;
use secrecy::SecretString;
use serde::Serializer;
use std::path::Path;

/// Stands for a secret in what is printed.
#[expect(clippy::ref_option, reason = "so serde calls it")]
pub fn hidden<S: Serializer>(
    _secret: &Option<SecretString>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("(hidden)")
}

/// The first line of a file that holds a secret.
pub fn read(path: &Path) -> Result<SecretString, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ConfigError::SecretFile { path: path.to_owned(), error })?;
    Ok(SecretString::from(text.lines().next().unwrap_or_default()))
}
