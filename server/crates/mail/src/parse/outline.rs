//! A large message without the middle of its long parts.

mod gap;

pub(super) use gap::{Gap, Gaps, LeftOut};

use super::extract;
use model::Extract;

/// Bytes that are kept behind each line that may be a delimiter: a header, and more text than is
/// searched.
const KEPT: usize = 2 * super::limits::INDEXED_TEXT;
/// Bytes that are kept of a message.
const MOST: usize = 8 * 1024 * 1024;

/// What reading a message needs of it: the first megabytes of each part, every line that can be
/// a delimiter, and how much was left out where.
#[derive(Debug)]
pub struct Outline {
    bytes: Vec<u8>,
    gaps: Vec<Gap>,
}

impl Outline {
    /// What was kept.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the whole message says ([`extract`]). Text beyond what is kept is not in it, and the
    /// size of a part that was cut is counted, not decoded: exact where its encoding is sound, but
    /// for uuencode.
    pub fn extract(&self) -> Extract {
        extract::extract_with(&self.bytes, &self.gaps)
    }
}

/// Makes an [`Outline`] of a message that comes in pieces.
#[derive(Debug)]
pub struct Outliner {
    kept: usize,
    most: usize,
    bytes: Vec<u8>,
    gaps: Vec<Gap>,
    /// Bytes that may still be kept before the next delimiter.
    room: usize,
    /// What is being left out.
    gap: Option<Gap>,
    /// The end of the last line that was left out: the next may be a delimiter, which it is part
    /// of then.
    line_end: Vec<u8>,
    line: Line,
}

/// How much of the line that comes is known.
#[derive(Debug)]
enum Line {
    /// Its first bytes, so few that it may still be a delimiter.
    Begun(Vec<u8>),
    Within,
}

impl Default for Outliner {
    fn default() -> Self {
        Self::new(KEPT, MOST)
    }
}

impl Outliner {
    fn new(kept: usize, most: usize) -> Self {
        Self {
            kept,
            most,
            bytes: Vec::new(),
            gaps: Vec::new(),
            room: kept,
            gap: None,
            line_end: Vec::new(),
            line: Line::Begun(Vec::new()),
        }
    }

    /// Takes the next bytes.
    pub fn feed(&mut self, piece: &[u8]) {
        let mut rest = piece;
        while !rest.is_empty() {
            let line = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            let Some((line, after)) = rest.split_at_checked(line) else { return };
            self.line(line);
            rest = after;
        }
    }

    /// Takes a line, or a part of it.
    fn line(&mut self, mut piece: &[u8]) {
        if let Line::Begun(start) = &mut self.line {
            while let Some((&byte, after)) = piece.split_first().filter(|_| start.len() < 2) {
                start.push(byte);
                piece = after;
            }
            if start.len() < 2 && !start.ends_with(b"\n") {
                return;
            }
            let start = std::mem::take(start);
            self.line = Line::Within;
            if start == b"--" {
                self.begin_part();
            }
            self.put(&start);
            if start.ends_with(b"\n") {
                self.line = Line::Begun(Vec::new());
                return;
            }
        }
        if !piece.is_empty() {
            self.put(piece);
            if piece.ends_with(b"\n") {
                self.line = Line::Begun(Vec::new());
            }
        }
    }

    /// Here may be a delimiter: what follows is kept again, unless too much is.
    fn begin_part(&mut self) {
        if self.bytes.len() < self.most {
            self.end_gap();
            self.room = self.kept;
        }
    }

    fn put(&mut self, bytes: &[u8]) {
        if let Some(gap) = &mut self.gap {
            gap.leave_out(&mut self.line_end, bytes);
            return;
        }
        // Lines stay whole, so that no escape is cut through; unless they have no end.
        let most = self.room.max(self.most.saturating_sub(self.bytes.len()));
        let (kept, rest) = bytes.split_at_checked(most).unwrap_or((bytes, &[]));
        self.bytes.extend_from_slice(kept);
        self.room = self.room.saturating_sub(kept.len());
        if !rest.is_empty() || self.room == 0 && kept.ends_with(b"\n") {
            let gap = self.gap.insert(Gap::new(self.bytes.len()));
            gap.leave_out(&mut self.line_end, rest);
        }
    }

    fn end_gap(&mut self) {
        self.gaps.extend(self.gap.take().filter(|gap| !gap.is_empty()));
        self.bytes.append(&mut self.line_end);
    }

    /// The message is over.
    pub fn finish(mut self) -> Outline {
        if let Line::Begun(start) = &mut self.line {
            let start = std::mem::take(start);
            self.put(&start);
        }
        self.end_gap();
        Outline { bytes: self.bytes, gaps: self.gaps }
    }
}

#[cfg(test)]
mod tests;
