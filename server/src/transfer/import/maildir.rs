use super::{
    Emit, Found, ReadError, Stopped, eml,
    found::Message,
    open::{self, join},
    utf7,
};
use crate::transfer::{TransferError, mozilla, state::State};
use model::UnixMillis;
use std::{
    ffi::OsStr,
    fs::{self, File, Metadata},
    io,
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
            open::or_left_out(read(&entry, Some(&inner), limit, emit), emit)?;
        } else if entry.is_dir() && (!name.starts_with('.') || fs::read_dir(&entry).is_err()) {
            open::or_left_out(folders(&entry, Some(&inner), limit, emit), emit)?;
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
) -> Result<(), Stopped> {
    for part in ["cur", "new"] {
        let part = path.join(part);
        let files = match open::sorted(&part) {
            Ok(files) => files,
            Err(error) => {
                emit(Found::Unreadable(part.display().to_string(), error))?;
                continue;
            }
        };
        for path in files {
            let (source, metadata) = match file(&path, limit) {
                Ok(Some(file)) => file,
                Ok(None) => continue,
                Err(error) => {
                    emit(Found::Unreadable(path.display().to_string(), error))?;
                    continue;
                }
            };
            let modified = metadata.modified().ok();
            let received = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            let name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
            let received = received.map(crate::clock::millis);
            emit(message(source, &name, part.ends_with("new"), received, folder))?;
        }
    }
    Ok(())
}

/// What a file holds, and what is known of it; none of what is no file.
fn file(path: &Path, limit: u64) -> io::Result<Option<(Vec<u8>, Metadata)>> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Ok(None);
    }
    Ok(Some((eml::bytes(File::open(path)?, limit)?, metadata)))
}

/// The message in a file of this name. One without flags may be Thunderbird's, which has them in
/// the header. Draft (`D`) says nothing of where it is to go.
pub fn message(
    source: Vec<u8>,
    name: &str,
    is_new: bool,
    received: Option<UnixMillis>,
    folder: Option<&str>,
) -> Found {
    // `;` where a file system has no `:` in names.
    let flags = name.rsplit_once("2,").map(|(_, flags)| flags);
    let noted = mozilla::state(&source).filter(|_| flags.is_none() && !is_new);
    let flags = flags.unwrap_or_default();
    let state = noted.unwrap_or(State {
        unread: is_new || !flags.contains('S'),
        starred: flags.contains('F'),
        answered: flags.contains('R'),
        forwarded: flags.contains('P'),
    });
    let folder = if flags.contains('T') { Some(TRASH) } else { folder };
    Message::found(source, received, Some(state), folder)
}
