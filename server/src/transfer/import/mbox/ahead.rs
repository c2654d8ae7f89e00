use std::io::{self, BufRead, Read};

/// Bytes read at once.
const CHUNK: usize = 256 << 10;
/// A longer line comes in parts.
const LONGEST_LINE: usize = 64 << 10;

/// A stream that can be looked at ahead of where it is read. Each byte is read once and moved a
/// few times at most, however often and far somebody looks.
pub struct Ahead<R> {
    input: R,
    buffer: Vec<u8>,
    start: usize,
    ended: bool,
}

impl<R: Read> Ahead<R> {
    pub fn new(input: R) -> Self {
        Self { input, buffer: Vec::new(), start: 0, ended: false }
    }

    /// What comes next: at least so many bytes, unless the stream has no more.
    pub fn look(&mut self, least: usize) -> io::Result<&[u8]> {
        let here = self.buffer.len() - self.start;
        if here < least && !self.ended {
            if self.start >= here {
                self.buffer.drain(..self.start);
                self.start = 0;
            }
            let more = least - here + CHUNK;
            self.buffer.reserve_exact(more);
            let read = self.input.by_ref().take(more as u64).read_to_end(&mut self.buffer)?;
            self.ended = read < more;
        }
        Ok(&self.buffer[self.start..])
    }

    /// The next line with its end, or a part of a long one; empty at the end of the stream.
    pub fn line(&mut self) -> io::Result<&[u8]> {
        let here = self.look(LONGEST_LINE)?;
        let here = &here[..here.len().min(LONGEST_LINE)];
        let length = { here }.skip_until(b'\n')?;
        Ok(&here[..length])
    }

    /// Goes on behind so many bytes of what was looked at.
    pub fn pass(&mut self, bytes: usize) {
        self.start = self.buffer.len().min(self.start + bytes);
    }
}
