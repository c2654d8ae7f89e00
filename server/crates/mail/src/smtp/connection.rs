use crate::{
    pop3::Security,
    smtp::{Key, Patience, Route, Verdict, reply},
    wire::{self, Filter, Guard, READ_BUFFER, Wire},
};
use lettre::transport::smtp::{
    authentication::{Credentials, Mechanism},
    client::AsyncSmtpConnection,
    extension::ClientId,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    time::timeout,
};

/// A connection that is ready for a message: encrypted as the route says, and signed in.
pub(super) struct Connection {
    pub smtp: AsyncSmtpConnection,
    pub host: String,
    size_limit: Arc<AtomicU64>,
    /// The server has answered MAIL in the transaction under way.
    pub began: bool,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("host", &self.host).finish_non_exhaustive()
    }
}

impl Connection {
    pub async fn open(
        key: &Key,
        tls: &Arc<rustls::ClientConfig>,
        hello: &ClientId,
        patience: Patience,
    ) -> Result<Self, Verdict> {
        let route = &key.route;
        let host = &route.host;
        let trouble = |trouble| reply::trouble(host, trouble);
        let addresses = route.addresses.as_deref();
        let wire =
            wire::connect(host, route.port, addresses, patience.connect).await.map_err(trouble)?;
        let (stream, greeting) = match route.security {
            Security::Insecure => (buffered(wire), ""),
            Security::Implicit => {
                let wire =
                    wire::encrypt(wire, host, tls, patience.connect).await.map_err(trouble)?;
                (buffered(wire), "")
            }
            Security::StartTls => {
                let asking = ask_for_tls(wire, host, hello);
                let wire = timeout(patience.command, asking)
                    .await
                    .map_err(|_| reply::silent(host, patience.command))??;
                let wire =
                    wire::encrypt(wire, host, tls, patience.connect).await.map_err(trouble)?;
                (buffered(wire), "220 encrypted\r\n")
            }
        };
        let size_limit = Arc::new(AtomicU64::new(0));
        let guard = Guard::new(stream, SizeLimit(Arc::clone(&size_limit)), greeting);
        let connecting = AsyncSmtpConnection::connect_with_transport(Box::new(guard), hello);
        let smtp = timeout(patience.command, connecting)
            .await
            .map_err(|_| reply::silent(host, patience.command))?
            .map_err(|error| match reply::refusal(host, &error) {
                // A server that greets with 5xx refuses us, not the message.
                Verdict::Permanent(said) => Verdict::Transient(said),
                verdict => verdict,
            })?;
        let mut connection = Self { smtp, host: host.clone(), size_limit, began: false };
        if let Some(password) = key.password.as_deref().filter(|_| !route.name.is_empty()) {
            connection.sign_in(route, password, patience.command).await?;
        }
        Ok(connection)
    }

    /// The largest message that the server takes, in bytes, when it says so (RFC 1870).
    pub fn size_limit(&self) -> Option<u64> {
        Some(self.size_limit.load(Ordering::Relaxed)).filter(|limit| *limit > 0)
    }

    /// Says good-bye. Nothing depends on whether the server hears it.
    pub async fn leave(mut self) {
        let _ = timeout(Duration::from_secs(2), self.smtp.abort()).await;
    }

    pub fn began(&self) -> bool {
        self.began
    }

    async fn sign_in(
        &mut self,
        route: &Route,
        password: &str,
        limit: Duration,
    ) -> Result<(), Verdict> {
        if route.name.chars().chain(password.chars()).any(char::is_control) {
            return Err(reply::bad_credentials(route));
        }
        let credentials = Credentials::new(route.name.clone(), password.to_owned());
        let signing_in = self.smtp.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
        match timeout(limit, signing_in).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(reply::refused_sign_in(route, &error)),
            Err(_) => Err(reply::silent(&route.host, limit)),
        }
    }
}

fn buffered(wire: Wire) -> BufReader<Wire> {
    BufReader::with_capacity(READ_BUFFER, wire)
}

/// STARTTLS (RFC 3207), before lettre sees the connection.
async fn ask_for_tls(wire: Wire, host: &str, hello: &ClientId) -> Result<Wire, Verdict> {
    let mut stream = buffered(wire);
    expect(&mut stream, host, "220").await?;
    say(&mut stream, host, &format!("EHLO {hello}\r\n")).await?;
    let offers = expect(&mut stream, host, "250").await?;
    let starttls =
        |line: &str| line.get(4..).is_some_and(|word| word.trim().eq_ignore_ascii_case("STARTTLS"));
    if !offers.lines().any(starttls) {
        return Err(reply::no_encryption(host));
    }
    say(&mut stream, host, "STARTTLS\r\n").await?;
    expect(&mut stream, host, "220").await?;
    // What came in the clear after the answer would be taken for part of the encrypted
    // session: somebody on the way put it there.
    if !stream.buffer().is_empty() {
        return Err(reply::not_smtp(host, "something unencrypted after STARTTLS"));
    }
    Ok(stream.into_inner())
}

async fn say(stream: &mut BufReader<Wire>, host: &str, command: &str) -> Result<(), Verdict> {
    stream
        .write_all(command.as_bytes())
        .await
        .map_err(|error| reply::trouble(host, wire::Trouble::Unreachable(error.to_string())))
}

/// One reply of one or more lines, all of it, when it begins with `code`.
async fn expect(stream: &mut BufReader<Wire>, host: &str, code: &str) -> Result<String, Verdict> {
    /// Bytes of one reply, at most.
    const MOST: u64 = 64 * 1024;
    let mut all = String::new();
    let mut limited = stream.take(MOST);
    loop {
        let mut line = Vec::new();
        let read = limited.read_until(b'\n', &mut line).await;
        let line = String::from_utf8_lossy(&line).into_owned();
        if !matches!(read, Ok(1..)) || !line.ends_with('\n') {
            let cause = "it broke off the connection".to_owned();
            return Err(reply::trouble(host, wire::Trouble::Unreachable(cause)));
        }
        if !line.starts_with(code) {
            return Err(reply::not_smtp(host, &line));
        }
        let last = line.as_bytes().get(3) != Some(&b'-');
        all.push_str(&line);
        if last {
            return Ok(all);
        }
    }
}

/// Reads the SIZE that a server offers, which lettre does not keep.
#[derive(Debug)]
struct SizeLimit(Arc<AtomicU64>);

impl Filter for SizeLimit {
    fn received(&mut self, line: &mut String) -> bool {
        let offer = line.strip_prefix("250").and_then(|line| line.get(1..));
        let mut words = offer.unwrap_or_default().split_ascii_whitespace();
        if words.next().is_some_and(|word| word.eq_ignore_ascii_case("SIZE"))
            && let Some(limit) = words.next().and_then(|digits| digits.parse().ok())
        {
            self.0.store(limit, Ordering::Relaxed);
        }
        true
    }
}
