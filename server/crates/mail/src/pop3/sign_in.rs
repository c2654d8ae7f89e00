use crate::{
    pop3::{
        Connection, Credential, Endpoint, Limits, Pop3Error, Security, Session, Stage,
        ahead::Ahead,
        capabilities::{Capabilities, Overheard, heard},
        connection::{Status, text},
        error::Blame,
        method::{self, Method},
        sasl, transcript,
    },
    wire::{self, Guard},
};
use async_pop::error::{Error, ErrorKind};
use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::timeout;

/// Connects, encrypts and signs in.
pub(super) async fn open(
    endpoint: &Endpoint,
    addresses: Option<&[SocketAddr]>,
    credential: Credential<'_>,
    tls: &Arc<rustls::ClientConfig>,
    limits: Limits,
) -> Result<Session, Pop3Error> {
    let by_token = matches!(credential, Credential::Bearer(_));
    let blame = Blame { host: endpoint.host.clone(), by_token };
    // A line break would go out as it is, and what follows it as a command.
    let secret = credential.secret();
    for (what, value) in [("name", endpoint.name.as_str()), (credential.kind(), secret)] {
        if value.chars().any(char::is_control) {
            return Err(blame.bad_credentials(what));
        }
    }
    let trouble = |trouble| blame.trouble(trouble);
    let socket = wire::connect(&endpoint.host, endpoint.port, addresses, limits.connect)
        .await
        .map_err(trouble)?;
    let (connection, greeting) = match endpoint.security {
        Security::Insecure => {
            let socket = transcript::of(socket, endpoint);
            (Connection::new(socket, limits, blame), String::new())
        }
        Security::Implicit => {
            let socket = wire::encrypt(socket, &endpoint.host, tls, limits.connect)
                .await
                .map_err(trouble)?;
            let socket = transcript::of(socket, endpoint);
            (Connection::new(socket, limits, blame), String::new())
        }
        Security::StartTls => {
            let socket = transcript::of(socket, endpoint);
            upgrade(Connection::new(socket, limits, blame), endpoint, tls).await?
        }
    };
    begin(connection, &greeting, &endpoint.name, credential).await
}

/// Signs in on a connection that is as secure as it will be. `greeting` is what was read of it.
pub(super) async fn begin(
    mut connection: Connection,
    greeting: &str,
    name: &str,
    credential: Credential<'_>,
) -> Result<Session, Pop3Error> {
    let capabilities = authenticate(&mut connection, greeting, name, credential).await?;
    if capabilities.pipelining() {
        connection.ahead = Ahead::up_to(connection.limits.ahead);
    }
    Ok(Session { connection, capabilities, uidl: true, incomplete: false })
}

/// STLS (RFC 2595, section 4): encrypts before async-pop sees the connection, and keeps the
/// greeting for it.
async fn upgrade(
    mut connection: Connection,
    endpoint: &Endpoint,
    tls: &Arc<rustls::ClientConfig>,
) -> Result<(Connection, String), Pop3Error> {
    let greeting = match connection.status().await? {
        Status::Ok(said) => {
            let challenge = method::challenge(&text(said)).unwrap_or_default().to_owned();
            format!("+OK {challenge}\r\n")
        }
        Status::Err(said) => {
            let said = text(said);
            return Err(connection.blame.unwelcome(&said));
        }
    };
    connection.send(b"STLS\r\n").await;
    match connection.status().await? {
        Status::Ok(_) => {}
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
    let wire = transcript::after_stls(wire, endpoint);
    Ok((Connection::new(wire, limits, blame), greeting))
}

/// Lends the connection to async-pop for greeting, CAPA and sign-in, except for SASL.
async fn authenticate(
    connection: &mut Connection,
    greeting: &str,
    name: &str,
    credential: Credential<'_>,
) -> Result<Capabilities, Pop3Error> {
    let capabilities = Arc::default();
    let secret = credential.secret();
    let Some(mechanism) =
        without_sasl(connection, greeting, &capabilities, name, credential).await?
    else {
        return Ok(heard(&capabilities).clone());
    };
    sasl::sign_in(connection, mechanism, name, secret).await?;
    if !heard(&capabilities).may_change() {
        return Ok(heard(&capabilities).clone());
    }
    // async-pop asks as it begins.
    let (limit, blame) = (connection.limits.command, connection.blame.clone());
    let mut guard = Guard::new(&mut connection.stream, Overheard::new(&capabilities), "+OK\r\n");
    within(limit, &blame, async_pop::new(&mut guard))
        .await?
        .map_err(|error| broken(&blame, &error))?;
    swallowed(&blame, guard.failure())?;
    Ok(heard(&capabilities).clone())
}

/// Signs in unless that needs SASL, and else answers by which mechanism.
async fn without_sasl(
    connection: &mut Connection,
    greeting: &str,
    capabilities: &Arc<Mutex<Capabilities>>,
    name: &str,
    credential: Credential<'_>,
) -> Result<Option<sasl::Mechanism>, Pop3Error> {
    let (limit, blame) = (connection.limits.command, connection.blame.clone());
    let mut guard = Guard::new(&mut connection.stream, Overheard::new(capabilities), greeting);
    let mut client = within(limit, &blame, async_pop::new(&mut guard))
        .await?
        .map_err(|error| greeting_error(&blame, &error))?;
    let greeting = client.greeting().map(ToString::to_string).unwrap_or_default();
    let method = Method::choose(&heard(capabilities), &greeting, name, credential);
    let signed_in = match method {
        Ok(Method::Sasl(mechanism)) => return Ok(Some(mechanism)),
        Ok(Method::User(password)) => {
            within(limit, &blame, client.login(name, password)).await?.map(drop)
        }
        Ok(Method::Apop(digest)) => {
            within(limit, &blame, client.apop(name, digest)).await?.map(drop)
        }
        Err(missing) => return Err(blame.no_method(missing)),
    };
    signed_in.map_err(|error| sign_in_error(&blame, name, &error))?;
    drop(client);
    swallowed(&blame, guard.failure())?;
    Ok(None)
}

/// async-pop takes an answer to CAPA that it cannot read for none.
fn swallowed(blame: &Blame, failure: Option<io::ErrorKind>) -> Result<(), Pop3Error> {
    failure.map_or(Ok(()), |kind| Err(broken_off(blame, kind)))
}

fn broken_off(blame: &Blame, kind: io::ErrorKind) -> Pop3Error {
    if kind == io::ErrorKind::InvalidData {
        blame.endless(Stage::SigningIn)
    } else {
        blame.dropped(Stage::SigningIn)
    }
}

async fn within<T>(
    limit: Duration,
    blame: &Blame,
    work: impl Future<Output = T>,
) -> Result<T, Pop3Error> {
    timeout(limit, work).await.map_err(|_| blame.silent(Stage::SigningIn, limit))
}

fn greeting_error(blame: &Blame, error: &Error) -> Pop3Error {
    match error.kind() {
        ErrorKind::ServerError(said) => blame.unwelcome(said),
        _ => broken(blame, error),
    }
}

fn sign_in_error(blame: &Blame, name: &str, error: &Error) -> Pop3Error {
    match error.kind() {
        ErrorKind::ServerError(said) => blame.sign_in(name, said),
        _ => broken(blame, error),
    }
}

/// Neither `+OK` nor `-ERR`.
fn broken(blame: &Blame, error: &Error) -> Pop3Error {
    match error.kind() {
        ErrorKind::Io(error) => broken_off(blame, error.kind()),
        _ => blame.nonsense(Stage::SigningIn, b""),
    }
}
