use crate::{
    pop3::{
        Connection, Entry, Outcome, Pop3Error, Sink, Stage,
        body::Body,
        connection::{Status, text},
    },
    source::Spooler,
};
use std::{iter::Peekable, vec};

/// How far past the limit a message is followed, as a multiple of the limit.
pub(super) const PATIENCE: u64 = 4;
/// Bytes of one message's headers, at most.
const MOST_HEADERS: u64 = 1024 * 1024;
/// What an answer to TOP counts for while it is under way.
pub(super) const HEADERS: u64 = 4 * 1024;

/// Those that the server says are longer than `patience` times the limit are not asked for.
pub(super) async fn retrieve(
    connection: &mut Connection,
    wanted: &[Entry],
    patience: u64,
    sink: &mut (dyn Sink + Send),
) -> Result<(), Pop3Error> {
    let most = connection.limits.message.saturating_mul(PATIENCE);
    let longest = connection.limits.message.saturating_mul(patience);
    let short_enough = wanted.iter().filter(|entry| entry.size <= longest);
    let mut unasked = Unasked::of(short_enough.map(|entry| (entry.number, entry.size)));
    let mut doubtful = Vec::new();
    for entry in wanted {
        if entry.size > longest {
            sink.message(entry, Outcome::TooLarge).await.map_err(Pop3Error::Sink)?;
            continue;
        }
        ask(connection, retr, &mut unasked).await;
        let outcome = receive(connection, entry, most, sink).await?;
        let refused = matches!(outcome, Outcome::Refused(_));
        if !connection.ahead.answered_with(entry.size, refused) {
            doubtful.push((entry, refused));
            continue;
        }
        sink.message(entry, outcome).await.map_err(Pop3Error::Sink)?;
    }
    // Perhaps it was not the message that the server did not like, and what came after the refusal
    // may be other messages than it seemed.
    for (entry, refused) in doubtful {
        ask(connection, retr, &mut Unasked::of([(entry.number, entry.size)])).await;
        let outcome = receive(connection, entry, most, sink).await?;
        connection.ahead.answered(entry.size);
        if refused && !matches!(outcome, Outcome::Refused(_)) {
            connection.ahead.failed();
        }
        sink.message(entry, outcome).await.map_err(Pop3Error::Sink)?;
    }
    connection.ahead.speed_up();
    Ok(())
}

/// TOP of each, without any line of the body.
pub(super) async fn headers(
    connection: &mut Connection,
    wanted: &[Entry],
    sink: &mut (dyn Sink + Send),
) -> Result<(), Pop3Error> {
    let most = connection.limits.message.saturating_mul(PATIENCE);
    let mut unasked = Unasked::of(wanted.iter().map(|entry| (entry.number, HEADERS)));
    let mut doubtful = Vec::new();
    for entry in wanted {
        connection.stage = Stage::Message(entry.number);
        ask(connection, top, &mut unasked).await;
        match headers_of(connection, most).await? {
            Some(outcome) => sink.message(entry, outcome).await.map_err(Pop3Error::Sink)?,
            None => doubtful.push(entry),
        }
    }
    for entry in doubtful {
        connection.stage = Stage::Message(entry.number);
        ask(connection, top, &mut Unasked::of([(entry.number, HEADERS)])).await;
        if let Some(outcome) = headers_of(connection, most).await? {
            sink.message(entry, outcome).await.map_err(Pop3Error::Sink)?;
        }
    }
    connection.ahead.speed_up();
    Ok(())
}

/// The answer to TOP that is due; none when it cannot be relied on ([`Ahead::answered_with`]),
/// which one that was asked for alone always can.
///
/// [`Ahead::answered_with`]: super::ahead::Ahead::answered_with
pub(super) async fn headers_of(
    connection: &mut Connection,
    most: u64,
) -> Result<Option<Outcome>, Pop3Error> {
    let limit = connection.limits.message.min(MOST_HEADERS);
    let outcome = answer(connection, HEADERS, limit, most).await?;
    let refused = matches!(outcome, Some(Outcome::Refused(_)));
    let reliable = connection.ahead.answered_with(HEADERS, refused);
    let outcome = outcome.ok_or_else(|| connection.blame.endless(connection.stage))?;
    Ok(reliable.then_some(outcome))
}

/// TOP without the body.
pub(super) fn top(number: u32) -> String {
    format!("TOP {number} 0")
}

fn retr(number: u32) -> String {
    format!("RETR {number}")
}

/// Messages that have not been asked for yet: their numbers and the sizes of the answers.
pub(super) struct Unasked(Peekable<vec::IntoIter<(u32, u64)>>);

impl Unasked {
    pub fn of(messages: impl IntoIterator<Item = (u32, u64)>) -> Self {
        Self(messages.into_iter().collect::<Vec<_>>().into_iter().peekable())
    }
}

/// Sends the command for as many of `unasked` as the window has room for, once enough of those
/// before are answered.
pub(super) async fn ask(
    connection: &mut Connection,
    command: fn(u32) -> String,
    unasked: &mut Unasked,
) {
    if !connection.ahead.is_low() {
        return;
    }
    let mut commands = String::new();
    while let Some((number, size)) = unasked.0.next_if(|(_, size)| connection.ahead.has_room(*size))
    {
        connection.ahead.asked(size);
        commands.push_str(&command(number));
        commands.push_str("\r\n");
    }
    if !commands.is_empty() {
        connection.send(commands.as_bytes()).await;
    }
}

/// The answer to one RETR. One that goes on past `most` bytes ends the session, after `sink`
/// was told, so that the next session can leave this message alone.
async fn receive(
    connection: &mut Connection,
    entry: &Entry,
    most: u64,
    sink: &mut (dyn Sink + Send),
) -> Result<Outcome, Pop3Error> {
    connection.stage = Stage::Message(entry.number);
    let limit = connection.limits.message;
    if let Some(outcome) = answer(connection, entry.size, limit, most).await? {
        return Ok(outcome);
    }
    sink.message(entry, Outcome::TooLarge).await.map_err(Pop3Error::Sink)?;
    Err(connection.blame.endless(connection.stage))
}

/// A message, or its headers, of perhaps `size` bytes and up to `limit`; none when it went on past
/// `most`.
async fn answer(
    connection: &mut Connection,
    size: u64,
    limit: u64,
    most: u64,
) -> Result<Option<Outcome>, Pop3Error> {
    if let Status::Err(said) = connection.status().await? {
        return Ok(Some(Outcome::Refused(text(said))));
    }
    let (mut body, dir) = (Body::new(connection.speaks_crlf()), connection.limits.spool.clone());
    let mut kept = Spooler::new(dir.as_deref(), size.min(limit));
    loop {
        let (used, ended) = body.feed(connection.fill().await?, &mut kept.fresh);
        connection.consume(used);
        // First, so that it does not matter in which pieces the end comes.
        if body.seen() > most {
            return Ok(None);
        }
        let too_large = body.seen() > limit;
        if too_large {
            kept.discard();
        } else {
            kept.settle().await.map_err(Pop3Error::Spool)?;
        }
        if ended && too_large {
            return Ok(Some(Outcome::TooLarge));
        }
        if ended {
            let message = kept.finish().await.map_err(Pop3Error::Spool)?;
            return Ok(Some(Outcome::Message(message)));
        }
    }
}
