mod places;

use super::{Emit, Found, ReadError, eml, maildir, mbox, open};
use crate::transfer::TransferError;
use places::{Place, Places};
use std::{
    io::{self, BufRead, BufReader, Read, Seek},
    path::Path,
};
use zip::{ZipArchive, result::ZipError};

/// The messages in a zip archive: its `.eml` files and its Maildirs, in folders as their paths
/// say, and all in its mbox files.
pub fn read(
    path: &Path,
    file: impl Read + Seek,
    limit: u64,
    emit: &mut Emit<'_>,
) -> Result<(), ReadError> {
    let failed = |error: ZipError| broken(path, told(error));
    let mut archive = ZipArchive::new(file).map_err(failed)?;
    let names: Vec<_> = archive.file_names().filter_map(Result::ok).collect();
    let places = Places::of(names.iter().map(AsRef::as_ref));
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(failed)?;
        let name = entry.name().map_err(failed)?.into_owned();
        if !entry.is_file() {
            continue;
        }
        let entry = BufReader::new(entry);
        // Named as it is in the archive.
        let read = one(Path::new(&name), entry, places.place(&name), limit, emit);
        open::or_left_out(read, emit)?;
    }
    Ok(())
}

/// The messages in one file of the archive.
fn one(
    path: &Path,
    mut entry: impl BufRead,
    place: Place,
    limit: u64,
    emit: &mut Emit<'_>,
) -> Result<(), ReadError> {
    let name = path.to_string_lossy();
    let start = entry.fill_buf().map_err(|error| broken(path, error))?;
    match place {
        Place::Maildir { folder, is_new } => {
            let source = eml::bytes(entry, limit).map_err(|error| broken(path, error))?;
            emit(maildir::message(source, &name, is_new, None, folder.as_deref()))?;
        }
        place if start.starts_with(b"From ") => {
            let count = mbox::read(path, &mut entry, limit, emit)?;
            if count == 0 && place != Place::Other {
                emit(Found::NotMail(name.into_owned()))?;
            }
        }
        Place::Message { folder } => {
            eml::read(path, &name, folder.as_deref(), entry, limit, emit)?;
        }
        Place::Other => {}
    }
    Ok(())
}

/// What is wrong with an archive, for who uploaded it.
fn told(error: ZipError) -> io::Error {
    let sentence = match error {
        ZipError::Io(error) => return error,
        ZipError::InvalidArchive(_) => "it is no whole zip archive",
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => "it is locked by a password",
        _ => "it is packed in a way that is not understood",
    };
    io::Error::new(io::ErrorKind::InvalidData, sentence)
}

fn broken(path: &Path, error: io::Error) -> ReadError {
    ReadError::File(TransferError::file(path, error))
}
