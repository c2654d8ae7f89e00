use super::{Answer, Service, error::OrRefuse};
use app::ApiError;
use model::{AccountId, AccountView, Done, UserId};

/// Passes of an account's log that settings show.
const LOG: i64 = 20;

impl Service {
    pub(super) async fn read_accounts(&self, user: UserId) -> Answer<Vec<AccountView>> {
        let now = self.0.clock.now();
        let mut views = Vec::new();
        for account in self.0.store.accounts(user).await.or_refuse()? {
            views.push(AccountView {
                passes: self.0.store.passes(account.id, LOG).await.or_refuse()?,
                running: account.leased_until > now,
                id: account.id,
                address: account.address,
                server: account.pop3_url,
                smtp: account.smtp_url,
                leave: account.leave,
                every: account.every,
                next: Some(account.next_pass),
                visits: account.visits,
                remote: account.remote,
                method: account.method,
                drop_duplicates: account.drop_duplicates,
            });
        }
        Ok(views)
    }

    pub(super) async fn ask_for_collection(
        &self,
        user: UserId,
        account: Option<AccountId>,
    ) -> Answer<Done> {
        let accounts = match account {
            Some(id) => vec![self.0.store.account(user, id).await.or_refuse()?],
            None => self.0.store.accounts(user).await.or_refuse()?,
        };
        let sentence = match accounts.as_slice() {
            [] => {
                return Err(ApiError::Refused(
                    "There is no mail account to check. Your operator can add one.".to_owned(),
                ));
            }
            [one] => format!("Checking {} for new mail.", one.address),
            several => format!("Checking {} accounts for new mail.", several.len()),
        };
        self.0.wake.collect(accounts.iter().map(|account| account.id));
        Ok(Done { sentence, ids: Vec::new(), undo: None })
    }
}
