mod postmark;

use super::{Emit, Found, ReadError, status::Status};
use crate::transfer::TransferError;
use std::{io::BufRead, mem, path::Path};

/// A file of messages, each after a line `From sender date` (RFC 4155). Lines `>From ` lose one
/// `>`, which is right for mboxrd and, but for what was lost on writing, for mboxo.
pub fn read(
    path: &Path,
    input: &mut impl BufRead,
    limit: u64,
    emit: &mut Emit<'_>,
) -> Result<(), ReadError> {
    let failed = |error| ReadError::File(TransferError::file(path, error));
    let keep = usize::try_from(limit).unwrap_or(usize::MAX);
    let (mut line, mut source) = (Vec::new(), Vec::new());
    let (mut received, mut begun, mut blank) = (None, false, true);
    while input.read_until(b'\n', &mut line).map_err(failed)? > 0 {
        if blank && postmark::is_postmark(&line) {
            if begun {
                emit(message(mem::take(&mut source), received))?;
            }
            received = postmark::date(&line);
            begun = true;
        } else if source.len() <= keep {
            // One byte over the limit is enough to know that the message is.
            source.extend_from_slice(unquoted(&line));
        }
        blank = line.trim_ascii().is_empty();
        line.clear();
    }
    if begun {
        emit(message(source, received))?;
    }
    Ok(())
}

fn message(mut source: Vec<u8>, received: Option<i64>) -> Found {
    // The blank line before the next postmark is the file's, not the message's.
    for end in [b"\r\n\r\n".as_slice(), b"\n\n"] {
        if source.ends_with(end) {
            source.truncate(source.len() - end.len() / 2);
            break;
        }
    }
    let Status { unread, starred } = Status::read(&source);
    Found { source, received, unread, starred, folder: None }
}

fn unquoted(line: &[u8]) -> &[u8] {
    let marks = line.iter().take_while(|byte| **byte == b'>').count();
    if marks > 0 && line[marks..].starts_with(b"From ") { &line[1..] } else { line }
}

#[cfg(test)]
mod tests;
