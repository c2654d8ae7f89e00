//! One server on one data directory. A second would collect, send and sweep the same mail beside
//! the first, and the first would not know.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// The file that says that somebody has the directory, by a lock on it. The system lets go of
/// the lock when its holder ends, however it ends; the file stays.
pub const FILE: &str = "pillarbox.lock";

/// Why a data directory cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum TenureError {
    /// Another process has it.
    #[error(
        "Pillarbox already runs on {}. End it first, or name another data directory with --data.",
        .0.display()
    )]
    Taken(PathBuf),
    /// It is not to be written to.
    #[error(
        "{} cannot be opened for writing: {error}. Give Pillarbox write access to it, or name \
         another data directory with --data.",
        path.display()
    )]
    Unusable {
        /// The file that says who has it.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

/// A data directory had alone, until this is dropped or the process ends.
#[derive(Debug)]
pub struct Tenure(#[expect(dead_code, reason = "the lock is the file's")] File);

impl Tenure {
    /// Takes the directory, which is made if it is missing.
    pub fn take(data: &Path) -> Result<Self, TenureError> {
        let path = data.join(FILE);
        let opened = fs::create_dir_all(data)
            .and_then(|()| OpenOptions::new().create(true).append(true).open(&path));
        let file = match opened {
            Ok(file) => file,
            Err(error) => return Err(TenureError::Unusable { path, error }),
        };
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(TenureError::Taken(data.to_owned())),
            // Some network file systems know no locks; a server there is better than none.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                tracing::warn!(path = %path.display(), "cannot be locked: run no second server");
                Ok(Self(file))
            }
            Err(TryLockError::Error(error)) => Err(TenureError::Unusable { path, error }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Tenure, TenureError};

    #[test]
    fn a_directory_is_had_by_one_until_it_lets_go() {
        let folder = tempfile::tempdir().expect("a directory");
        let data = folder.path().join("data");
        let first = Tenure::take(&data).expect("the first");
        assert!(matches!(Tenure::take(&data), Err(TenureError::Taken(path)) if path == data));
        drop(first);
        Tenure::take(&data).expect("the next");
    }
}
