use super::{
    Capabilities, Connection, Entry, Limits, Outcome, Pop3Error, Session, Sink, error::Blame,
};
use proptest::prelude::*;
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A server that has said everything before it is asked, in pieces of these lengths.
#[derive(Debug)]
struct Pieces {
    said: Vec<u8>,
    read: usize,
    lengths: Vec<usize>,
    piece: usize,
}

impl AsyncRead for Pieces {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let length = self.lengths[self.piece % self.lengths.len()];
        let end = self.said.len().min(self.read + length.min(buf.remaining()));
        buf.put_slice(&self.said[self.read..end]);
        self.read = end;
        self.piece += 1;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Pieces {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(buf.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[derive(Default)]
struct Seen(Vec<String>);

impl Sink for Seen {
    fn message(
        &mut self,
        entry: &Entry,
        outcome: Outcome,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>> {
        self.0.push(format!("{} {outcome:?}", entry.uid));
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Listing, messages, deletion and farewell from what the server said.
async fn pass(said: &str, lengths: Vec<usize>) -> Result<Vec<String>, Pop3Error> {
    let pieces = Pieces { said: said.as_bytes().to_vec(), read: 0, lengths, piece: 0 };
    let limits = Limits { message: 50, ..Limits::default() };
    let blame = Blame { host: "localhost".to_owned() };
    let connection = Connection::new(Box::new(pieces), limits, blame);
    let mut session = Session { connection, capabilities: Capabilities::default() };
    let (entries, faults) = session.entries().await?;
    let mut seen = Seen::default();
    session.retrieve(&entries, &mut seen).await?;
    let marked = session.delete(&entries).await?;
    session.quit().await?;
    seen.0.push(format!("{entries:?} {faults:?} {marked:?}"));
    Ok(seen.0)
}

const SAID: &str = "+OK\r\n1 one\r\nodd\r\n2 two\n3 three\r\n.\r\n\
    +OK\r\n1 10\r\n2 20\r\n3 30\r\n.\r\n\
    +OK 10 octets\r\nSubject: 1\r\n\r\n..\r\n..x\r\n.y\r\n.\r\n\
    -ERR no\r\n\
    +OK\r\n0123456789012345678901234567890123456789012345678901234567890\r\n.\r\n\
    +OK\r\n-ERR\r\n+OK\r\n+OK bye\r\n";

proptest! {
    #[test]
    fn any_split_of_what_the_server_says_gives_the_same_pass(
        lengths in prop::collection::vec(1_usize..40, 1..30),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let split = runtime.block_on(pass(SAID, lengths)).unwrap();
        let whole = runtime.block_on(pass(SAID, vec![SAID.len()])).unwrap();
        prop_assert_eq!(&split, &whole);
        prop_assert_eq!(split.len(), 4);
        prop_assert!(split[0].starts_with("one Message("), "{}", split[0]);
        prop_assert_eq!(&split[1], "two Refused(\"no\")");
        prop_assert_eq!(&split[2], "three TooLarge");
    }
}

/// Fails at the second message.
struct Full(u32);

impl Sink for Full {
    fn message(
        &mut self,
        _: &Entry,
        _: Outcome,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>> {
        self.0 += 1;
        let full = self.0 == 2;
        Box::pin(async move { if full { Err("the disk is full".to_owned()) } else { Ok(()) } })
    }
}

#[tokio::test]
async fn a_sink_that_fails_ends_the_session_with_its_own_words() {
    let pieces =
        Pieces { said: SAID.as_bytes().to_vec(), read: 0, lengths: vec![SAID.len()], piece: 0 };
    let blame = Blame { host: "localhost".to_owned() };
    let connection = Connection::new(Box::new(pieces), Limits::default(), blame);
    let mut session = Session { connection, capabilities: Capabilities::default() };
    let (entries, _) = session.entries().await.unwrap();
    let error = session.retrieve(&entries, &mut Full(0)).await.unwrap_err();
    assert!(matches!(&error, Pop3Error::Sink(words) if words == "the disk is full"), "{error}");
    assert!(session.delete(&entries).await.is_err(), "nothing is deleted after that");
}
