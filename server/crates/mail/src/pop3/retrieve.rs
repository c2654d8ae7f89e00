use crate::pop3::{
    Connection, Entry, Outcome, Pop3Error, Sink, Stage,
    body::Body,
    connection::{Status, text},
};
use std::io::Write;

/// Commands that are on their way at once. They fit into any socket's buffer, so that the two
/// sides never wait for each other to read.
pub(super) const WINDOW: usize = 256;

/// How far past the limit a message is followed, as a multiple of the limit.
const PATIENCE: u64 = 4;

pub(super) async fn retrieve(
    connection: &mut Connection,
    pipelining: bool,
    wanted: &[Entry],
    sink: &mut (dyn Sink + Send),
) -> Result<(), Pop3Error> {
    let most = connection.limits.message.saturating_mul(PATIENCE);
    let mut window = if pipelining { WINDOW } else { 1 };
    let mut unasked = wanted.iter().filter(|entry| entry.size <= most);
    let mut under_way = 0;
    let mut commands = Vec::new();
    for entry in wanted {
        if entry.size > most {
            sink.message(entry, Outcome::TooLarge).await.map_err(Pop3Error::Sink)?;
            continue;
        }
        if under_way <= window / 2 {
            commands.clear();
            for entry in unasked.by_ref().take(window - under_way) {
                under_way += 1;
                // Writing to a Vec cannot fail.
                let _ = write!(commands, "RETR {}\r\n", entry.number);
            }
            if !commands.is_empty() {
                connection.send(&commands).await?;
            }
        }
        connection.stage = Stage::Message(entry.number);
        let Some(outcome) = receive(connection, entry, most).await? else {
            // Told first, so that the next session can leave this message alone.
            sink.message(entry, Outcome::TooLarge).await.map_err(Pop3Error::Sink)?;
            return Err(connection.blame.endless(connection.stage));
        };
        under_way -= 1;
        if matches!(outcome, Outcome::Refused(_)) {
            window = 1;
        }
        sink.message(entry, outcome).await.map_err(Pop3Error::Sink)?;
    }
    Ok(())
}

/// The answer to one RETR; none when it went on past `most` bytes.
async fn receive(
    connection: &mut Connection,
    entry: &Entry,
    most: u64,
) -> Result<Option<Outcome>, Pop3Error> {
    if let Status::Err(said) = connection.status().await? {
        return Ok(Some(Outcome::Refused(text(said))));
    }
    let strict = connection.speaks_crlf();
    let mut body = Body::new(strict, connection.limits.message, entry.size);
    loop {
        let (used, ended) = body.feed(connection.fill().await?);
        connection.consume(used);
        if ended {
            return Ok(Some(body.finish().map_or(Outcome::TooLarge, Outcome::Message)));
        }
        if body.seen() > most {
            return Ok(None);
        }
        body.trust(entry.size);
    }
}
