mod form;
mod setup;
mod trial;

use super::{
    Answer, Service,
    error::{OrRefuse, tell},
};
use app::ApiError;
use mail::pop3::Endpoint;
use model::{
    AccountId, AccountView, Done, PassEnd, SignInMethod, Trouble, TroubledAccount, UserId, Visits,
};
use store::Account;

/// Passes of an account's log that settings show.
const LOG: i64 = 20;
/// An account whose visits have failed for so many milliseconds is told of on every page (R26).
const PATIENCE: i64 = 3 * 86_400_000;

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

    pub(super) async fn read_troubled_accounts(
        &self,
        user: UserId,
    ) -> Answer<Vec<TroubledAccount>> {
        let now = self.0.clock.now();
        let mut troubled = Vec::new();
        for account in self.0.store.accounts(user).await.or_refuse()? {
            let since = account.failing_since;
            let trouble = match (account.visits, account.method) {
                (Visits::Paused, _) => continue,
                (Visits::Refused, SignInMethod::Xoauth2) => Trouble::Permission,
                (Visits::Refused, _) => Trouble::Password,
                (Visits::Regular, _) if since.is_none_or(|since| now - since < PATIENCE) => {
                    continue;
                }
                (Visits::Regular, _) => {
                    let log = self.0.store.passes(account.id, LOG).await.or_refuse()?;
                    let last = log.into_iter().find(|pass| pass.end == PassEnd::Failed);
                    Trouble::Failing(last.map(|pass| pass.problem).unwrap_or_default())
                }
            };
            troubled.push(TroubledAccount {
                since: since.unwrap_or(account.visited),
                id: account.id,
                host: host(&account),
                address: account.address,
                trouble,
            });
        }
        Ok(troubled)
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
        // All of them: those that are paused, only if one is named.
        let wanted = |one: &Account| account.is_some() || one.visits != Visits::Paused;
        let accounts: Vec<Account> = accounts.into_iter().filter(wanted).collect();
        let now = self.0.clock.now();
        let (late, due): (Vec<_>, Vec<_>) =
            accounts.into_iter().partition(|one| one.too_soon(now).is_some());
        let sentence = match (due.as_slice(), late.first()) {
            ([], None) => {
                return Err(ApiError::Refused(
                    "There is no mail account to check. Add one in the settings.".to_owned(),
                ));
            }
            ([], Some(early)) => return Err(ApiError::Refused(too_soon(early, now))),
            ([one], _) => format!("Checking {} for new mail.", one.address),
            (several, _) => format!("Checking {} accounts for new mail.", several.len()),
        };
        self.0.wake.collect(due.iter().map(|account| account.id));
        Ok(Done { sentence, ids: Vec::new(), undo: None })
    }

    pub(super) async fn hold_account(
        &self,
        user: UserId,
        id: AccountId,
        pause: bool,
    ) -> Answer<Done> {
        let address = self.0.store.account(user, id).await.or_refuse()?.address;
        let now = self.0.clock.now();
        self.0.store.pause_account(user, id, pause, now).await.or_refuse()?;
        let sentence = if pause {
            format!("{address} is paused: its mail stays at the provider.")
        } else {
            self.0.wake.collect([id]);
            format!("{address} is collected again.")
        };
        tell(&self.0, user).await;
        Ok(Done { sentence, ids: Vec::new(), undo: None })
    }

    pub(super) async fn drop_account(&self, user: UserId, id: AccountId) -> Answer<Done> {
        let address = self.0.store.account(user, id).await.or_refuse()?.address;
        self.0.store.remove_account(user, id).await.or_refuse()?;
        tell(&self.0, user).await;
        let sentence = format!("{address} is removed. Mail collected from it stays here.");
        Ok(Done { sentence, ids: Vec::new(), undo: None })
    }
}

/// The provider's server.
fn host(account: &Account) -> String {
    account.pop3_url.parse().map_or_else(|_| account.pop3_url.clone(), |url: Endpoint| url.host)
}

/// The provider wants to be left alone for a while (LOGIN-DELAY, RFC 2449).
fn too_soon(account: &Account, now: i64) -> String {
    const MINUTE: i64 = 60_000;
    let minutes = |millis: i64| match (millis + MINUTE - 1) / MINUTE {
        1 => "a minute".to_owned(),
        n => format!("{n} minutes"),
    };
    let left = account.too_soon(now).unwrap_or(now) - now;
    format!(
        "{} wants {} between two visits. The next one is possible in {}.",
        host(account),
        minutes(account.login_delay),
        minutes(left)
    )
}
