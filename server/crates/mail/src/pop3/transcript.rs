//! What is said in a session, for the operator's log: target `pop3`, at level `debug`. Passwords,
//! tokens and mail are left out (R28).

mod speech;

use crate::wire::Wire;
use speech::Speech;
use std::{
    fmt, io,
    pin::Pin,
    sync::atomic::{AtomicU64, Ordering},
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Sessions that were written down, so that lines of several at once can be told apart.
static SESSIONS: AtomicU64 = AtomicU64::new(1);

/// `wire` with everything written down that is said on it from the server's greeting on; `wire`
/// itself while nobody wants that. `mailbox` is what the lines are about.
pub(super) fn of(wire: Wire, mailbox: &impl fmt::Display) -> Wire {
    written(wire, mailbox, Speech::from_the_greeting())
}

/// The same from the client's first command on, after STLS.
pub(super) fn after_stls(wire: Wire, mailbox: &impl fmt::Display) -> Wire {
    written(wire, mailbox, Speech::from_a_command())
}

fn written(wire: Wire, mailbox: &impl fmt::Display, speech: Speech) -> Wire {
    if !tracing::enabled!(target: "pop3", tracing::Level::DEBUG) {
        return wire;
    }
    let session = SESSIONS.fetch_add(1, Ordering::Relaxed);
    Box::new(Transcript { wire, speech, mailbox: mailbox.to_string(), session })
}

#[derive(Debug)]
struct Transcript {
    wire: Wire,
    speech: Speech,
    mailbox: String,
    session: u64,
}

impl Transcript {
    fn write_down(&self, lines: Vec<String>) {
        let Self { mailbox, session, .. } = self;
        for line in lines {
            tracing::debug!(target: "pop3", session, %mailbox, "{line}");
        }
    }
}

impl AsyncRead for Transcript {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.wire).poll_read(cx, buf))?;
        let lines = self.speech.server(buf.filled().get(before..).unwrap_or_default());
        self.write_down(lines);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Transcript {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.wire).poll_write(cx, buf))?;
        let lines = self.speech.client(buf.get(..written).unwrap_or(buf));
        self.write_down(lines);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_shutdown(cx)
    }
}
