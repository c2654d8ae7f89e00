//! Documents that are zip archives of XML files. All entries share one allowance of unpacked
//! bytes: entries that name the same bytes again and again get no further than one large one.

use super::{Limits, TextError, office, open_document, output::Output, sheet};
use std::{
    cell::Cell,
    io::{self, BufReader, Cursor, Read},
};
use zip::{ZipArchive, result::ZipError};

/// An archive, and what is left of its allowance.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: Cell<usize>,
    /// The bounds on all of it.
    pub limits: &'a Limits,
    /// Asked whether to end.
    pub stop: &'a dyn Fn() -> bool,
}

/// The first entry of an `OpenDocument` file (OASIS `OpenDocument` 1.3, part 2, section 3.3).
const MEDIA_TYPE: &str = "mimetype";

/// Reads the document that the archive is, if it is one.
pub fn read(
    bytes: &[u8],
    limits: &Limits,
    stop: &dyn Fn() -> bool,
    output: &mut Output,
) -> Result<(), TextError> {
    // The library reads the whole directory; each line of it begins so.
    if memchr::memmem::find_iter(bytes, b"PK\x01\x02").take(limits.entries + 1).count()
        > limits.entries
    {
        return Err(TextError::TooMuch);
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| of_zip(&error))?;
    let mut package = Package { archive, left: Cell::new(limits.unpacked), limits, stop };
    if package.has(MEDIA_TYPE) && package.has(open_document::CONTENT) {
        open_document::read(&mut package, output)
    } else if package.has(office::DOCUMENT) {
        office::read_document(&mut package, output)
    } else if package.has(sheet::WORKBOOK) {
        sheet::read(&mut package, output)
    } else if package.has(office::PRESENTATION) {
        office::read_presentation(&mut package, output)
    } else {
        Err(TextError::Unknown)
    }
}

impl<'a> Package<'a> {
    /// There is an entry of this name.
    pub fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// Names of entries that begin and end so, by the number between, if there is one.
    pub fn numbered(&self, begins: &str, ends: &str) -> Vec<String> {
        let mut names: Vec<(u32, String)> = (self.archive.file_names())
            .filter_map(|name| {
                let name = name.ok()?;
                let number = name.strip_prefix(begins)?.strip_suffix(ends)?;
                let number = if number.is_empty() { 0 } else { number.parse().ok()? };
                Some((number, name.clone().into_owned()))
            })
            .collect();
        names.sort();
        names.into_iter().map(|(_, name)| name).collect()
    }

    /// An entry, as it unpacks.
    pub fn open<'p>(&'p mut self, name: &str) -> Result<BufReader<Entry<'p>>, TextError>
    where
        'a: 'p,
    {
        if (self.stop)() {
            return Err(TextError::Stopped);
        }
        let file = self.archive.by_name(name).map_err(|error| of_zip(&error))?;
        Ok(BufReader::new(Entry { file: Box::new(file), left: &self.left, piece: 0 }))
    }
}

/// Reads no further than the allowance goes.
pub struct Entry<'p> {
    file: Box<dyn Read + 'p>,
    left: &'p Cell<usize>,
    piece: usize,
}

/// Bytes of one tag or one run of characters, which are in memory at once.
const PIECE: usize = 4 * 1024 * 1024;

impl Entry<'_> {
    /// What has been read so far needs no more memory.
    pub fn begin_piece(&mut self) {
        self.piece = 0;
    }
}

impl Read for Entry<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.piece += read;
        let left = self.left.get().checked_sub(read).filter(|_| self.piece <= PIECE);
        self.left.set(left.ok_or_else(|| io::Error::other(TextError::TooMuch))?);
        Ok(read)
    }
}

/// What reading an [`Entry`] failed by.
pub fn of_io(error: &io::Error) -> TextError {
    let ours = error.get_ref().and_then(|inner| inner.downcast_ref::<TextError>());
    ours.copied().unwrap_or(TextError::Damaged)
}

fn of_zip(error: &ZipError) -> TextError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => TextError::Encrypted,
        _ => TextError::Damaged,
    }
}
