use super::Context;
use mail::{parse::Provider, pop3::Endpoint};
use model::UserId;
use std::sync::Arc;
use store::{Account, StoreError};

impl Context {
    /// Whose word about a sender counts: the providers that this user's mail is collected from.
    pub async fn providers(&self, user: UserId) -> Result<Arc<[Provider]>, StoreError> {
        let accounts = self.store.accounts(user).await?;
        let provider = |account: Account| {
            let endpoint = account.pop3_url.parse::<Endpoint>().ok()?;
            Some(Provider::new(&account.address, &endpoint.host))
        };
        Ok(accounts.into_iter().filter_map(provider).collect())
    }
}
