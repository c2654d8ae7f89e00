use super::{Emit, Found, ReadError, eml, maildir, mbox, zipped};
use crate::transfer::TransferError;
use flate2::read::MultiGzDecoder;
use std::{
    ffi::OsStr,
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
    at(path, None, limit, emit)
}

/// The same for what lies in a directory that is a folder of this path.
fn at(path: &Path, folder: Option<&str>, limit: u64, emit: &mut Emit<'_>) -> Result<(), ReadError> {
    let failed = |error| ReadError::File(TransferError::file(path, error));
    if fs::metadata(path).map_err(failed)?.is_dir() {
        return if maildir::is_maildir(path) {
            maildir::read(path, folder, limit, emit)
        } else {
            directory(path, folder, limit, emit)
        };
    }
    let mut file = BufReader::with_capacity(BUFFER, File::open(path).map_err(failed)?);
    let start = file.fill_buf().map_err(failed)?;
    if start.starts_with(GZIP) {
        stream(path, folder, MultiGzDecoder::new(file), limit, emit)
    } else if start.starts_with(ZSTD) {
        let file = zstd::Decoder::with_buffer(file).map_err(failed)?;
        stream(path, folder, file, limit, emit)
    } else if start.starts_with(ZIP) {
        zipped::read(path, file, limit, emit)
    } else {
        stream(path, folder, file, limit, emit)
    }
}

/// All files below a directory, by name. Directories in it are folders; hidden ones only where
/// they are Maildirs.
fn directory(
    path: &Path,
    folder: Option<&str>,
    limit: u64,
    emit: &mut Emit<'_>,
) -> Result<(), ReadError> {
    let failed = |error| ReadError::File(TransferError::file(path, error));
    for entry in sorted(path).map_err(failed)? {
        let name = entry.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        let is_hidden = name.starts_with('.');
        let inner = if maildir::is_maildir(&entry) {
            Some(join(folder, &maildir::folder_name(&name)))
        } else if is_hidden {
            continue;
        } else if entry.is_dir() {
            Some(join(folder, &name))
        } else {
            folder.map(str::to_owned)
        };
        or_left_out(at(&entry, inner.as_deref(), limit, emit), emit)?;
    }
    Ok(())
}

/// What cannot be read is named and left out: it stands between others that can be.
pub fn or_left_out(read: Result<(), ReadError>, emit: &mut Emit<'_>) -> Result<(), ReadError> {
    match read {
        Err(ReadError::File(TransferError::File { path, error })) => {
            emit(Found::Unreadable(path.display().to_string(), error))?;
            Ok(())
        }
        read => read,
    }
}

/// The path of a folder in another.
pub fn join(folder: Option<&str>, name: &str) -> String {
    folder.map_or_else(|| name.to_owned(), |folder| format!("{folder}/{name}"))
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
fn stream(
    path: &Path,
    folder: Option<&str>,
    input: impl Read,
    limit: u64,
    emit: &mut Emit<'_>,
) -> Result<(), ReadError> {
    let failed = |error| ReadError::File(TransferError::file(path, error));
    let name = path.display().to_string();
    let mut input = BufReader::with_capacity(BUFFER, input);
    if !input.fill_buf().map_err(failed)?.starts_with(b"From ") {
        return eml::read(path, &name, folder, input, limit, emit);
    }
    // A text may begin so, too.
    if mbox::read(path, &mut input, limit, emit)? == 0 {
        emit(Found::NotMail(name))?;
    }
    Ok(())
}
