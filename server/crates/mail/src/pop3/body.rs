use memchr::memmem::Finder;

/// Takes the body of a multi-line answer (RFC 1939, section 3) apart from the lines around it:
/// removes the dots that were put in front, finds the end, and keeps what lies between.
///
/// A line ends in CRLF, and only there: a lone LF is part of the message, or else somebody
/// could write a message that ends early and continues as an answer. Only where the server
/// ended its own status line in a lone LF, lines end so.
#[derive(Debug)]
pub(super) struct Body {
    /// The line end and the dot after it.
    needle: Finder<'static>,
    strict: bool,
    state: State,
    kept: Vec<u8>,
    limit: usize,
    seen: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The next byte begins a line.
    LineStart,
    /// A dot began the line; it is not part of the message.
    Dot,
    /// A dot and a CR began the line.
    DotCr,
    /// Anywhere else.
    Within,
    /// As within, right after a CR.
    AfterCr,
}

/// Bytes kept before the server's word about the size counts for anything.
const MODEST: usize = 1024 * 1024;

impl Body {
    /// Keeps at most `limit` bytes. `hint` is what the server said of the size.
    pub fn new(strict: bool, limit: u64, hint: u64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let modest = usize::try_from(hint).unwrap_or(usize::MAX).min(limit).min(MODEST);
        Self {
            needle: Finder::new(if strict { "\r\n.".as_bytes() } else { b"\n." }),
            strict,
            state: State::LineStart,
            kept: Vec::with_capacity(modest),
            limit,
            seen: 0,
        }
    }

    /// Bytes of the message so far, kept or not.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// The message, or nothing when it went over the limit.
    pub fn finish(self) -> Option<Vec<u8>> {
        (self.seen <= self.limit as u64).then_some(self.kept)
    }

    /// Takes the next bytes. Answers how many of them belong to the body, and whether it ends
    /// there; the rest belongs to the next answer.
    pub fn feed(&mut self, chunk: &[u8]) -> (usize, bool) {
        let mut rest = chunk;
        while let Some((&first, after)) = rest.split_first() {
            match (self.state, first) {
                (State::LineStart, b'.') => {
                    self.state = State::Dot;
                    rest = after;
                }
                (State::Dot, b'\r') => {
                    self.state = State::DotCr;
                    rest = after;
                }
                (State::DotCr, b'\n') => return (chunk.len() - after.len(), true),
                (State::Dot, b'\n') if !self.strict => {
                    return (chunk.len() - after.len(), true);
                }
                (State::DotCr, _) => {
                    self.keep(b"\r");
                    self.state = State::Within;
                }
                (State::AfterCr, b'\n') => {
                    self.keep(b"\n");
                    self.state = State::LineStart;
                    rest = after;
                }
                (State::LineStart | State::Dot | State::AfterCr, _) => self.state = State::Within,
                (State::Within, _) => rest = self.run(rest),
            }
        }
        (chunk.len(), false)
    }

    /// Keeps everything up to the next line that begins with a dot, and answers what follows
    /// that dot.
    fn run<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let needle = self.needle.needle().len();
        if let Some((line_end, rest)) = self
            .needle
            .find(bytes)
            .and_then(|at| Some((bytes.get(..at + needle - 1)?, bytes.get(at + needle..)?)))
        {
            self.keep(line_end);
            self.state = State::Dot;
            return rest;
        }
        self.keep(bytes);
        let line_end = if self.strict { b"\r\n".as_slice() } else { b"\n" };
        if bytes.ends_with(line_end) {
            self.state = State::LineStart;
        } else if self.strict && bytes.ends_with(b"\r") {
            self.state = State::AfterCr;
        }
        &[]
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.seen += bytes.len() as u64;
        if self.seen > self.limit as u64 {
            self.kept = Vec::new();
        } else {
            self.kept.extend_from_slice(bytes);
        }
    }

    /// Makes room for the whole of a message that has proved to be large, once rather than by
    /// doubling, which would need it three times over for a moment.
    pub fn trust(&mut self, hint: u64) {
        let hint = usize::try_from(hint).unwrap_or(usize::MAX).min(self.limit);
        if self.kept.len() >= MODEST / 2 && self.kept.capacity() < hint {
            self.kept.reserve_exact(hint - self.kept.len());
        }
    }
}

#[cfg(test)]
mod tests;
