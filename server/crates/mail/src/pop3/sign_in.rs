use crate::{
    pop3::{
        Capabilities, Connection, Endpoint, Limits, Pop3Error, Security, Session, Stage,
        connection::{Status, text},
        error::Blame,
    },
    wire::{self, Guard},
};
use async_pop::{error::ErrorKind, sasl::PlainAuthenticator};
use std::{io, sync::Arc};
use tokio::time::timeout;

/// Connects, encrypts and signs in.
pub(super) async fn open(
    endpoint: &Endpoint,
    password: &str,
    tls: &Arc<rustls::ClientConfig>,
    limits: Limits,
) -> Result<Session, Pop3Error> {
    let blame = Blame { host: endpoint.host.clone() };
    // async-pop would send a line break as it is, and what follows it as a command.
    for (what, value) in [("name", endpoint.name.as_str()), ("password", password)] {
        if value.chars().any(char::is_control) {
            return Err(blame.bad_credentials(what));
        }
    }
    let trouble = |trouble| blame.trouble(trouble);
    let socket =
        wire::connect(&endpoint.host, endpoint.port, limits.connect).await.map_err(trouble)?;
    let (mut connection, greeting) = match endpoint.security {
        Security::Insecure => (Connection::new(socket, limits, blame), String::new()),
        Security::Implicit => {
            let socket = wire::encrypt(socket, &endpoint.host, tls, limits.connect)
                .await
                .map_err(trouble)?;
            (Connection::new(socket, limits, blame), String::new())
        }
        Security::StartTls => upgrade(Connection::new(socket, limits, blame), tls).await?,
    };
    let capabilities = authenticate(&mut connection, &greeting, &endpoint.name, password).await?;
    Ok(Session { connection, capabilities })
}

/// STLS (RFC 2595, section 4): encrypts before async-pop sees the connection, and keeps the
/// greeting for it.
async fn upgrade(
    mut connection: Connection,
    tls: &Arc<rustls::ClientConfig>,
) -> Result<(Connection, String), Pop3Error> {
    match connection.status().await? {
        Status::Ok => {}
        Status::Err(said) => {
            let said = text(said);
            return Err(connection.blame.busy(&said));
        }
    }
    connection.send(b"STLS\r\n").await?;
    match connection.status().await? {
        Status::Ok => {}
        Status::Err(said) => {
            let said = text(said);
            return Err(connection.blame.no_encryption(&said));
        }
    }
    // What came in the clear after the answer would be taken for part of the encrypted
    // session: somebody on the way put it there.
    if !connection.stream.buffer().is_empty() {
        return Err(connection.blame.nonsense(Stage::SigningIn, connection.stream.buffer()));
    }
    let Connection { stream, limits, blame, .. } = connection;
    let wire = wire::encrypt(stream.into_inner(), &blame.host, tls, limits.connect)
        .await
        .map_err(|trouble| blame.trouble(trouble))?;
    Ok((Connection::new(wire, limits, blame), "+OK\r\n".to_owned()))
}

/// Lends the connection to async-pop for greeting, CAPA and sign-in.
async fn authenticate(
    connection: &mut Connection,
    greeting: &str,
    name: &str,
    password: &str,
) -> Result<Capabilities, Pop3Error> {
    let limit = connection.limits.command;
    let blame = connection.blame.clone();
    let mut guard = Guard::new(&mut connection.stream, Capabilities::default(), greeting);
    let signing_in = async {
        let mut client = timeout(limit, async_pop::new(&mut guard))
            .await
            .map_err(|_| blame.silent(Stage::SigningIn, limit))?
            .map_err(|error| greeting_error(&blame, &error))?;
        let attempt = async {
            if client.has_auth_mechanism("PLAIN") {
                client.auth(PlainAuthenticator::new(name, password)).await.map(|_| ())
            } else {
                client.login(name, password).await.map(|_| ())
            }
        };
        timeout(limit, attempt)
            .await
            .map_err(|_| blame.silent(Stage::SigningIn, limit))?
            .map_err(|error| sign_in_error(&blame, name, &error))
    };
    signing_in.await?;
    Ok(guard.into_filter())
}

fn greeting_error(blame: &Blame, error: &async_pop::error::Error) -> Pop3Error {
    match error.kind() {
        ErrorKind::ServerError(said) => blame.busy(said),
        _ => broken(blame, error),
    }
}

fn sign_in_error(blame: &Blame, name: &str, error: &async_pop::error::Error) -> Pop3Error {
    match error.kind() {
        ErrorKind::ServerError(said) if is_busy(said) => blame.busy(said),
        ErrorKind::ServerError(said) => blame.refused(name, said),
        _ => broken(blame, error),
    }
}

/// Neither `+OK` nor `-ERR`.
fn broken(blame: &Blame, error: &async_pop::error::Error) -> Pop3Error {
    match error.kind() {
        ErrorKind::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            blame.endless(Stage::SigningIn)
        }
        ErrorKind::Io(_) => blame.dropped(Stage::SigningIn),
        _ => blame.nonsense(Stage::SigningIn, b""),
    }
}

/// The refusal is not about the password: RFC 2449 and 3206 have codes for that; older servers
/// have only words.
fn is_busy(said: &str) -> bool {
    let said = said.to_ascii_lowercase();
    if said.starts_with("[auth]") {
        return false;
    }
    ["[in-use]", "[login-delay]", "[sys/"].iter().any(|code| said.starts_with(code))
        || ["lock", "in use", "busy", "temporar", "try again", "too many"]
            .iter()
            .any(|word| said.contains(word))
}
