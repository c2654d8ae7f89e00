//! Passwords of remote accounts at rest: XChaCha20-Poly1305 under a key that lies beside the
//! database, never in it. Each is sealed to the place it is for, so that a row cannot be
//! rewritten to send a password to another server.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Generate, Key, Payload},
};
use secrecy::{ExposeSecret, SecretString};
use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The key's file in the data directory. A backup without it cannot collect mail.
pub const KEY_FILE: &str = "key";
const KEY_LENGTH: usize = 32;
const NONCE_LENGTH: usize = 24;

/// Why a secret could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// The key file cannot be read or made.
    #[error("The key file {} cannot be used: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The key file holds something else.
    #[error("The key file {} is damaged: it must hold {KEY_LENGTH} bytes. Put it back from a backup.", .0.display())]
    Damaged(PathBuf),
    /// Sealed under another key, or for another place.
    #[error("The stored password cannot be opened with this server's key. Enter it again.")]
    Sealed,
}

/// Seals and opens with the server's key.
#[derive(Clone)]
pub struct Secrets {
    cipher: XChaCha20Poly1305,
}

impl Secrets {
    /// Reads the key in `data`, or makes one there that only its owner can read.
    pub fn open(data: &Path) -> Result<Self, SecretsError> {
        let path = data.join(KEY_FILE);
        let bytes = match std::fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => create(&path),
            read => read,
        }
        .map_err(|error| SecretsError::File { path: path.clone(), error })?;
        let cipher =
            XChaCha20Poly1305::new_from_slice(&bytes).map_err(|_| SecretsError::Damaged(path))?;
        Ok(Self { cipher })
    }

    /// Seals a password for `place`, the account's URL without the password. Empty for an
    /// empty password.
    pub fn seal(&self, secret: &SecretString, place: &str) -> Vec<u8> {
        if secret.expose_secret().is_empty() {
            return Vec::new();
        }
        let nonce = XNonce::generate();
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: place.as_bytes() };
        let Ok(sealed) = self.cipher.encrypt(&nonce, payload) else { return Vec::new() };
        [nonce.as_slice(), &sealed].concat()
    }

    /// Opens what was sealed for `place`.
    pub fn unseal(&self, sealed: &[u8], place: &str) -> Result<SecretString, SecretsError> {
        if sealed.is_empty() {
            return Ok(SecretString::default());
        }
        let (nonce, sealed) =
            sealed.split_first_chunk::<NONCE_LENGTH>().ok_or(SecretsError::Sealed)?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        let bytes = self
            .cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| SecretsError::Sealed)?;
        String::from_utf8(bytes).map(SecretString::from).map_err(|_| SecretsError::Sealed)
    }
}

/// Makes the key whole before it has its name, so that nobody reads half of it; when another
/// process was faster, its key is the one.
fn create(path: &Path) -> io::Result<Vec<u8>> {
    let key = Key::<XChaCha20Poly1305>::generate();
    let draft = path.with_extension(format!("new-{}", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(&key)?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => std::fs::read(path),
    }
}

#[cfg(test)]
mod tests {
    use super::{KEY_FILE, Secrets, SecretsError};
    use secrecy::{ExposeSecret, SecretString};

    const PLACE: &str = "pop3s://ada@mail.example.org:995";

    #[test]
    fn a_secret_comes_back_with_the_key_of_the_same_directory() {
        let data = tempfile::tempdir().expect("a directory");
        let sealed = Secrets::open(data.path()).expect("a key").seal(&"hunter2".into(), PLACE);
        assert!(!sealed.windows(7).any(|window| window == b"hunter2"));
        let opened = Secrets::open(data.path()).expect("the key").unseal(&sealed, PLACE);
        assert_eq!(opened.expect("opened").expose_secret(), "hunter2");
    }

    #[test]
    fn a_secret_does_not_open_elsewhere_or_changed() {
        let data = tempfile::tempdir().expect("a directory");
        let secrets = Secrets::open(data.path()).expect("a key");
        let mut sealed = secrets.seal(&"hunter2".into(), PLACE);
        let other = secrets.unseal(&sealed, "pop3s://ada@evil.example:995");
        assert!(matches!(other, Err(SecretsError::Sealed)));
        sealed[30] ^= 1;
        assert!(matches!(secrets.unseal(&sealed, PLACE), Err(SecretsError::Sealed)));
        assert!(matches!(secrets.unseal(&sealed[..10], PLACE), Err(SecretsError::Sealed)));
    }

    #[test]
    fn no_secret_stays_no_secret() {
        let data = tempfile::tempdir().expect("a directory");
        let secrets = Secrets::open(data.path()).expect("a key");
        let sealed = secrets.seal(&SecretString::default(), PLACE);
        assert_eq!(secrets.unseal(&sealed, PLACE).expect("opened").expose_secret(), "");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_the_key() {
        use std::os::unix::fs::PermissionsExt;
        let data = tempfile::tempdir().expect("a directory");
        Secrets::open(data.path()).expect("a key");
        let mode = std::fs::metadata(data.path().join(KEY_FILE)).expect("a file").permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_key_is_said_to_be_damaged() {
        let data = tempfile::tempdir().expect("a directory");
        std::fs::write(data.path().join(KEY_FILE), b"short").expect("written");
        assert!(matches!(Secrets::open(data.path()), Err(SecretsError::Damaged(_))));
    }
}
