mod ahead;
mod postmark;

use super::{Emit, Found, ReadError, found};
use crate::transfer::{TransferError, mozilla, notes};
use ahead::Ahead;
use std::{io::BufRead, path::Path};

/// Bytes of a message whose told length is believed: so many are looked at ahead. No more than
/// the size limit, in any case.
const LONGEST_TOLD: usize = 32 << 20;
/// A postmark is not longer.
const LONGEST_POSTMARK: usize = 1024;

/// A file of messages, each after a line `From sender date` (RFC 4155). Answers how many.
///
/// Which of the four kinds of such files it is (J. de Boyne Pollard, "`mbox` is a family of several
/// mutually incompatible mailbox formats"; the Library of Congress's fdd000384 to fdd000387) is
/// told from message to message. Where a body has as many bytes as its `Content-Length` says, to
/// the byte, it is mboxcl or mboxcl2, and taken as it is: mboxcl2 quotes nothing, and of mboxcl,
/// which quotes `From ` but not `>From `, nobody can tell what was quoted. Else a message
/// ends before the next blank line with a postmark after it, and its lines `>From ` lose one `>`:
/// right for mboxrd and, but for what was lost on writing, for mboxo. What we wrote ourselves is
/// mboxrd, whatever length its sender tells.
pub fn read(
    path: &Path,
    input: &mut impl BufRead,
    limit: u64,
    emit: &mut Emit<'_>,
) -> Result<u64, ReadError> {
    let failed = |error| ReadError::File(TransferError::file(path, error));
    // A few bytes over the limit are enough to know that the message is.
    let keep = usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(notes::LONGEST);
    let mut ahead = Ahead::new(input);
    let mut open: Option<Open> = None;
    let (mut blank, mut begins, mut count) = (true, true, 0);
    loop {
        let line = ahead.line().map_err(failed)?;
        if line.is_empty() {
            break;
        }
        if begins && blank && postmark::is_postmark(line) {
            count += 1;
            if let Some(done) = open.replace(Open::after(line)) {
                emit(done.found())?;
            }
        } else if let Some(open) = &mut open {
            open.take(if begins { unquoted(line) } else { line }, keep);
        }
        let is_whole = line.ends_with(b"\n");
        blank = begins && is_whole && line.trim_ascii().is_empty();
        begins = is_whole;
        let length = line.len();
        ahead.pass(length);
        let told = open.as_mut().filter(|_| blank).and_then(Open::end_header);
        if let Some(length) = told.filter(|length| *length <= keep.min(LONGEST_TOLD)) {
            let here = ahead.look(length + LONGEST_POSTMARK).map_err(failed)?;
            if let Some(end) = end_of(here, length)
                && let Some(mut whole) = open.take()
            {
                whole.source.extend_from_slice(&here[..length]);
                emit(whole.counted())?;
                ahead.pass(end);
            }
        }
    }
    if let Some(last) = open {
        emit(last.found())?;
    }
    Ok(count)
}

/// A message that is being read.
struct Open {
    source: Vec<u8>,
    received: Option<i64>,
    in_header: bool,
}

impl Open {
    fn after(postmark: &[u8]) -> Self {
        Self { source: Vec::new(), received: postmark::date(postmark), in_header: true }
    }

    fn take(&mut self, line: &[u8], keep: usize) {
        if self.source.len() <= keep {
            self.source.extend_from_slice(line);
        }
    }

    /// At a blank line: the length of the body, where this is the end of the header and it tells
    /// one.
    fn end_header(&mut self) -> Option<usize> {
        let is_end = std::mem::replace(&mut self.in_header, false);
        if !is_end || notes::is_noted(&self.source) {
            return None;
        }
        told_length(&self.source)
    }

    fn found(mut self) -> Found {
        // The blank line before the next postmark is the file's, not the message's.
        for end in [b"\r\n\r\n".as_slice(), b"\n\n"] {
            if self.source.ends_with(end) {
                self.source.truncate(self.source.len() - end.len() / 2);
                break;
            }
        }
        self.counted()
    }

    fn counted(self) -> Found {
        if mozilla::is_deleted(&self.source) {
            return Found::Deleted;
        }
        found::Message::found(self.source, self.received, None, None)
    }
}

/// What `Content-Length` says in a header; nothing where it says several things.
fn told_length(header: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"Content-Length:";
    let values = header.split(|byte| *byte == b'\n').filter_map(|line| {
        line.get(..NAME.len()).filter(|name| name.eq_ignore_ascii_case(NAME))?;
        line.get(NAME.len()..)
    });
    let mut lengths = values.map(|value| std::str::from_utf8(value).ok()?.trim().parse().ok());
    let first: Option<usize> = lengths.next()?;
    first.filter(|_| lengths.all(|other| other == first))
}

/// Where what follows a body of so many bytes begins, if that is the next message or nothing: its
/// own blank line, where there is one, is the file's.
fn end_of(here: &[u8], length: usize) -> Option<usize> {
    let (body, rest) = here.split_at_checked(length)?;
    if rest.is_empty() {
        return Some(length);
    }
    if !body.is_empty() && !body.ends_with(b"\n") {
        return None;
    }
    let blank = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
    let next = rest.get(blank..).filter(|_| blank > 0)?;
    let line = next.split(|byte| *byte == b'\n').next().unwrap_or_default();
    (next.is_empty() || postmark::is_postmark(line)).then_some(length + blank)
}

fn unquoted(line: &[u8]) -> &[u8] {
    let marks = line.iter().take_while(|byte| **byte == b'>').count();
    if marks > 0 && line[marks..].starts_with(b"From ") { &line[1..] } else { line }
}

#[cfg(test)]
mod tests;
