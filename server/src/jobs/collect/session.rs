use super::{
    grant::Grant,
    intake::IntakeError,
    setbacks::{self, Setbacks},
    shared,
};
use crate::{
    context::Context,
    guard::{self, GuardError},
};
use mail::pop3::{
    Credential, Endpoint, Entry, Expiry, Limits, Naming, Pipelining, Pop3Error, Session,
};
use model::{LeavePolicy, Remote, SignInMethod};
use secrecy::ExposeSecret;
use std::{collections::HashSet, net::SocketAddr, time::Duration};
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

    /// What was deleted lies there no longer.
    pub fn note_deleted(&mut self, deleted: &[Entry]) {
        let bytes = deleted.iter().map(|entry| entry.size).fold(0, u64::saturating_add);
        if let Some(remote) = &mut self.remote {
            remote.messages -=
                i64::try_from(deleted.len()).unwrap_or(i64::MAX).min(remote.messages);
            remote.bytes -= i64::try_from(bytes).unwrap_or(i64::MAX).min(remote.bytes);
        }
    }
}

/// Signs in to an account. `ahead` is how many commands may be sent ahead, at most. What was learned
/// of its messages in sessions before is known in this one.
pub async fn open(
    context: &Context,
    account: &Account,
    ahead: usize,
) -> Result<Session, IntakeError> {
    let mut session = sign_in(context, account, ahead).await?;
    session.name_by(Naming {
        shared: shared::ids(context, account).await?,
        passed_over: Setbacks::of(context, account).await?.passed_over(context.clock.now()),
    });
    Ok(session)
}

async fn sign_in(
    context: &Context,
    account: &Account,
    ahead: usize,
) -> Result<Session, IntakeError> {
    if account.method == SignInMethod::Xoauth2 {
        return open_by_grant(context, account, ahead).await;
    }
    let secret = context
        .secrets
        .unseal(&account.pop3_secret, &account.pop3_url)
        .map_err(|error| Pop3Error::Authentication(error.to_string()))?;
    let secret = secret.expose_secret();
    let credential = match account.method {
        SignInMethod::Apop => Credential::Apop(secret),
        SignInMethod::Password | SignInMethod::Xoauth2 => Credential::Password(secret),
    };
    open_with(context, account, credential, ahead).await
}

/// By a token that has not ended; once by another when it is refused all the same.
async fn open_by_grant(
    context: &Context,
    account: &Account,
    ahead: usize,
) -> Result<Session, IntakeError> {
    let (mut grant, sealed) = Grant::of(context, account).await?;
    let over = grant.is_over(context.clock.now());
    if over {
        grant.renew(context, account, &sealed).await?;
    }
    let bearer = Credential::Bearer(&grant.access_token);
    match open_with(context, account, bearer, ahead).await {
        Err(IntakeError::Server(error)) if error.is_authentication() && !over => {
            grant.renew(context, account, &sealed).await?;
            open_with(context, account, Credential::Bearer(&grant.access_token), ahead).await
        }
        opened => opened,
    }
}

async fn open_with(
    context: &Context,
    account: &Account,
    credential: Credential<'_>,
    ahead: usize,
) -> Result<Session, IntakeError> {
    let endpoint: Endpoint = account.pop3_url.parse().map_err(|error| {
        Pop3Error::Protocol(format!("The account's server is not right: {error}"))
    })?;
    let limits = Limits {
        command: Duration::from_secs(context.config.collect.timeout_seconds),
        message: context.config.limits.message,
        ahead,
        spool: Some(context.config.data.as_path().into()),
        ..Limits::default()
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

/// The same messages in a new session, as far as they are still there. Numbers hold for one
/// session; ids stay.
pub async fn renumbered(
    context: &Context,
    account: &Account,
    session: &mut Session,
    entries: Vec<Entry>,
) -> Result<Vec<Entry>, IntakeError> {
    let uids: HashSet<String> = entries.into_iter().map(|entry| entry.uid).collect();
    let (listed, _) = setbacks::entries(context, account, session).await?;
    Ok(listed.into_iter().filter(|entry| uids.contains(&entry.uid)).collect())
}

/// What the user should know of how the provider treats mail: a sentence each.
pub fn warnings(session: &Session, leave: LeavePolicy) -> Vec<String> {
    let mut warnings = Vec::new();
    match session.expire() {
        Some(Expiry::Days(0)) if leave != LeavePolicy::Delete => warnings.push(
            "The provider says that it may delete mail, or no longer offer it, once it was \
             collected."
                .to_owned(),
        ),
        Some(Expiry::Days(days @ 1..)) if stays_longer(leave, days) => {
            let after = if days == 1 { "a day".to_owned() } else { format!("{days} days") };
            warnings.push(format!(
                "The provider deletes mail after {after} by itself, whatever is chosen here."
            ));
        }
        _ => {}
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

/// Whether mail is to be at the provider for more than so many days.
fn stays_longer(leave: LeavePolicy, days: u32) -> bool {
    match leave {
        LeavePolicy::Delete => false,
        LeavePolicy::Days(wanted) => u32::from(wanted) > days,
        LeavePolicy::Keep
        | LeavePolicy::WhenErased
        | LeavePolicy::WhenTrashed
        | LeavePolicy::Over(_) => true,
    }
}
