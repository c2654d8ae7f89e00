use super::{Exported, Writer};
use crate::transfer::{TransferError, notes::Notes, state::State};
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// A zip archive of `.eml` files.
pub struct Zip {
    path: PathBuf,
    archive: ZipWriter<BufWriter<File>>,
}

impl Zip {
    pub fn create(path: &Path) -> Result<Self, TransferError> {
        let file = File::create_new(path).map_err(|error| TransferError::file(path, error))?;
        let archive = ZipWriter::new(BufWriter::with_capacity(256 << 10, file));
        Ok(Self { path: path.to_owned(), archive })
    }

    fn failed(&self, error: ZipError) -> TransferError {
        TransferError::file(&self.path, io::Error::other(error))
    }
}

impl Writer for Zip {
    fn write(&mut self, message: Exported) -> Result<(), TransferError> {
        let state = State::of(&message.row);
        // What its own header says in another place needs saying again.
        let state = (state != State::read(&message.source)).then_some(state);
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .large_file(message.source.len() > u32::MAX as usize);
        let legal =
            |char: char| if matches!(char, '/' | '\\') || char.is_control() { '_' } else { char };
        let folder = message.folder.iter().map(|name| {
            // Names of dots alone lead out of the archive.
            let is_way = name.chars().all(|char| char == '.');
            if is_way { "_".to_owned() } else { name.chars().map(legal).collect() }
        });
        let folder: Vec<String> = folder.collect();
        let name = format!("{}/{}.eml", folder.join("/"), message.row.id);
        self.archive.start_file(name, options).map_err(|error| self.failed(error))?;
        let source = message.noted(Notes { state, ..Notes::default() });
        self.archive.write_all(&source).map_err(|error| TransferError::file(&self.path, error))
    }

    fn finish(self: Box<Self>) -> Result<(), TransferError> {
        let Self { path, archive } = *self;
        let failed = |error| TransferError::file(&path, error);
        let file = archive.finish().map_err(|error| failed(io::Error::other(error)))?;
        let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)
    }
}
