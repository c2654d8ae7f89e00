use super::intake::IntakeError;
use crate::{
    context::Context,
    guard::{self, GuardError},
};
use mail::pop3::{Credential, Endpoint, Expiry, Limits, Pipelining, Pop3Error, Session};
use model::{LeavePolicy, Remote, SignInMethod};
use secrecy::ExposeSecret;
use std::{net::SocketAddr, time::Duration};
use store::Account;
use tokio::time::timeout;

/// What a provider tells about itself in a session, and what showed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Provider {
    /// The least time between two sessions.
    pub login_delay: Option<Duration>,
    /// How sending commands ahead went.
    pub pipelining: Pipelining,
    /// It let us in.
    pub signed_in: bool,
    /// What lies there, once it was listed.
    pub remote: Option<Remote>,
}

impl Provider {
    /// It may be visited again at once.
    pub fn is_patient(&self) -> bool {
        self.login_delay.unwrap_or_default().is_zero()
    }
}

/// Signs in to an account. `ahead` is how many commands may be sent ahead, at most.
pub async fn open(
    context: &Context,
    account: &Account,
    ahead: usize,
) -> Result<Session, IntakeError> {
    let endpoint: Endpoint = account.pop3_url.parse().map_err(|error| {
        Pop3Error::Protocol(format!("The account's server is not right: {error}"))
    })?;
    let secret = context
        .secrets
        .unseal(&account.pop3_secret, &account.pop3_url)
        .map_err(|error| Pop3Error::Authentication(error.to_string()))?;
    let limits = Limits {
        command: Duration::from_secs(context.config.collect.timeout_seconds),
        message: context.config.limits.message,
        ahead,
        ..Limits::default()
    };
    let credential = match account.method {
        SignInMethod::Password => Credential::Password(secret.expose_secret()),
        SignInMethod::Apop => Credential::Apop(secret.expose_secret()),
        SignInMethod::Xoauth2 => Credential::Bearer(secret.expose_secret()),
    };
    let tls = context.tls.clone();
    if !account.guarded {
        return Ok(Session::open_with(&endpoint, credential, tls, limits).await?);
    }
    let addresses = checked(context, &endpoint, limits.connect).await?;
    Ok(Session::open_at(&endpoint, &addresses, credential, tls, limits).await?)
}

/// Where to connect for somebody who is not the operator.
async fn checked(
    context: &Context,
    endpoint: &Endpoint,
    limit: Duration,
) -> Result<Vec<SocketAddr>, Pop3Error> {
    let Endpoint { host, port, .. } = endpoint;
    let looking = guard::resolve(host, *port, context.config.network.allow_private);
    let found = timeout(limit, looking).await.unwrap_or_else(|_| {
        // Whoever asks knows the name; that it leads nowhere for now is all there is to say.
        Err(GuardError::Unknown(host.clone()))
    });
    found.map_err(|error| Pop3Error::Unreachable(error.to_string()))
}

/// What the user should know of how the provider treats mail: a sentence each.
pub fn warnings(session: &Session, leave: LeavePolicy) -> Vec<String> {
    let mut warnings = Vec::new();
    if leave != LeavePolicy::Delete && session.expire() == Some(Expiry::Days(0)) {
        warnings.push(
            "The provider deletes mail as soon as it was collected, whatever is chosen here."
                .to_owned(),
        );
    }
    if !session.has_uidl() {
        warnings.push(
            "The provider gives its messages no ids, so they are told apart by their headers; \
             that takes longer."
                .to_owned(),
        );
    }
    warnings
}
