use super::Context;
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
}

impl Context {
    /// The server by which mail of this account leaves, and the password for it; that of the
    /// operator for mail of no account, or of one without a server of its own.
    pub async fn route(
        &self,
        user: UserId,
        account: Option<AccountId>,
    ) -> Result<(Route, Option<SecretString>), RouteError> {
        let own = match account {
            Some(account) => self.account_route(user, account).await?,
            None => None,
        };
        let send = &self.config.send;
        let (url, password) = own
            .or_else(|| send.route.clone().map(|url| (url, send.password.clone())))
            .ok_or(RouteError::Unset)?;
        Ok((url.parse().map_err(RouteError::Malformed)?, password))
    }

    async fn account_route(
        &self,
        user: UserId,
        account: AccountId,
    ) -> Result<Option<(String, Option<SecretString>)>, RouteError> {
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
        Ok(Some((account.smtp_url, password)))
    }
}
