//! Mail in and out by files, for a move from or to another program: mbox (also compressed),
//! Maildir, single messages and zip archives of them. And `reindex`, which reads all stored
//! messages anew.

mod export;
mod import;
mod keywords;
mod mozilla;
mod notes;
mod reindex;
mod state;

pub use export::{ExportReport, Format, Missing, export};
pub use import::{ImportReport, ImportTo, Named, import};
pub use reindex::{ReadAnew, read_anew, reindex};

use std::{
    io,
    path::{Path, PathBuf},
};
use store::StoreError;

/// Why a transfer stopped. Each is a sentence for the operator; what was stored until then
/// stays, and doing it again goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// A file cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// No user has the folder, and none can be made of that name.
    #[error("There is no folder “{0}”, and none can be made of that name.")]
    Folder(String),
    /// The user may keep no more.
    #[error(
        "There is no room for more mail: what was taken in until now stays. Delete what is not needed, empty Trash, and begin again."
    )]
    Full,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A thread of ours broke off.
    #[error("The transfer broke off: {0}")]
    Broken(String),
}

impl TransferError {
    /// Whether the very same may go on later: what is asked for is all right, but there is no room,
    /// no space or no database just now.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Full => true,
            Self::Store(error) => error.is_passing(),
            Self::File { .. } | Self::Folder(_) | Self::Broken(_) => false,
        }
    }

    fn file(path: &Path, error: io::Error) -> Self {
        Self::File { path: path.to_owned(), error }
    }
}

impl From<tokio::task::JoinError> for TransferError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Broken(error.to_string())
    }
}
