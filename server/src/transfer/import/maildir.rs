use super::{
    Emit, Found, ReadError, eml,
    found::Message,
    open::{self, join},
    utf7,
};
use crate::transfer::{TransferError, state::State};
use model::UnixMillis;
use std::{
    ffi::OsStr,
    fs::{self, File},
    path::Path,
    time::UNIX_EPOCH,
};

/// Where other programs move what Maildir's `T` marks: it is deleted, but for the space.
const TRASH: &str = "Trash";

/// Whether a directory is a Maildir.
pub fn is_maildir(path: &Path) -> bool {
    ["cur", "new"].iter().all(|part| path.join(part).is_dir())
}

/// A Maildir that is a folder of this path (none: the inbox), with its own folders: Maildirs in
/// it, whose names begin with a dot and have dots between the folders that they lie in (Maildir++),
/// or which lie in each other as the folders do (mbsync, `OfflineIMAP`).
pub fn read(
    path: &Path,
    folder: Option<&str>,
    limit: u64,
    emit: &mut Emit<'_>,
) -> Result<(), ReadError> {
    messages(path, folder, limit, emit)?;
    folders(path, folder, limit, emit)
}

fn folders(
    path: &Path,
    folder: Option<&str>,
    limit: u64,
    emit: &mut Emit<'_>,
) -> Result<(), ReadError> {
    let failed = |error| ReadError::File(TransferError::file(path, error));
    for entry in open::sorted(path).map_err(failed)? {
        let name = entry.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        // A link may lead back to where it lies.
        if ["cur", "new", "tmp"].contains(&name.as_ref()) || entry.is_symlink() {
            continue;
        }
        let inner = join(folder, &folder_name(&name));
        if is_maildir(&entry) {
            read(&entry, Some(&inner), limit, emit)?;
        } else if entry.is_dir() && !name.starts_with('.') {
            folders(&entry, Some(&inner), limit, emit)?;
        }
    }
    Ok(())
}

/// The path of the folder that a Maildir of this name is.
pub fn folder_name(name: &str) -> String {
    match name.strip_prefix('.') {
        Some(dotted) => dotted.split('.').map(utf7::decoded).collect::<Vec<_>>().join("/"),
        None => utf7::decoded(name),
    }
}

fn messages(
    path: &Path,
    folder: Option<&str>,
    limit: u64,
    emit: &mut Emit<'_>,
) -> Result<(), ReadError> {
    for part in ["cur", "new"] {
        let part = path.join(part);
        let failed = |error| ReadError::File(TransferError::file(&part, error));
        for path in open::sorted(&part).map_err(failed)? {
            if !path.is_file() {
                continue;
            }
            let failed = |error| ReadError::File(TransferError::file(&path, error));
            let source = File::open(&path).and_then(|file| eml::bytes(file, limit));
            let source = source.map_err(failed)?;
            let modified = fs::metadata(&path).and_then(|metadata| metadata.modified()).ok();
            let received = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            let name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
            let received = received.map(crate::clock::millis);
            emit(message(source, &name, part.ends_with("new"), received, folder))?;
        }
    }
    Ok(())
}

/// The message in a file of this name. Draft (`D`) says nothing of where it is to go.
pub fn message(
    source: Vec<u8>,
    name: &str,
    is_new: bool,
    received: Option<UnixMillis>,
    folder: Option<&str>,
) -> Found {
    // `;` where a file system has no `:` in names.
    let flags = name.rsplit_once("2,").map_or("", |(_, flags)| flags);
    let state = State {
        unread: is_new || !flags.contains('S'),
        starred: flags.contains('F'),
        answered: flags.contains('R'),
        forwarded: flags.contains('P'),
    };
    let folder = if flags.contains('T') { Some(TRASH) } else { folder };
    Message::found(source, received, Some(state), folder)
}
