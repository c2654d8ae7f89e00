use super::{Emit, Found, ReadError, eml, open};
use crate::transfer::TransferError;
use std::{
    ffi::OsStr,
    fs::{self, File},
    path::Path,
    time::UNIX_EPOCH,
};

/// Whether a directory is a Maildir.
pub fn is_maildir(path: &Path) -> bool {
    ["cur", "new"].iter().all(|part| path.join(part).is_dir())
}

/// A Maildir with its folders, which are Maildirs in it whose name begins with a dot
/// (Maildir++).
pub fn read(path: &Path, limit: u64, emit: &mut Emit<'_>) -> Result<(), ReadError> {
    let failed = |error| ReadError::File(TransferError::file(path, error));
    folder(path, None, limit, emit)?;
    for entry in open::sorted(path).map_err(failed)? {
        let name =
            entry.file_name().and_then(OsStr::to_str).and_then(|name| name.strip_prefix('.'));
        if let Some(name) = name
            && is_maildir(&entry)
        {
            folder(&entry, Some(&name.replace('.', "/")), limit, emit)?;
        }
    }
    Ok(())
}

fn folder(
    path: &Path,
    name: Option<&str>,
    limit: u64,
    emit: &mut Emit<'_>,
) -> Result<(), ReadError> {
    for part in ["cur", "new"] {
        let part = path.join(part);
        let failed = |error| ReadError::File(TransferError::file(&part, error));
        for file in open::sorted(&part).map_err(failed)? {
            if file.is_file() {
                message(&file, part.ends_with("new"), name, limit, emit)?;
            }
        }
    }
    Ok(())
}

fn message(
    path: &Path,
    is_new: bool,
    folder: Option<&str>,
    limit: u64,
    emit: &mut Emit<'_>,
) -> Result<(), ReadError> {
    let failed = |error| ReadError::File(TransferError::file(path, error));
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let flags = name.rsplit_once("2,").map_or("", |(_, flags)| flags);
    let source = File::open(path).and_then(|file| eml::bytes(file, limit)).map_err(failed)?;
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let received =
        modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).map(crate::clock::millis);
    emit(Found {
        source,
        received,
        unread: is_new || !flags.contains('S'),
        starred: flags.contains('F'),
        folder: folder.map(str::to_owned),
    })?;
    Ok(())
}
