//! A whole pass over a mailbox that lives in memory, read in pieces of any lengths.

use crate::pop3::{
    Connection, Credential, Entry, Limits, Outcome, Pipelining, Pop3Error, Session, Sink,
    error::Blame, sign_in,
};
use std::{
    io,
    pin::{Pin, pin},
    task::{Context, Poll, ready},
};
use testpeers::{Fault, Mailbox};
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};

/// What came of a pass.
#[derive(Debug, Default)]
pub struct Told {
    pub entries: Vec<Entry>,
    /// By number.
    pub messages: Vec<(u32, Vec<u8>)>,
    pub skipped: Vec<u32>,
    pub remarks: Vec<String>,
    /// Marked as deleted, and confirmed.
    pub deleted: Vec<u32>,
    pub pipelining: Pipelining,
    pub error: Option<Pop3Error>,
}

impl Sink for Told {
    fn message(
        &mut self,
        entry: &Entry,
        outcome: Outcome,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>> {
        match outcome {
            Outcome::Message(source) => {
                self.messages.push((entry.number, source.outline().to_vec()));
            }
            Outcome::TooLarge | Outcome::Refused(_) => self.skipped.push(entry.number),
        }
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Reads from `stream` in pieces of these lengths, over and over.
#[derive(Debug)]
pub struct Split {
    pub stream: DuplexStream,
    pub lengths: Vec<usize>,
    pub piece: usize,
}

impl AsyncRead for Split {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let length = self.lengths[self.piece % self.lengths.len()].min(buf.remaining());
        let mut bytes = vec![0; length];
        let mut piece = ReadBuf::new(&mut bytes);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut piece))?;
        buf.put_slice(piece.filled());
        self.piece += 1;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Split {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

pub fn limits() -> Limits {
    Limits { message: 10_000, ..Limits::default() }
}

/// Collects everything, deletes what came whole, and ends. `room` is what the network holds in
/// each direction, in bytes. Answers also what the server said.
pub async fn pass(mailbox: &mut Mailbox, lengths: &[usize], room: usize) -> (Told, Vec<u8>) {
    let (stream, theirs) = tokio::io::duplex(room);
    let lengths = lengths.to_vec();
    let stalls = mailbox.faults.iter().any(|fault| matches!(fault, Fault::Stall(_)));
    let client = visit(Split { stream, lengths, piece: 0 }, limits());
    let server = mailbox.serve(theirs);
    if stalls {
        let mut server = pin!(server);
        let mut client = pin!(client);
        return tokio::select! {
            told = &mut client => (told, Vec::new()),
            said = &mut server => (client.await, said),
        };
    }
    tokio::join!(client, server)
}

pub async fn visit(stream: Split, limits: Limits) -> Told {
    let mut told = Told::default();
    told.error = collect(&mut told, stream, limits).await.err();
    told
}

async fn collect(told: &mut Told, stream: Split, limits: Limits) -> Result<(), Pop3Error> {
    let blame = Blame { host: "localhost".to_owned(), by_token: false };
    let connection = Connection::new(Box::new(stream), limits, blame);
    let mut session = sign_in::begin(connection, "", "ada", Credential::Password("secret")).await?;
    let marked = exchange(told, &mut session).await;
    told.pipelining = session.pipelining();
    let marked = marked?;
    session.quit().await?;
    told.deleted = marked;
    Ok(())
}

async fn exchange(told: &mut Told, session: &mut Session) -> Result<Vec<u32>, Pop3Error> {
    let (entries, remarks) = session.entries().await?;
    (told.entries, told.remarks) = (entries.clone(), remarks);
    session.retrieve(&entries, told).await?;
    let whole: Vec<Entry> = entries
        .into_iter()
        .filter(|entry| told.messages.iter().any(|(number, _)| *number == entry.number))
        .collect();
    let marked = session.delete(&whole).await?;
    Ok(marked.into_iter().map(|entry| entry.number).collect())
}
