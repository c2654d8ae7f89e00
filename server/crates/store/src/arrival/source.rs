use std::{
    fs::File,
    io::{self, BufReader, Cursor, Read, Seek},
};

/// The bytes of a message that is to be stored.
#[derive(Debug)]
pub enum Source {
    /// All of them.
    Memory(Vec<u8>),
    /// A file, from its beginning to its end. It is read by parts only.
    File(File),
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

    /// From the beginning; one reader at a time, as a file has one place where it is read.
    pub(crate) fn reader(&mut self) -> io::Result<BufReader<Box<dyn Read + '_>>> {
        Ok(match self {
            Self::Memory(bytes) => BufReader::new(Box::new(Cursor::new(bytes))),
            Self::File(file) => {
                file.rewind()?;
                BufReader::with_capacity(PART, Box::new(file))
            }
        })
    }
}

impl From<Vec<u8>> for Source {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Memory(bytes)
    }
}
