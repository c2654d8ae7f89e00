use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::io::AsyncWrite;

/// Commands that the socket has not taken yet.
#[derive(Default)]
pub(super) struct Outgoing {
    bytes: Vec<u8>,
    written: usize,
    unflushed: bool,
    broken: bool,
}

impl fmt::Debug for Outgoing {
    /// Without the bytes: a password may be among them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("left", &(self.bytes.len() - self.written))
            .finish_non_exhaustive()
    }
}

impl Outgoing {
    pub fn push(&mut self, commands: &[u8]) {
        self.bytes.extend_from_slice(commands);
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty() && !self.unflushed
    }

    /// The server no longer listens. It may have said something before that, which counts; so
    /// this is no error until nothing more comes.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// Writes as much as goes without waiting. The task is woken when more goes.
    pub fn poll(&mut self, stream: &mut (impl AsyncWrite + Unpin), cx: &mut Context<'_>) {
        while let Some(rest) = self.bytes.get(self.written..).filter(|rest| !rest.is_empty()) {
            match Pin::new(&mut *stream).poll_write(cx, rest) {
                Poll::Ready(Ok(written @ 1..)) => {
                    self.written += written;
                    self.unflushed = true;
                }
                Poll::Ready(_) => return self.give_up(),
                Poll::Pending => return,
            }
        }
        self.bytes.clear();
        self.written = 0;
        if self.unflushed {
            match Pin::new(stream).poll_flush(cx) {
                Poll::Ready(Ok(())) => self.unflushed = false,
                Poll::Ready(Err(_)) => self.give_up(),
                Poll::Pending => {}
            }
        }
    }

    fn give_up(&mut self) {
        *self = Self { broken: true, ..Self::default() };
    }
}
