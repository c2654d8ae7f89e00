/// What the store answers.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing of that id, or it belongs to somebody else: the two are not told apart.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The name or address is taken.
    #[error("there is already a {0} of that name")]
    Taken(&'static str),
    /// The request makes no sense in this state; the sentence is for the person.
    #[error("{0}")]
    Refused(String),
    /// The data directory or file cannot be used: permissions, another program, a failing disk.
    /// The sentence is for the operator.
    #[error("{0}")]
    Unusable(String),
    /// A disk is full. The sentence is for the operator.
    #[error("{0}")]
    Full(String),
    /// What is kept is not what was put there; what that is, and what was found, for the operator.
    /// Only a backup helps.
    #[error("{1}")]
    Damaged(&'static str, String),
    /// The database failed in a way that nothing here foresees.
    #[error("the database failed: {0}")]
    Database(String),
    /// The blob store failed.
    #[error("the blob store failed: {0}")]
    Blob(String),
}

impl StoreError {
    /// Whether the very same may succeed later: what is asked for is all right, but there is no
    /// space, no connection or no lock just now.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unusable(_) | Self::Full(_) | Self::Database(_) | Self::Blob(_) => true,
            Self::NotFound(_) | Self::Taken(_) | Self::Refused(_) | Self::Damaged(..) => false,
        }
    }

    /// A message that is not what arrived.
    pub(crate) fn damaged_message(cause: impl Into<String>) -> Self {
        Self::Damaged("message", cause.into())
    }
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        match error {
            // Whoever asks for a blob has its name from the database.
            object_store::Error::NotFound { path, .. } => {
                Self::damaged_message(format!("the file of its bytes is missing: {path}"))
            }
            error if is_full(&error) => full_disk(),
            error => Self::Blob(error.to_string()),
        }
    }
}

/// Whether a disk without space is at the bottom of it.
fn is_full(error: &(dyn std::error::Error + 'static)) -> bool {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::StorageFull)
}

fn full_disk() -> StoreError {
    StoreError::Full(
        "The disk with the blobs of the mail store is full. Nothing that was stored is lost: free \
         some space, then try again."
            .to_owned(),
    )
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        if is_full(&error) { full_disk() } else { Self::Blob(error.to_string()) }
    }
}

impl From<tokio::task::JoinError> for StoreError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Database(format!("background work ended early: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::StoreError;
    use std::io;

    #[test]
    fn a_full_disk_passes_and_damage_does_not() {
        let full = StoreError::from(io::Error::from(io::ErrorKind::StorageFull));
        assert!(matches!(full, StoreError::Full(_)) && full.is_passing(), "{full:?}");
        let path = "aa/bb.zst".to_owned();
        let missing = object_store::Error::NotFound { path, source: "gone".into() };
        let missing = StoreError::from(missing);
        assert!(matches!(missing, StoreError::Damaged(..)) && !missing.is_passing(), "{missing:?}");
        assert!(!StoreError::Refused(String::new()).is_passing());
    }
}
