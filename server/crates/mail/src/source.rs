//! A message on its way in, byte for byte as it came.

mod spooler;

pub(crate) use spooler::Spooler;

use crate::parse::{self, Outline};
use model::Extract;
use std::{fs::File, sync::Arc};

/// A message's bytes: a small one's in memory, a large one's in a file.
#[derive(Clone, Debug)]
pub enum Source {
    /// All of it.
    Memory(Vec<u8>),
    /// A file without a name, and what is read of it.
    Spooled(Spooled),
}

/// A large message.
#[derive(Clone, Debug)]
pub struct Spooled {
    /// All of its bytes. The file ends with the last that has it.
    pub file: Arc<File>,
    /// How many they are.
    pub size: u64,
    outline: Arc<Outline>,
}

impl Source {
    /// Its header and all that tells its structure: enough to read anything but long parts to
    /// their end.
    pub fn outline(&self) -> &[u8] {
        match self {
            Self::Memory(bytes) => bytes,
            Self::Spooled(spooled) => spooled.outline.bytes(),
        }
    }

    /// What it says, as [`parse::extract`] answers.
    pub fn extract(&self) -> Extract {
        match self {
            Self::Memory(bytes) => parse::extract(bytes),
            Self::Spooled(spooled) => spooled.outline.extract(),
        }
    }

    /// Bytes of the message.
    pub fn size(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::Spooled(spooled) => spooled.size,
        }
    }
}

impl From<Vec<u8>> for Source {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Memory(bytes)
    }
}
