use std::{
    fs::File,
    io::{self, BufReader, Cursor, Read},
    os::unix::fs::FileExt,
    sync::Arc,
};

/// The bytes of a message that is to be stored.
#[derive(Clone, Debug)]
pub enum Source {
    /// All of them.
    Memory(Vec<u8>),
    /// A file, from its beginning to its end. It is read by parts only.
    File(Arc<File>),
}

/// Bytes of a file that are in memory at once.
const PART: usize = 256 * 1024;

impl Source {
    /// How many they are.
    pub(crate) fn size(&self) -> io::Result<u64> {
        match self {
            Self::Memory(bytes) => Ok(bytes.len() as u64),
            Self::File(file) => Ok(file.metadata()?.len()),
        }
    }

    /// All of them, from the beginning.
    pub(crate) fn reader(&self) -> BufReader<Box<dyn Read + '_>> {
        match self {
            Self::Memory(bytes) => BufReader::new(Box::new(Cursor::new(bytes))),
            Self::File(file) => BufReader::with_capacity(PART, Box::new(Reader { file, at: 0 })),
        }
    }
}

impl From<Vec<u8>> for Source {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Memory(bytes)
    }
}

/// Reads a file that others may be reading elsewhere.
struct Reader<'a> {
    file: &'a File,
    at: u64,
}

impl Read for Reader<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(bytes, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}
