use super::{Emit, Found, ReadError, status::Status};
use crate::transfer::TransferError;
use std::{
    io::{self, Read},
    path::Path,
};

/// A file that is one message; an empty one is none.
pub fn read(
    path: &Path,
    input: impl Read,
    limit: u64,
    emit: &mut Emit<'_>,
) -> Result<(), ReadError> {
    let failed = |error| ReadError::File(TransferError::file(path, error));
    let source = bytes(input, limit).map_err(failed)?;
    if source.is_empty() {
        return Ok(());
    }
    let Status { unread, starred } = Status::read(&source);
    emit(Found { source, received: None, unread, starred, folder: None })?;
    Ok(())
}

/// What there is to read, but no more than shows that it is over the limit.
pub fn bytes(input: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut source = Vec::new();
    input.take(limit.saturating_add(1)).read_to_end(&mut source)?;
    Ok(source)
}
