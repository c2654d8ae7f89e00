//! Passwords of users: argon2id with the parameters that the `argon2` crate recommends. Each
//! takes some 20 ms and 19 MiB, so the work is done on a blocking thread.

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use secrecy::{ExposeSecret, SecretString};
use std::sync::LazyLock;

/// Characters that a new password must have at least.
pub const MIN_LENGTH: usize = 8;

/// Why a password could not be hashed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Shorter than [`MIN_LENGTH`].
    #[error("Choose a password of at least {MIN_LENGTH} characters.")]
    TooShort,
    /// The machine failed: no randomness, no memory.
    #[error("the password could not be hashed: {0}")]
    Failed(String),
}

/// Refuses a new password that is too short.
pub fn validate(password: &SecretString) -> Result<(), PasswordError> {
    if password.expose_secret().chars().count() < MIN_LENGTH {
        return Err(PasswordError::TooShort);
    }
    Ok(())
}

/// Hashes a password to a PHC string with a salt of its own.
pub async fn hash(password: SecretString) -> Result<String, PasswordError> {
    tokio::task::spawn_blocking(move || hash_now(&password))
        .await
        .unwrap_or_else(|error| Err(PasswordError::Failed(error.to_string())))
}

/// Whether `password` is the one that was hashed. Without a hash the answer is no, at the same
/// cost: the time tells nobody whether an address exists.
pub async fn verify(password: SecretString, hash: Option<String>) -> bool {
    tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.as_deref().unwrap_or(&NOBODY);
        let matches = PasswordHash::new(hash).is_ok_and(|hash| {
            Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash).is_ok()
        });
        known && matches
    })
    .await
    .unwrap_or(false)
}

/// A hash to compare with when there is nobody to compare with.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_now(&SecretString::from("nobody")).unwrap_or_default());

fn hash_now(password: &SecretString) -> Result<String, PasswordError> {
    Argon2::default()
        .hash_password(password.expose_secret().as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| PasswordError::Failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::{hash, validate, verify};

    #[tokio::test]
    async fn a_password_is_known_again_and_another_is_not() {
        let hashed = hash("correct horse".into()).await.expect("hashed");
        assert!(hashed.starts_with("$argon2id$"), "{hashed}");
        assert!(verify("correct horse".into(), Some(hashed.clone())).await);
        assert!(!verify("correct horses".into(), Some(hashed)).await);
    }

    #[tokio::test]
    async fn nobody_signs_in_without_a_hash() {
        assert!(!verify("nobody".into(), None).await);
        assert!(!verify("anything".into(), Some("not a hash".into())).await);
    }

    #[tokio::test]
    async fn the_same_password_has_another_hash_each_time() {
        let first = hash("correct horse".into()).await.expect("hashed");
        assert_ne!(first, hash("correct horse".into()).await.expect("hashed"));
    }

    #[test]
    fn a_short_password_is_refused() {
        assert!(validate(&"1234567".into()).is_err());
        assert!(validate(&"12345678".into()).is_ok());
    }
}
