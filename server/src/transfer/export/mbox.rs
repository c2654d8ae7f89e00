use super::{Exported, Writer};
use crate::transfer::{TransferError, notes::Notes, state::State};
use model::UnixMillis;
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};
use time::{OffsetDateTime, macros::format_description};

/// An mboxrd file.
pub struct Mbox {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Mbox {
    pub fn create(path: &Path) -> Result<Self, TransferError> {
        let file = File::create_new(path).map_err(|error| TransferError::file(path, error))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::with_capacity(256 << 10, file) })
    }
}

impl Writer for Mbox {
    fn write(&mut self, message: Exported) -> Result<(), TransferError> {
        let postmark = postmark(&message.row.from.address, message.row.date);
        let notes = Notes {
            state: Some(State::of(&message.row)),
            folder: Some(message.folder.join("/")),
            unended: !message.source.ends_with(b"\n"),
            ..Notes::default()
        };
        let source = message.noted(notes);
        self.file
            .write_all(postmark.as_bytes())
            .and_then(|()| body(&mut self.file, &source))
            .map_err(|error| TransferError::file(&self.path, error))
    }

    fn finish(self: Box<Self>) -> Result<(), TransferError> {
        let Self { path, file } = *self;
        file.into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .map_err(|error| TransferError::file(&path, error))
    }
}

fn body(file: &mut impl Write, source: &[u8]) -> io::Result<()> {
    for line in source.split_inclusive(|byte| *byte == b'\n') {
        let marks = line.iter().take_while(|byte| **byte == b'>').count();
        if line[marks..].starts_with(b"From ") {
            file.write_all(b">")?;
        }
        file.write_all(line)?;
    }
    file.write_all(if source.ends_with(b"\n") { b"\n" } else { b"\n\n" })
}

/// The line that begins a message. A sender decides what stands in the address, so nothing but
/// a plain one is written.
fn postmark(address: &str, date: UnixMillis) -> String {
    let plain = !address.is_empty() && address.bytes().all(|byte| byte.is_ascii_graphic());
    let address = if plain { address } else { "MAILER-DAEMON" };
    let format = format_description!(
        "[weekday repr:short] [month repr:short] [day padding:space] [hour]:[minute]:[second] [year]"
    );
    let date = OffsetDateTime::from_unix_timestamp(date.div_euclid(1000))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let date = date.format(format).unwrap_or_else(|_| "Thu Jan  1 00:00:00 1970".to_owned());
    format!("From {address} {date}\n")
}
