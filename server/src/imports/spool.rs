use super::About;
use model::{ImportId, UnixMillis};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

const ARCHIVE: &str = "archive";
const ABOUT: &str = "about.json";

/// An archive on its way in. Unless it is kept, nothing of it stays.
#[derive(Debug)]
pub struct Spool {
    id: ImportId,
    about: About,
    place: PathBuf,
    file: File,
    is_kept: bool,
}

impl Spool {
    /// A directory of its own below `folder`, named after the time.
    pub(super) fn make(folder: &Path, now: UnixMillis, about: About) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut id = now;
        let place = loop {
            let place = folder.join(id.to_string());
            match fs::create_dir(&place) {
                Ok(()) => break place,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => id += 1,
                Err(error) => return Err(error),
            }
        };
        let file = File::create_new(file_in(&place))?;
        Ok(Self { id: ImportId(id), about, place, file, is_kept: false })
    }

    /// Where it is written to.
    pub fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// All of it is there. Says what after a restart is read from its directory; written last, it
    /// also says that the archive is whole.
    pub(super) fn keep(mut self) -> io::Result<(ImportId, About, i64)> {
        self.file.sync_all()?;
        let unfinished = self.place.join("about.unfinished");
        fs::write(&unfinished, serde_json::to_vec(&self.about)?)?;
        fs::rename(unfinished, self.place.join(ABOUT))?;
        let (about, size) = read(&self.place)?;
        self.is_kept = true;
        Ok((self.id, about, size))
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        if !self.is_kept {
            // What cannot be removed now is when the server starts again.
            let _ = fs::remove_dir_all(&self.place);
        }
    }
}

/// The archive in a directory.
pub(super) fn file_in(place: &Path) -> PathBuf {
    place.join(ARCHIVE)
}

/// What is in a directory, and the archive's size.
pub(super) fn read(place: &Path) -> io::Result<(About, i64)> {
    let about = serde_json::from_slice(&fs::read(place.join(ABOUT))?)?;
    let size = fs::metadata(file_in(place))?.len();
    Ok((about, i64::try_from(size).unwrap_or(i64::MAX)))
}
