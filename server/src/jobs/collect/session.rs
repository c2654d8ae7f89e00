use super::intake::IntakeError;
use crate::context::Context;
use mail::pop3::{Endpoint, Expiry, Limits, Pipelining, Pop3Error, Session};
use model::LeavePolicy;
use secrecy::ExposeSecret;
use std::time::Duration;
use store::Account;

/// What a provider tells about itself in a session, and what showed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Provider {
    /// The least time between two sessions.
    pub login_delay: Option<Duration>,
    /// How sending commands ahead went.
    pub pipelining: Pipelining,
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
    let password = context
        .secrets
        .unseal(&account.pop3_secret, &account.pop3_url)
        .map_err(|error| Pop3Error::Authentication(error.to_string()))?;
    let limits = Limits {
        command: Duration::from_secs(context.config.collect.timeout_seconds),
        message: context.config.limits.message,
        ahead,
        ..Limits::default()
    };
    let tls = context.tls.clone();
    Ok(Session::open(&endpoint, password.expose_secret(), tls, limits).await?)
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
