use memchr::memmem::Finder;

/// Takes the body of a multi-line answer (RFC 1939, section 3) apart from the lines around it:
/// removes the dots that were put in front, finds the end, and hands over what lies between.
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

impl Body {
    /// `strict` where lines end in CRLF.
    pub fn new(strict: bool) -> Self {
        Self {
            needle: Finder::new(if strict { "\r\n.".as_bytes() } else { b"\n." }),
            strict,
            state: State::LineStart,
            seen: 0,
        }
    }

    /// Bytes of the message so far.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// Takes the next bytes, and appends those of the message to `message`. Answers how many of
    /// them belong to the body, and whether it ends there; the rest belongs to the next answer.
    pub fn feed(&mut self, chunk: &[u8], message: &mut Vec<u8>) -> (usize, bool) {
        let before = message.len();
        let fed = self.unstuff(chunk, message);
        self.seen += (message.len() - before) as u64;
        fed
    }

    fn unstuff(&mut self, chunk: &[u8], message: &mut Vec<u8>) -> (usize, bool) {
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
                    message.push(b'\r');
                    self.state = State::Within;
                }
                (State::AfterCr, b'\n') => {
                    message.push(b'\n');
                    self.state = State::LineStart;
                    rest = after;
                }
                (State::LineStart | State::Dot | State::AfterCr, _) => self.state = State::Within,
                (State::Within, _) => rest = self.run(rest, message),
            }
        }
        (chunk.len(), false)
    }

    /// Takes everything up to the next line that begins with a dot, and answers what follows
    /// that dot.
    fn run<'a>(&mut self, bytes: &'a [u8], message: &mut Vec<u8>) -> &'a [u8] {
        let needle = self.needle.needle().len();
        if let Some((line_end, rest)) = self
            .needle
            .find(bytes)
            .and_then(|at| Some((bytes.get(..at + needle - 1)?, bytes.get(at + needle..)?)))
        {
            message.extend_from_slice(line_end);
            self.state = State::Dot;
            return rest;
        }
        message.extend_from_slice(bytes);
        let line_end = if self.strict { b"\r\n".as_slice() } else { b"\n" };
        if bytes.ends_with(line_end) {
            self.state = State::LineStart;
        } else if self.strict && bytes.ends_with(b"\r") {
            self.state = State::AfterCr;
        }
        &[]
    }
}

#[cfg(test)]
mod tests;
