//! An HTTPS GET for somebody who is not the operator: it connects only where the guard has
//! looked, and takes only so much, for only so long.

use crate::{context::Context, guard};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::{
    Request, StatusCode, Uri,
    body::Bytes,
    client::conn::http1,
    header::{HOST, LOCATION, USER_AGENT},
};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use std::{sync::Arc, time::Duration};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::TlsConnector;

/// Other addresses that an answer may lead to, one after the other.
const REDIRECTS: usize = 3;

/// Why nothing was fetched. For the log: nobody but the server's operator sees it.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address cannot be used.
    #[error("“{0}” is no HTTPS address")]
    Address(String),
    /// It may not be connected to.
    #[error(transparent)]
    Guarded(#[from] guard::GuardError),
    /// The connection failed.
    #[error("the connection failed: {0}")]
    Connection(#[from] std::io::Error),
    /// It does not speak HTTP.
    #[error("the answer is not right: {0}")]
    Protocol(#[from] hyper::Error),
    /// It is too large, or broke off.
    #[error("the answer is too large or broke off: {0}")]
    Body(String),
    /// It is another answer than 200.
    #[error("the answer is {0}")]
    Status(StatusCode),
    /// It took too long.
    #[error("it took longer than {0:?}")]
    Slow(Duration),
}

/// Fetches at most `most` bytes from an `https://` address, within `limit`. Where the answer leads
/// elsewhere, that is looked at like the first address.
pub async fn get(
    context: &Context,
    url: &str,
    most: usize,
    limit: Duration,
) -> Result<Vec<u8>, FetchError> {
    let follow = async {
        let mut address = parse(url)?;
        for _ in 0..=REDIRECTS {
            match ask(context, &address, most).await? {
                Answer::Body(body) => return Ok(body),
                Answer::Elsewhere(location) => address = elsewhere(&address, &location)?,
            }
        }
        Err(FetchError::Address(url.to_owned()))
    };
    timeout(limit, follow).await.unwrap_or(Err(FetchError::Slow(limit)))
}

enum Answer {
    Body(Vec<u8>),
    Elsewhere(String),
}

/// `https://` and a host; the port too, if the operator allows it.
fn parse(url: &str) -> Result<Uri, FetchError> {
    let uri: Uri = url.parse().map_err(|_| FetchError::Address(url.to_owned()))?;
    let is_right = uri.scheme_str() == Some("https") && uri.host().is_some();
    if is_right { Ok(uri) } else { Err(FetchError::Address(url.to_owned())) }
}

fn elsewhere(from: &Uri, location: &str) -> Result<Uri, FetchError> {
    if location.starts_with('/') && !location.starts_with("//") {
        let place = from.authority().map(ToString::to_string).unwrap_or_default();
        return parse(&format!("https://{place}{location}"));
    }
    parse(location)
}

async fn ask(context: &Context, uri: &Uri, most: usize) -> Result<Answer, FetchError> {
    const HTTPS: u16 = 443;
    let host = uri.host().unwrap_or_default();
    let port = uri.port_u16().unwrap_or(HTTPS);
    let network = &context.config.network;
    if port != HTTPS && !network.ports.contains(&port) {
        return Err(guard::GuardError::Port(port).into());
    }
    let addresses = guard::resolve(host, port, network.allow_private).await?;
    let socket = TcpStream::connect(addresses.as_slice()).await?;
    let name =
        ServerName::try_from(host.to_owned()).map_err(|_| FetchError::Address(uri.to_string()))?;
    let stream = TlsConnector::from(Arc::clone(&context.tls)).connect(name, socket).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let request = Request::get(path)
        .header(HOST, uri.authority().map(ToString::to_string).unwrap_or_default())
        .header(USER_AGENT, "Pillarbox")
        .body(Empty::<Bytes>::new())
        .map_err(|_| FetchError::Address(uri.to_string()))?;
    let answering = async {
        let answer = sender.send_request(request).await?;
        let status = answer.status();
        if status.is_redirection()
            && let Some(location) = answer.headers().get(LOCATION)
        {
            let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
            return Ok(Answer::Elsewhere(location));
        }
        if status != StatusCode::OK {
            return Err(FetchError::Status(status));
        }
        let body = Limited::new(answer.into_body(), most).collect().await;
        let body = body.map_err(|error| FetchError::Body(error.to_string()))?;
        Ok(Answer::Body(body.to_bytes().to_vec()))
    };
    // The connection has to be driven while its answer is awaited.
    tokio::pin!(answering);
    tokio::select! {
        answer = &mut answering => answer,
        ended = connection => {
            ended?;
            // All of the answer may have come before the connection ended.
            answering.await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{elsewhere, parse};

    #[test]
    fn only_https_is_fetched_also_where_an_answer_leads() {
        for url in ["http://example.org/", "file:///etc/passwd", "example.org", "https:///x", ""] {
            assert!(parse(url).is_err(), "{url}");
        }
        let from = parse("https://autoconfig.example.org/mail/config-v1.1.xml").expect("it");
        let to = |location| elsewhere(&from, location).map(|uri| uri.to_string());
        assert_eq!(to("/other").expect("it"), "https://autoconfig.example.org/other");
        assert_eq!(to("https://example.net/a").expect("it"), "https://example.net/a");
        for location in ["http://example.net/a", "//example.net/a", "other.xml"] {
            assert!(to(location).is_err(), "{location}");
        }
    }
}
