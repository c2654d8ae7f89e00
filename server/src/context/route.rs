use super::Context;
use crate::guard::{self, GuardError};
use mail::smtp::Route;
use model::{AccountId, UserId};
use secrecy::{ExposeSecret, SecretString};
use store::StoreError;

/// Why mail cannot leave. Each is a sentence for the sender.
#[derive(Debug, thiserror::Error)]
pub enum RouteError {
    /// Nobody has said by which server.
    #[error(
        "This server has no route to other servers. Its operator can set one, or write as an \
         account that has an SMTP server."
    )]
    Unset,
    /// What was said makes no sense.
    #[error("The SMTP server's address is not right: {0}")]
    Malformed(String),
    /// The account or its password cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// The account's server may not be connected to.
    #[error(transparent)]
    Guarded(#[from] GuardError),
}

/// What an account, or the operator, says of a server that mail leaves by.
struct Said {
    url: String,
    password: Option<SecretString>,
    /// Only a server on the public Internet may be meant.
    guarded: bool,
}

impl Context {
    /// The server by which mail of this account leaves, and the password for it; that of the
    /// operator for mail of no account, or of one without a server of its own.
    pub async fn route(
        &self,
        user: UserId,
        account: Option<AccountId>,
    ) -> Result<(Route, Option<SecretString>), RouteError> {
        let Said { url, password, .. } = self.said_route(user, account).await?;
        Ok((url.parse().map_err(RouteError::Malformed)?, password))
    }

    /// The same, ready to be connected to: the server of an account that a user has added is
    /// looked up and has to be on the public Internet. Takes as long as looking up takes.
    pub async fn checked_route(
        &self,
        user: UserId,
        account: Option<AccountId>,
    ) -> Result<(Route, Option<SecretString>), RouteError> {
        let Said { url, password, guarded } = self.said_route(user, account).await?;
        let mut route: Route = url.parse().map_err(RouteError::Malformed)?;
        if guarded {
            let allow_private = self.config.network.allow_private;
            let addresses = guard::resolve(&route.host, route.port, allow_private).await?;
            route = route.at(addresses);
        }
        Ok((route, password))
    }

    async fn said_route(
        &self,
        user: UserId,
        account: Option<AccountId>,
    ) -> Result<Said, RouteError> {
        let own = match account {
            Some(account) => self.account_route(user, account).await?,
            None => None,
        };
        let send = &self.config.send;
        let operators = || {
            let password = send.password.clone();
            send.route.clone().map(|url| Said { url, password, guarded: false })
        };
        own.or_else(operators).ok_or(RouteError::Unset)
    }

    async fn account_route(
        &self,
        user: UserId,
        account: AccountId,
    ) -> Result<Option<Said>, RouteError> {
        let account = match self.store.account(user, account).await {
            Ok(account) => account,
            // The account is gone; what was sent from it leaves by the server's route.
            Err(StoreError::NotFound(_)) => return Ok(None),
            Err(error) => return Err(RouteError::Unreadable(error.to_string())),
        };
        if account.smtp_url.is_empty() {
            return Ok(None);
        }
        let password = self
            .secrets
            .unseal(&account.smtp_secret, &account.smtp_url)
            .map_err(|error| RouteError::Unreadable(error.to_string()))?;
        let password = Some(password).filter(|password| !password.expose_secret().is_empty());
        Ok(Some(Said { url: account.smtp_url, password, guarded: account.guarded }))
    }
}
