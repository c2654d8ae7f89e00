use crate::{
    pop3::{
        Limits, Pop3Error, ahead::Ahead, error::Blame, identify::Naming, outgoing::Outgoing,
        pace::Pace,
    },
    wire::{READ_BUFFER, Wire},
};
use std::{fmt, future::poll_fn, pin::Pin, task::Poll};
use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt, BufReader},
    time::{Instant, timeout},
};

/// How far a line of a listing is followed that is too long, as a multiple of its limit.
const PATIENCE: usize = 64;

/// What a session is busy with; completes "broke off the connection …".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    SigningIn,
    Listing,
    Asking,
    Message(u32),
    Deleting,
    Quitting,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SigningIn => f.write_str("while signing in"),
            Self::Listing => f.write_str("while listing the messages"),
            Self::Asking => f.write_str("when messages were asked for"),
            Self::Message(number) => write!(f, "in the middle of message {number}"),
            Self::Deleting => f.write_str("while deleting"),
            Self::Quitting => f.write_str("while ending the session"),
        }
    }
}

/// One line of an answer.
#[derive(Debug)]
pub(super) enum Status<'a> {
    /// `+OK` and what followed.
    Ok(&'a [u8]),
    /// `-ERR` and what followed.
    Err(&'a [u8]),
}

/// A connection to a server, with bounded lines and time-outs.
///
/// Commands are written while answers are read: a server that answers before it reads on, and a
/// client that asks ahead, would otherwise wait for each other with full buffers between them.
#[derive(Debug)]
pub(super) struct Connection {
    pub stream: BufReader<Wire>,
    pub limits: Limits,
    pub blame: Blame,
    pub stage: Stage,
    pub ahead: Ahead,
    pub naming: Naming,
    /// The message, by number and size, whose headers are awaited to name it.
    pub unnamed: Option<(u32, u64)>,
    outgoing: Outgoing,
    pace: Pace,
    line: Vec<u8>,
    /// The last line ended in CRLF, not in LF alone.
    crlf: bool,
    ready: bool,
}

impl Connection {
    pub fn new(wire: Wire, limits: Limits, blame: Blame) -> Self {
        Self {
            stream: BufReader::with_capacity(READ_BUFFER, wire),
            ahead: Ahead::default(),
            naming: Naming::default(),
            unnamed: None,
            outgoing: Outgoing::default(),
            pace: Pace::new(&limits),
            limits,
            blame,
            stage: Stage::SigningIn,
            line: Vec::new(),
            crlf: true,
            ready: true,
        }
    }

    /// Begins something that ends with [`Connection::put_down`]. What never gets there leaves
    /// answers behind that belong to nobody, so the session is over.
    pub fn take_up(&mut self, stage: Stage) -> Result<&mut Self, Pop3Error> {
        if !std::mem::take(&mut self.ready) {
            return Err(self.blame.over());
        }
        self.stage = stage;
        Ok(self)
    }

    pub fn put_down(&mut self) {
        self.ready = true;
    }

    /// Lets go of the connection. Nothing comes any more.
    pub fn hang_up(&mut self) {
        self.stream = BufReader::new(Box::new(tokio::io::empty()));
    }

    /// The last line ended as RFC 1939 says.
    pub fn speaks_crlf(&self) -> bool {
        self.crlf
    }

    /// Sends what the socket takes now; the rest leaves while answers are waited for.
    pub async fn send(&mut self, commands: &[u8]) {
        self.outgoing.push(commands);
        self.nudge().await;
    }

    async fn nudge(&mut self) {
        poll_fn(|cx| {
            self.outgoing.poll(&mut self.stream, cx);
            Poll::Ready(())
        })
        .await;
    }

    /// What the server sent and nobody has consumed, at least one byte of it.
    pub async fn fill(&mut self) -> Result<&[u8], Pop3Error> {
        if self.stream.buffer().is_empty() {
            let (silence, asked) = (self.limits.command, Instant::now());
            let left = self.pace.left(asked);
            let waiting = poll_fn(|cx| {
                self.outgoing.poll(&mut self.stream, cx);
                Pin::new(&mut self.stream).poll_fill_buf(cx).map_ok(<[u8]>::len)
            });
            let error = match timeout(silence.min(left), waiting).await {
                Ok(Ok(read @ 1..)) => {
                    self.pace.note(asked.elapsed(), read);
                    return Ok(self.stream.buffer());
                }
                Err(_) if left < silence => return Err(self.blame.slow(self.stage)),
                Err(_) if !self.outgoing.is_broken() => self.blame.silent(self.stage, silence),
                Ok(_) | Err(_) => self.blame.dropped(self.stage),
            };
            self.ahead.fell_silent();
            return Err(error);
        }
        if !self.outgoing.is_empty() {
            self.nudge().await;
        }
        Ok(self.stream.buffer())
    }

    pub fn consume(&mut self, bytes: usize) {
        self.stream.consume(bytes);
    }

    /// The next line, without its end.
    pub async fn line(&mut self) -> Result<&[u8], Pop3Error> {
        if self.gather(self.limits.line).await? {
            return Ok(self.line.strip_suffix(b"\r").unwrap_or(&self.line));
        }
        Err(self.blame.endless(self.stage))
    }

    /// The next line of a listing, without its end; the beginning of one that is too long, and
    /// that it is. The lines after it may be good.
    pub async fn listed(&mut self) -> Result<(&[u8], bool), Pop3Error> {
        if !self.gather(self.limits.line.saturating_mul(PATIENCE)).await? {
            return Err(self.blame.endless(self.stage));
        }
        let whole = self.line.len() <= self.limits.line;
        Ok((self.line.strip_suffix(b"\r").unwrap_or(&self.line), whole))
    }

    /// Reads a line of at most `most` bytes, and keeps what [`Limits::line`] allows of it and
    /// one byte more. False when it goes on.
    async fn gather(&mut self, most: usize) -> Result<bool, Pop3Error> {
        self.line.clear();
        let (mut read, mut last) = (0, None);
        loop {
            self.fill().await?;
            let bytes = self.stream.buffer();
            let end = memchr::memchr(b'\n', bytes);
            let take = end.unwrap_or(bytes.len());
            read += take;
            if read > most {
                return Ok(false);
            }
            let room = (self.limits.line + 1).saturating_sub(self.line.len());
            self.line.extend(bytes.iter().take(take.min(room)));
            last = bytes.iter().take(take).next_back().copied().or(last);
            self.stream.consume(end.map_or(take, |end| end + 1));
            if end.is_some() {
                self.crlf = last == Some(b'\r');
                return Ok(true);
            }
        }
    }

    /// The first line of an answer. Anything but `+OK` and `-ERR` means that the two sides no
    /// longer speak of the same thing.
    pub async fn status(&mut self) -> Result<Status<'_>, Pop3Error> {
        self.line().await?;
        let line = self.line.trim_ascii();
        if let Some(text) = line.strip_prefix(b"+OK") {
            Ok(Status::Ok(text))
        } else if let Some(text) = line.strip_prefix(b"-ERR") {
            Ok(Status::Err(text))
        } else {
            self.ahead.garbled();
            Err(self.blame.nonsense(self.stage, line))
        }
    }
}

/// What a server said, for people.
pub(super) fn text(said: &[u8]) -> String {
    String::from_utf8_lossy(said.trim_ascii()).into_owned()
}
