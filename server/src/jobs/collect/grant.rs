//! Signing in by permission (OAuth 2.0, RFC 6749): the account's secret is a grant, and its access
//! token is renewed before it ends, or once when it is refused.

use super::intake::IntakeError;
use crate::{context::Context, guard};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Request, StatusCode, Uri,
    body::Bytes,
    client::conn::http1,
    header::{ACCEPT, CONTENT_TYPE, HOST},
};
use hyper_util::rt::TokioIo;
use mail::pop3::Pop3Error;
use model::UnixMillis;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rustls::pki_types::ServerName;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::{fmt, net::SocketAddr, sync::Arc, time::Duration};
use store::Account;
use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::TlsConnector;

/// A token is renewed when it is to end within so many milliseconds.
const EARLY: i64 = 60_000;
/// Bytes of an answer, at most.
const ANSWER: usize = 64 * 1024;
/// The longest that renewing may take.
const LIMIT: Duration = Duration::from_secs(30);

/// A permission to read somebody's mail, as it lies sealed in the account.
#[derive(Clone, Serialize, Deserialize)]
pub struct Grant {
    /// Who we are to the provider.
    pub client_id: String,
    /// What proves that; empty for a public client.
    #[serde(default)]
    pub client_secret: String,
    /// Where access tokens are to be had, an `https://` address.
    pub token_url: String,
    /// What brings one.
    pub refresh_token: String,
    /// The last that was brought; empty: none.
    #[serde(default)]
    pub access_token: String,
    /// When that one ends.
    #[serde(default)]
    pub expires: UnixMillis,
}

impl fmt::Debug for Grant {
    /// Without the secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grant")
            .field("client_id", &self.client_id)
            .field("token_url", &self.token_url)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    #[serde(default)]
    expires_in: Option<i64>,
    /// Some providers give another each time, and the one before no longer counts.
    #[serde(default)]
    refresh_token: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Fault {
    error: String,
    error_description: String,
}

/// Why no token came.
enum Failure {
    /// The permission is gone.
    Refused(String),
    /// It may come next time.
    Passing(String),
}

impl Grant {
    /// Reads what is sealed.
    pub fn parse(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The account's grant, as it is now.
    pub async fn of(context: &Context, account: &Account) -> Result<(Self, Vec<u8>), IntakeError> {
        // Another session may have renewed it since the account was read.
        let account = context.store.account(account.user, account.id).await?;
        let secret = context
            .secrets
            .unseal(&account.pop3_secret, &account.pop3_url)
            .map_err(|error| Pop3Error::Authentication(error.to_string()))?;
        let grant = Self::parse(secret.expose_secret()).map_err(|_| {
            let sentence = "The permission to read this mailbox cannot be read. Your mail stays at \
                            the provider until the operator of this server gives it again.";
            Pop3Error::Authentication(sentence.to_owned())
        })?;
        Ok((grant, account.pop3_secret))
    }

    /// The token must not be used any more.
    pub fn is_over(&self, now: UnixMillis) -> bool {
        self.access_token.is_empty() || self.expires <= now.saturating_add(EARLY)
    }

    /// Has the access token renewed, and keeps it sealed in the account in place of `sealed`.
    pub async fn renew(
        &mut self,
        context: &Context,
        account: &Account,
        sealed: &[u8],
    ) -> Result<(), IntakeError> {
        let asked = timeout(LIMIT, self.ask(context, account.guarded)).await;
        let slow = || Failure::Passing("it took too long".to_owned());
        let tokens = asked.unwrap_or_else(|_| Err(slow())).map_err(|failure| {
            let place = host(&self.token_url);
            match failure {
                Failure::Refused(said) => Pop3Error::Authentication(format!(
                    "{place} no longer permits us to read this mailbox ({said}). Your mail stays \
                     at the provider until the operator of this server gives permission again."
                )),
                Failure::Passing(cause) => Pop3Error::Temporary(format!(
                    "{place} did not renew the permission to read this mailbox: {cause}. Your \
                     mail stays at the provider; the next try is automatic."
                )),
            }
        })?;
        let now = context.clock.now();
        self.expires = now.saturating_add(tokens.expires_in.unwrap_or(0).saturating_mul(1000));
        self.access_token = tokens.access_token;
        if let Some(another) = tokens.refresh_token.filter(|token| !token.is_empty()) {
            self.refresh_token = another;
        }
        let json = SecretString::from(serde_json::to_string(self).unwrap_or_default());
        let renewed = context.secrets.seal(&json, &account.pop3_url);
        Ok(context.store.renew_secret(account.id, sealed, &renewed).await?)
    }

    /// Asks for an access token (RFC 6749, section 6).
    async fn ask(&self, context: &Context, guarded: bool) -> Result<Tokens, Failure> {
        let mut form = vec![
            ("grant_type", "refresh_token"),
            ("refresh_token", &self.refresh_token),
            ("client_id", &self.client_id),
        ];
        if !self.client_secret.is_empty() {
            form.push(("client_secret", &self.client_secret));
        }
        let pair = |(name, value): &(&str, &str)| {
            format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))
        };
        let form = form.iter().map(pair).collect::<Vec<_>>().join("&");
        let (status, body) = post(context, &self.token_url, form, guarded)
            .await
            .map_err(|error| Failure::Passing(error.to_string()))?;
        if status.is_success() {
            let sense = "its answer makes no sense";
            return serde_json::from_slice(&body).map_err(|_| Failure::Passing(sense.to_owned()));
        }
        let fault: Fault = serde_json::from_slice(&body).unwrap_or_default();
        let said =
            if fault.error_description.is_empty() { fault.error } else { fault.error_description };
        let said: String = said.chars().filter(|c| !c.is_control()).take(200).collect();
        if matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED) {
            let said =
                if said.is_empty() { status.to_string() } else { format!("it said: “{said}”") };
            return Err(Failure::Refused(said));
        }
        Err(Failure::Passing(format!("it answered {status}")))
    }
}

fn host(url: &str) -> String {
    let uri: Option<Uri> = url.parse().ok();
    uri.and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_else(|| "The provider".to_owned())
}

/// Sends a form to an `https://` address and takes the answer.
async fn post(
    context: &Context,
    url: &str,
    form: String,
    guarded: bool,
) -> anyhow::Result<(StatusCode, Bytes)> {
    let uri: Uri = url.parse()?;
    anyhow::ensure!(uri.scheme_str() == Some("https"), "its address is not an https:// address");
    let host = uri.host().unwrap_or_default();
    let port = uri.port_u16().unwrap_or(443);
    let addresses: Vec<SocketAddr> = if guarded {
        guard::resolve(host, port, context.config.network.allow_private).await?
    } else {
        lookup_host((host, port)).await?.collect()
    };
    let socket = TcpStream::connect(addresses.as_slice()).await?;
    let name = ServerName::try_from(host.to_owned())?;
    let stream = TlsConnector::from(Arc::clone(&context.tls)).connect(name, socket).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let request = Request::post(uri.path_and_query().map_or("/", |path| path.as_str()))
        .header(HOST, uri.authority().map(ToString::to_string).unwrap_or_default())
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(ACCEPT, "application/json")
        .body(Full::new(Bytes::from(form)))?;
    let answering = async {
        let answer = sender.send_request(request).await?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), ANSWER).collect().await;
        let body = body.map_err(|_| anyhow::anyhow!("its answer is too long or broke off"))?;
        Ok((status, body.to_bytes()))
    };
    tokio::pin!(answering);
    // The connection has to be driven while its answer is awaited.
    tokio::select! {
        answer = &mut answering => answer,
        ended = connection => {
            ended?;
            answering.await
        }
    }
}
