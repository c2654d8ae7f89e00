use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, ReadBuf};

/// Longest line of an answer, in bytes. RFC 1939 and 5321 allow 512; async-pop reads 2048 at
/// once.
const LINE_LIMIT: usize = 2000;
/// Most bytes of answer to one command.
const ANSWER_LIMIT: usize = 64 * 1024;

/// Sees the lines that pass a [`Guard`] and may change or withhold those that come in.
pub(crate) trait Filter {
    /// Bytes that the client wrote.
    fn sent(&mut self, bytes: &[u8]) {
        let _ = bytes;
    }
    /// A line from the server, without its end. False withholds it from the client.
    fn received(&mut self, line: &mut String) -> bool;
}

/// Stands between a server and a client library that trusts its server.
///
/// The library reads whole, well-formed lines, one at a read: valid UTF-8 without control
/// characters, ended by CRLF, never endlessly long, never endlessly many, and never the end of
/// the file, which is an error instead. What follows the line it reads stays in `stream`,
/// where the next reader finds it. After the first error every call fails.
#[derive(Debug)]
pub(crate) struct Guard<S, F> {
    stream: S,
    filter: F,
    /// The line being gathered.
    line: Vec<u8>,
    /// What the client has not read yet, and how far it has.
    offered: Vec<u8>,
    read: usize,
    /// Bytes of answer since the client last wrote.
    answered: usize,
    broken: Option<(io::ErrorKind, &'static str)>,
}

impl<S, F: Filter> Guard<S, F> {
    /// Guards `stream`. `replay` comes before anything that the server says: the greeting, when
    /// it has been read already.
    pub fn new(stream: S, filter: F, replay: &str) -> Self {
        Self {
            stream,
            filter,
            line: Vec::new(),
            offered: replay.as_bytes().to_vec(),
            read: 0,
            answered: 0,
            broken: None,
        }
    }

    /// Why every call fails now. A library may have swallowed the error; where the next answer
    /// begins in the stream is unknown then.
    pub fn failure(&self) -> Option<io::ErrorKind> {
        self.broken.map(|(kind, _)| kind)
    }

    fn fail(&mut self, kind: io::ErrorKind, what: &'static str) -> io::Error {
        self.broken = Some((kind, what));
        io::Error::new(kind, what)
    }

    fn check(&self) -> io::Result<()> {
        self.broken.map_or(Ok(()), |(kind, what)| Err(io::Error::new(kind, what)))
    }

    fn offer_line(&mut self) {
        let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        // Never longer than the line was, so that it still fits into one read.
        let mut text = String::with_capacity(line.len());
        for chunk in line.utf8_chunks() {
            let clean = |c: char| if c.is_control() && c != '\t' { '?' } else { c };
            text.extend(chunk.valid().chars().map(clean));
            text.extend((!chunk.invalid().is_empty()).then_some('?'));
        }
        self.line.clear();
        self.offered.clear();
        self.read = 0;
        if self.filter.received(&mut text) {
            self.offered.extend_from_slice(text.as_bytes());
            self.offered.extend_from_slice(b"\r\n");
        }
    }
}

impl<S: AsyncBufRead + Unpin, F: Filter + Unpin> AsyncRead for Guard<S, F> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            this.check()?;
            if let Some(rest) = this.offered.get(this.read..).filter(|rest| !rest.is_empty()) {
                // An empty read looks like the end of the file; async-pop would ask again for ever.
                if buf.remaining() == 0 {
                    return Poll::Ready(Err(this.fail(io::ErrorKind::Other, "no room to read")));
                }
                let (now, _) = rest.split_at(rest.len().min(buf.remaining()));
                buf.put_slice(now);
                this.read += now.len();
                return Poll::Ready(Ok(()));
            }
            let available = match ready!(Pin::new(&mut this.stream).poll_fill_buf(cx)) {
                Ok(available) => available,
                Err(error) => {
                    this.broken = Some((error.kind(), "the connection broke"));
                    return Poll::Ready(Err(error));
                }
            };
            let end = memchr::memchr(b'\n', available);
            let take = end.map_or(available.len(), |end| end + 1);
            this.line.extend(available.iter().take(take));
            Pin::new(&mut this.stream).consume(take);
            this.answered += take;
            if take == 0 {
                let kind = io::ErrorKind::UnexpectedEof;
                return Poll::Ready(Err(this.fail(kind, "the connection was closed")));
            }
            if this.line.len() > LINE_LIMIT || this.answered > ANSWER_LIMIT {
                let kind = io::ErrorKind::InvalidData;
                return Poll::Ready(Err(this.fail(kind, "the answer has no end")));
            }
            if end.is_some() {
                this.offer_line();
            }
        }
    }
}

impl<S: AsyncWrite + Unpin, F: Filter + Unpin> AsyncWrite for Guard<S, F> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.check()?;
        let written = ready!(Pin::new(&mut this.stream).poll_write(cx, buf))?;
        this.answered = 0;
        this.filter.sent(buf.get(..written).unwrap_or(buf));
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl<S, F> lettre::transport::smtp::client::AsyncTokioStream for Guard<S, F>
where
    S: AsyncBufRead + AsyncWrite + Send + Sync + Unpin + std::fmt::Debug,
    F: Filter + Send + Sync + Unpin + std::fmt::Debug,
{
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
