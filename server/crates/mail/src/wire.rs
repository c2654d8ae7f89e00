//! Connections to mail servers: resolve, connect, encrypt, and never more than was asked for.

mod guard;
mod trouble;

pub(crate) use guard::{Filter, Guard};
pub(crate) use trouble::Trouble;

use rustls::pki_types::ServerName;
use std::{fmt, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
    time::{Instant, timeout, timeout_at},
};
use tokio_rustls::TlsConnector;

/// Anything that carries bytes: a socket, encrypted or not.
pub(crate) trait Carrier: AsyncRead + AsyncWrite + Send + Sync + Unpin + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin + fmt::Debug> Carrier for T {}

/// A connection; which kind does not matter once it stands.
pub(crate) type Wire = Box<dyn Carrier>;

/// How much of an answer is read from the socket at once.
pub(crate) const READ_BUFFER: usize = 64 * 1024;

/// Connects to the first address of `host` that answers; to one of `addresses`, where somebody has
/// looked them up already. `limit` covers all of it; an address that swallows packets leaves the
/// others their share.
pub(crate) async fn connect(
    host: &str,
    port: u16,
    addresses: Option<&[SocketAddr]>,
    limit: Duration,
) -> Result<Wire, Trouble> {
    let end = Instant::now() + limit;
    let addresses = match addresses {
        Some(addresses) => addresses.to_vec(),
        None => timeout_at(end, lookup_host((host, port)))
            .await
            .map_err(|_| Trouble::Silent(limit))?
            .map_err(|_| Trouble::Unreachable("its name could not be found".to_owned()))?
            .collect(),
    };
    let mut trouble = Trouble::Unreachable("its name has no address".to_owned());
    for (index, address) in addresses.iter().enumerate() {
        let left = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        let share = end.saturating_duration_since(Instant::now()) / left;
        match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(socket)) => {
                // Commands are short and waited for.
                let _ = socket.set_nodelay(true);
                return Ok(Box::new(socket));
            }
            Ok(Err(error)) => trouble = Trouble::from_connect(&error),
            Err(_) => trouble = Trouble::Silent(limit),
        }
    }
    Err(trouble)
}

/// Encrypts a connection and makes sure that it leads to `host`.
pub(crate) async fn encrypt(
    wire: Wire,
    host: &str,
    tls: &Arc<rustls::ClientConfig>,
    limit: Duration,
) -> Result<Wire, Trouble> {
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| Trouble::Tls(format!("“{host}” cannot stand in a certificate")))?;
    let handshake = TlsConnector::from(Arc::clone(tls)).connect(name, wire);
    match timeout(limit, handshake).await {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(error)) => Err(Trouble::from_handshake(&error)),
        Err(_) => Err(Trouble::Silent(limit)),
    }
}
