use super::{Emit, Found, ReadError, found::Message, found::is_mail};
use crate::transfer::{TransferError, notes};
use std::{
    io::{self, Read},
    path::Path,
};

/// A file that is one message, in a folder of this path; an empty one is none. `name` is what to
/// call it should it be something else.
pub fn read(
    path: &Path,
    name: &str,
    folder: Option<&str>,
    input: impl Read,
    limit: u64,
    emit: &mut Emit<'_>,
) -> Result<(), ReadError> {
    let failed = |error| ReadError::File(TransferError::file(path, error));
    let source = bytes(input, limit).map_err(failed)?;
    if is_mail(&source) {
        emit(Message::found(source, None, None, folder))?;
    } else if !source.is_empty() {
        emit(Found::NotMail(name.to_owned()))?;
    }
    Ok(())
}

/// What there is to read, but no more than shows that it is over the limit.
pub fn bytes(input: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut source = Vec::new();
    let most = limit.saturating_add(notes::LONGEST as u64 + 1);
    input.take(most).read_to_end(&mut source)?;
    Ok(source)
}
