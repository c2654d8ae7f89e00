use super::{Emit, ReadError, eml, maildir, mbox, zipped};
use crate::transfer::TransferError;
use flate2::read::MultiGzDecoder;
use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

const BUFFER: usize = 256 << 10;
const GZIP: &[u8] = b"\x1f\x8b";
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";
const ZIP: &[u8] = b"PK\x03\x04";

/// Reads whatever is at `path`; what it is, its first bytes say.
pub fn path(path: &Path, limit: u64, emit: &mut Emit<'_>) -> Result<(), ReadError> {
    let failed = |error| ReadError::File(TransferError::file(path, error));
    if fs::metadata(path).map_err(failed)?.is_dir() {
        return if maildir::is_maildir(path) {
            maildir::read(path, limit, emit)
        } else {
            directory(path, limit, emit)
        };
    }
    let mut file = BufReader::with_capacity(BUFFER, File::open(path).map_err(failed)?);
    let start = file.fill_buf().map_err(failed)?;
    if start.starts_with(GZIP) {
        stream(path, MultiGzDecoder::new(file), limit, emit)
    } else if start.starts_with(ZSTD) {
        stream(path, zstd::Decoder::with_buffer(file).map_err(failed)?, limit, emit)
    } else if start.starts_with(ZIP) {
        zipped::read(path, file, limit, emit)
    } else {
        stream(path, file, limit, emit)
    }
}

/// All files below a directory, by name.
fn directory(path: &Path, limit: u64, emit: &mut Emit<'_>) -> Result<(), ReadError> {
    let failed = |error| ReadError::File(TransferError::file(path, error));
    for entry in sorted(path).map_err(failed)? {
        let hidden = entry.file_name().is_some_and(|name| name.as_encoded_bytes()[0] == b'.');
        if !hidden {
            self::path(&entry, limit, emit)?;
        }
    }
    Ok(())
}

/// What lies in a directory, by name, so that an import is the same each time.
pub fn sorted(path: &Path) -> io::Result<Vec<std::path::PathBuf>> {
    let mut entries: Vec<_> = fs::read_dir(path)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    entries.sort();
    Ok(entries)
}

/// An mbox or a single message.
fn stream(path: &Path, input: impl Read, limit: u64, emit: &mut Emit<'_>) -> Result<(), ReadError> {
    let failed = |error| ReadError::File(TransferError::file(path, error));
    let mut input = BufReader::with_capacity(BUFFER, input);
    if input.fill_buf().map_err(failed)?.starts_with(b"From ") {
        mbox::read(path, &mut input, limit, emit)
    } else {
        eml::read(path, input, limit, emit)
    }
}
