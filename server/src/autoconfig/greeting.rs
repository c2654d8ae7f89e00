//! Whether a mail server answers: as much of the protocols as can be had without signing in.

use super::{Protocol, Server};
use mail::pop3::Security;
use rustls::{ClientConfig, pki_types::ServerName};
use std::{io, net::SocketAddr, sync::Arc};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

/// Bytes that are read of what the server says, at most.
const MOST: u64 = 16 * 1024;

/// Connects to one of `addresses` and hears whether such a server greets there, with a certificate
/// for its name where it encrypts from the start, and with an offer to encrypt where it should.
pub async fn hear(
    protocol: Protocol,
    server: &Server,
    addresses: &[SocketAddr],
    tls: &Arc<ClientConfig>,
) -> io::Result<bool> {
    let socket = TcpStream::connect(addresses).await?;
    match server.security {
        Security::Implicit => {
            let name = ServerName::try_from(server.host.clone()).map_err(io::Error::other)?;
            let stream = TlsConnector::from(Arc::clone(tls)).connect(name, socket).await?;
            greets(protocol, stream, false).await
        }
        Security::StartTls => greets(protocol, socket, true).await,
        Security::Insecure => greets(protocol, socket, false).await,
    }
}

async fn greets(
    protocol: Protocol,
    stream: impl AsyncRead + AsyncWrite + Unpin,
    offers_tls: bool,
) -> io::Result<bool> {
    let (reader, mut writer) = tokio::io::split(stream);
    let mut reader = BufReader::new(reader.take(MOST));
    let (greeting, question, offer) = match protocol {
        Protocol::Pop3 => ("+OK", "CAPA\r\n", "STLS"),
        Protocol::Smtp => ("220", "EHLO localhost\r\n", "STARTTLS"),
    };
    let mut said = line(&mut reader).await?;
    while protocol == Protocol::Smtp && said.starts_with("220-") {
        said = line(&mut reader).await?;
    }
    if !said.starts_with(greeting) {
        return Ok(false);
    }
    let offered = if offers_tls {
        writer.write_all(question.as_bytes()).await?;
        writer.flush().await?;
        offers(protocol, &mut reader, offer).await?
    } else {
        true
    };
    // Whether it takes the good-bye does not matter.
    let _ = writer.write_all(b"QUIT\r\n").await;
    let _ = writer.shutdown().await;
    Ok(offered)
}

/// Whether the answer, of several lines, has a line with this word.
async fn offers(
    protocol: Protocol,
    stream: &mut (impl AsyncBufReadExt + Unpin),
    word: &str,
) -> io::Result<bool> {
    let mut found = false;
    loop {
        let line = line(stream).await?;
        let (offer, last) = match protocol {
            Protocol::Pop3 => (line.as_str(), line == "." || line.starts_with("-ERR")),
            Protocol::Smtp => (line.get(4..).unwrap_or_default(), !line.starts_with("250-")),
        };
        found |= offer.trim().eq_ignore_ascii_case(word);
        if last {
            return Ok(found);
        }
    }
}

/// The next line without its end.
async fn line(stream: &mut (impl AsyncBufReadExt + Unpin)) -> io::Result<String> {
    let mut line = Vec::new();
    if stream.read_until(b'\n', &mut line).await? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}
