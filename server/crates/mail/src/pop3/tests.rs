mod faults;
mod model;
mod mutations;
mod naming;
mod provider;

use super::{Connection, Entry, Limits, Outcome, Pop3Error, Session, Sink, error::Blame};
use proptest::prelude::*;
use std::{
    fmt::Write,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf},
    time::{Instant, sleep},
};

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
    let blame = Blame { host: "localhost".to_owned(), by_token: false };
    let connection = Connection::new(Box::new(pieces), limits, blame);
    let mut session = Session {
        connection,
        capabilities: super::Capabilities::default(),
        uidl: true,
        incomplete: false,
    };
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
    let blame = Blame { host: "localhost".to_owned(), by_token: false };
    let connection = Connection::new(Box::new(pieces), Limits::default(), blame);
    let mut session = Session {
        connection,
        capabilities: super::Capabilities::default(),
        uidl: true,
        incomplete: false,
    };
    let (entries, _) = session.entries().await.unwrap();
    let error = session.retrieve(&entries, &mut Full(0)).await.unwrap_err();
    assert!(matches!(&error, Pop3Error::Sink(words) if words == "the disk is full"), "{error}");
    assert!(session.delete(&entries).await.is_err(), "nothing is deleted after that");
}

fn session(stream: DuplexStream) -> Session {
    let blame = Blame { host: "localhost".to_owned(), by_token: false };
    let connection = Connection::new(Box::new(stream), Limits::default(), blame);
    Session {
        connection,
        capabilities: super::Capabilities::default(),
        uidl: true,
        incomplete: false,
    }
}

/// A session with a server that says everything in pieces of `size` bytes, one each `pause`.
/// Nobody waits for it: time is only counted.
async fn with_slow_server<T>(
    said: String,
    size: usize,
    pause: Duration,
    client: impl AsyncFnOnce(Session) -> T,
) -> T {
    let (ours, theirs) = tokio::io::duplex(1 << 20);
    let server = async move |mut stream: DuplexStream| {
        for piece in said.as_bytes().chunks(size) {
            sleep(pause).await;
            if stream.write_all(piece).await.is_err() {
                return;
            }
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        done = client(session(ours)) => done,
        () = server(theirs) => unreachable!("the server stays"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_trickles_is_left_and_what_had_arrived_is_kept() {
    let said = "+OK\r\n1 one\r\n2 two\r\n.\r\n+OK\r\n.\r\n+OK\r\nwhole\r\n.\r\n+OK\r\n";
    let (ours, mut theirs) = tokio::io::duplex(1 << 20);
    theirs.write_all(said.as_bytes()).await.unwrap();
    let trickle = async {
        // Each byte comes just before the silence would count.
        while theirs.write_all(b"x").await.is_ok() {
            sleep(Duration::from_secs(59)).await;
        }
    };
    let collect = async {
        let mut session = session(ours);
        let (entries, _) = session.entries().await.unwrap();
        let mut seen = Seen::default();
        let error = session.retrieve(&entries, &mut seen).await.unwrap_err();
        (seen.0, error)
    };
    let began = Instant::now();
    let ((seen, error), ()) = tokio::join!(collect, trickle);
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert!(seen[0].starts_with("one Message("), "{seen:?}");
    assert!(error.is_transient() && error.to_string().contains("too slow"), "{error}");
    assert!(began.elapsed() < Duration::from_mins(10), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_messages_over_a_slow_and_honest_line_end_well() {
    let (mut ids, mut messages) = ("+OK\r\n".to_owned(), String::new());
    for n in 1..=10_000 {
        write!(ids, "{n} uid{n}\r\n").unwrap();
        write!(messages, "+OK\r\nSubject: {n}\r\n\r\n{}\r\n.\r\n", "x".repeat(1500)).unwrap();
    }
    let said = format!("{ids}.\r\n+OK\r\n.\r\n{messages}+OK\r\n");
    let began = Instant::now();
    // Half a kilobyte a second: an old modem on a bad day.
    let collected = with_slow_server(said, 1024, Duration::from_secs(2), async |mut session| {
        let (entries, faults) = session.entries().await.unwrap();
        assert!(faults.is_empty(), "{faults:?}");
        let mut seen = Seen::default();
        session.retrieve(&entries, &mut seen).await.unwrap();
        session.quit().await.unwrap();
        seen.0.len()
    });
    assert_eq!(collected.await, 10_000);
    assert!(began.elapsed() > Duration::from_hours(8), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn no_session_goes_on_for_longer_than_a_day() {
    let said = "+OK\r\n1 one\r\n.\r\n+OK\r\n.\r\n+OK\r\n".to_owned() + &"x".repeat(40_000_000);
    let began = Instant::now();
    let error = with_slow_server(said, 1000, Duration::from_secs(3), async |mut session| {
        let (entries, _) = session.entries().await.unwrap();
        session.retrieve(&entries, &mut Seen::default()).await.unwrap_err()
    });
    assert!(error.await.to_string().contains("too slow"));
    let hours = began.elapsed().as_secs() / 3600;
    assert_eq!(hours, 24);
}

#[test]
fn a_pass_can_be_a_task_of_its_own() {
    fn task<T: Send>(_: T) {}
    let (ours, _theirs) = tokio::io::duplex(1);
    let mut pass = session(ours);
    let mut seen = Seen::default();
    task(pass.entries());
    task(pass.retrieve(&[], &mut seen));
    task(pass.delete(&[]));
    task(async move {
        let (entries, _) = pass.entries().await?;
        let mut seen = Seen::default();
        pass.retrieve(&entries, &mut seen).await?;
        pass.delete(&entries).await?;
        pass.quit().await
    });
    let endpoint: super::Endpoint = "pop3s://ada@localhost".parse().unwrap();
    let tls = testpeers::Authority::new().client();
    task(async move { Session::open(&endpoint, "secret", tls, Limits::default()).await });
}
