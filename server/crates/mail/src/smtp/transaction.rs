use crate::smtp::{Connection, Envelope, Patience, Verdict, reply};
use lettre::transport::smtp::{
    Error,
    commands::{Data, Mail, Rcpt},
    extension::{Extension, MailBodyParameter, MailParameter},
    response::Response,
};
use std::{
    borrow::Cow,
    fmt::Display,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tokio::time::timeout;

/// Given to the connection at once.
const CHUNK: usize = 64 * 1024;

/// MAIL, RCPT, DATA and the message. Settles every open recipient; answers whether the
/// connection may be used again.
pub(super) async fn run(
    connection: &mut Connection,
    envelope: &mut Envelope,
    source: &[u8],
    patience: Patience,
) -> bool {
    connection.began = false;
    match transact(connection, envelope, source, patience).await {
        Ok(()) => !connection.smtp.has_broken(),
        Err(verdict) => {
            envelope.settle(&verdict);
            false
        }
    }
}

async fn transact(
    connection: &mut Connection,
    envelope: &mut Envelope,
    source: &[u8],
    patience: Patience,
) -> Result<(), Verdict> {
    let parameters = parameters(connection, envelope, source)?;
    let limit = patience.command;
    let mail = Mail::new(envelope.from.clone(), parameters);
    let answer = command(connection, mail, limit).await?;
    // 421 is the farewell of a server that has waited long enough for the next message.
    connection.began = match &answer {
        Ok(_) => true,
        Err(error) => error.status().is_some_and(|code| u16::from(code) != 421),
    };
    let host = connection.host.clone();
    answer.map_err(|error| reply::refusal(&host, &error))?;

    for (place, address) in envelope.open() {
        if let Err(error) = command(connection, Rcpt::new(address, Vec::new()), limit).await? {
            let verdict = reply::refusal(&host, &error);
            if error.status().is_none() {
                return Err(verdict);
            }
            envelope.settle_one(place, verdict);
        }
    }
    if !envelope.has_recipients() {
        return match command(connection, "RSET\r\n", limit).await? {
            Ok(_) => Ok(()),
            Err(error) => Err(reply::refusal(&host, &error)),
        };
    }
    command(connection, Data, limit).await?.map_err(|error| reply::refusal(&host, &error))?;
    let verdict = give_over(connection, source, patience).await?;
    envelope.settle(&verdict);
    Ok(())
}

/// One command and its answer; an error only when there is none in time.
async fn command(
    connection: &mut Connection,
    command: impl Display,
    limit: Duration,
) -> Result<Result<Response, Error>, Verdict> {
    timeout(limit, connection.smtp.command(command))
        .await
        .map_err(|_| reply::silent(&connection.host, limit))
}

/// What goes with MAIL, and whether the server can carry the message at all.
fn parameters(
    connection: &Connection,
    envelope: &Envelope,
    source: &[u8],
) -> Result<Vec<MailParameter>, Verdict> {
    let host = &connection.host;
    let server = connection.smtp.server_info();
    let mut parameters = Vec::new();
    if let Some(limit) = connection.size_limit() {
        if source.len() as u64 > limit {
            return Err(reply::too_large(host, source.len(), limit));
        }
        parameters.push(MailParameter::Size(source.len()));
    }
    if !source.is_ascii() {
        if !server.supports_feature(Extension::EightBitMime) {
            return Err(reply::needs(host, "The message has 8-bit text", "8BITMIME"));
        }
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    if envelope.is_international() {
        if !server.supports_feature(Extension::SmtpUtfEight) {
            let what = "An address of the message has letters outside ASCII before the @";
            return Err(reply::needs(host, what, "SMTPUTF8"));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    Ok(parameters)
}

/// The message itself. An error before its final dot leaves it with us; one after leaves it
/// unclear.
async fn give_over(
    connection: &mut Connection,
    source: &[u8],
    patience: Patience,
) -> Result<Verdict, Verdict> {
    /// Bytes a second that a connection is granted.
    const SLOWEST: u64 = 8 * 1024;
    let limit = patience.message + Duration::from_secs(source.len() as u64 / SLOWEST);
    // lettre ends the message with CRLF, dot, CRLF.
    let text = source.strip_suffix(b"\r\n").unwrap_or(source);
    let given = AtomicBool::new(false);
    // The last piece is empty: once it is asked for, all others have been written, and the
    // final dot is next.
    let last = std::iter::once_with(|| {
        given.store(true, Ordering::Relaxed);
        [].as_slice()
    });
    let sending = connection.smtp.message_iter(text.chunks(CHUNK).chain(last));
    let answer = timeout(limit, sending).await;
    let host = connection.host.clone();
    match answer {
        Ok(Ok(response)) => Ok(reply::accepted(&response)),
        Ok(Err(error)) if error.status().is_some() => Err(reply::refusal(&host, &error)),
        _ if given.load(Ordering::Relaxed) => Err(reply::unclear(&host)),
        Ok(Err(error)) => Err(last_words(connection, &error).await),
        Err(_) => Err(reply::silent(&host, limit)),
    }
}

/// A server that hangs up in the middle of a message has often said why.
async fn last_words(connection: &mut Connection, error: &Error) -> Verdict {
    const MOMENT: Duration = Duration::from_secs(2);
    match timeout(MOMENT, connection.smtp.read_response()).await {
        Ok(Err(said)) if said.status().is_some() => reply::refusal(&connection.host, &said),
        _ => reply::broken(&connection.host, error),
    }
}

/// The message with every line end as CRLF: a lone CR or LF may end a line for one server and
/// not for another, and what one takes for text the other takes for commands.
pub(super) fn crlf(source: &[u8]) -> Cow<'_, [u8]> {
    let lone = memchr::memchr2_iter(b'\r', b'\n', source).any(|at| match source.get(at) {
        Some(b'\r') => source.get(at + 1) != Some(&b'\n'),
        _ => at.checked_sub(1).and_then(|before| source.get(before)) != Some(&b'\r'),
    });
    if !lone {
        return Cow::Borrowed(source);
    }
    let mut clean = Vec::with_capacity(source.len() + source.len() / 32);
    let mut bytes = source.iter().peekable();
    while let Some(&byte) = bytes.next() {
        match byte {
            b'\r' => {
                bytes.next_if_eq(&&b'\n');
                clean.extend_from_slice(b"\r\n");
            }
            b'\n' => clean.extend_from_slice(b"\r\n"),
            other => clean.push(other),
        }
    }
    Cow::Owned(clean)
}
