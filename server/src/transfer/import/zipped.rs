use super::{Emit, ReadError, eml};
use crate::transfer::TransferError;
use std::{
    io::{self, Read, Seek},
    path::Path,
};
use zip::ZipArchive;

/// The messages in a zip archive: its `.eml` files.
pub fn read(
    path: &Path,
    file: impl Read + Seek,
    limit: u64,
    emit: &mut Emit<'_>,
) -> Result<(), ReadError> {
    let failed = |error: zip::result::ZipError| {
        ReadError::File(TransferError::file(path, io::Error::other(error)))
    };
    let mut archive = ZipArchive::new(file).map_err(failed)?;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(failed)?;
        let name = entry.name().map_err(failed)?;
        let is_message = name.to_ascii_lowercase().ends_with(".eml");
        if entry.is_file() && is_message {
            eml::read(path, entry, limit, emit)?;
        }
    }
    Ok(())
}
