//! Remote POP3 mailboxes, and who is collecting which.

mod change;
mod claim;
mod row;
mod visit;

pub use change::AccountChange;
pub use claim::Places;
pub use visit::{Reached, Visit};
pub(crate) use visit::{note, note_end};

use crate::{Result, Store, StoreError, sql};
use model::{AccountId, FirstPass, LeavePolicy, Remote, SignInMethod, UnixMillis, UserId, Visits};
use row::{AccountRow, account_columns};
use std::fmt;

/// An account to add. Secrets come in encrypted; the store never sees a password.
pub struct NewAccount {
    /// Whose it is.
    pub user: UserId,
    /// The identity it brings.
    pub address: String,
    /// POP3 URL without password.
    pub pop3_url: String,
    /// The encrypted POP3 password.
    pub pop3_secret: Vec<u8>,
    /// SMTP URL without password; empty: the server's route.
    pub smtp_url: String,
    /// The encrypted SMTP password; empty: none.
    pub smtp_secret: Vec<u8>,
    /// What happens to collected mail at the provider.
    pub leave: LeavePolicy,
    /// Seconds between passes.
    pub every: i64,
    /// How to sign in.
    pub method: SignInMethod,
    /// Only servers on the public Internet may be meant: a user added it, not the operator.
    pub guarded: bool,
    /// What the first pass takes.
    pub first_pass: FirstPass,
    /// The same message collected twice is kept once (R11).
    pub drop_duplicates: bool,
}

/// Sign-ins that the provider refused in a row after which an account is not visited by itself
/// any more (R26).
pub const REFUSALS: i64 = 3;

/// A remote POP3 mailbox that is collected.
#[derive(Clone)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Whose it is.
    pub user: UserId,
    /// The identity it brings.
    pub address: String,
    /// POP3 URL without password.
    pub pop3_url: String,
    /// The encrypted POP3 password.
    pub pop3_secret: Vec<u8>,
    /// SMTP URL without password; empty: the server's route.
    pub smtp_url: String,
    /// The encrypted SMTP password; empty: none.
    pub smtp_secret: Vec<u8>,
    /// What happens to collected mail at the provider.
    pub leave: LeavePolicy,
    /// Seconds between passes.
    pub every: i64,
    /// When the next pass is due.
    pub next_pass: UnixMillis,
    /// Failed passes in a row.
    pub failures: i64,
    /// Until when a pass holds it; 0 while none does.
    pub leased_until: UnixMillis,
    /// How to sign in.
    pub method: SignInMethod,
    /// Only servers on the public Internet may be meant: a user added it, not the operator.
    pub guarded: bool,
    /// What the first pass takes.
    pub first_pass: FirstPass,
    /// The same message collected twice is kept once (R11).
    pub drop_duplicates: bool,
    /// The first pass has sorted out what was there before.
    pub begun: bool,
    /// Whether it is visited by itself.
    pub visits: Visits,
    /// Sign-ins in a row that the provider refused.
    pub refusals: i64,
    /// Passes for which the server still gets one command at a time; 0: it takes more.
    pub one_at_a_time: i64,
    /// Milliseconds that the provider wants between two sessions (LOGIN-DELAY).
    pub login_delay: i64,
    /// When the last session ended.
    pub visited: UnixMillis,
    /// What lies at the provider, if it is known.
    pub remote: Option<Remote>,
    /// When the first pass failed of those that have failed since the last whole one.
    pub failing_since: Option<UnixMillis>,
}

impl Account {
    /// The earliest time at which the provider lets us in again (LOGIN-DELAY), if that is not yet.
    pub fn too_soon(&self, now: UnixMillis) -> Option<UnixMillis> {
        let earliest = self.visited.saturating_add(self.login_delay);
        (self.login_delay > 0 && now < earliest).then_some(earliest)
    }
}

impl fmt::Debug for Account {
    /// Without the secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("user", &self.user)
            .field("pop3_url", &self.pop3_url)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Adds an account; its first pass is due at once.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the user has an account of the same URL.
    pub async fn add_account(&self, account: NewAccount, now: UnixMillis) -> Result<AccountId> {
        self.user(account.user).await?;
        let mut tx = self.pools.write().await?;
        let id: Option<i64> = sql::query_scalar(
            "INSERT INTO accounts (user_id, address, pop3_url, pop3_secret, smtp_url, smtp_secret,
             leave_policy, every, next_pass, method, guarded, first_pass, drop_duplicates)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             ON CONFLICT DO NOTHING RETURNING id",
        )
        .bind(account.user.0)
        .bind(account.address)
        .bind(account.pop3_url)
        .bind(account.pop3_secret)
        .bind(account.smtp_url)
        .bind(account.smtp_secret)
        .bind(account.leave.to_string())
        .bind(account.every)
        .bind(now)
        .bind(account.method.as_str())
        .bind(account.guarded)
        .bind(account.first_pass.to_string())
        .bind(account.drop_duplicates)
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        id.map(AccountId).ok_or(StoreError::Taken("account"))
    }

    /// The user's account of this id.
    pub async fn account(&self, user: UserId, id: AccountId) -> Result<Account> {
        let row: Option<AccountRow> = sql::query_as(concat!(
            "SELECT ",
            account_columns!(),
            " FROM accounts WHERE id = $1 AND user_id = $2"
        ))
        .bind(id.0)
        .bind(user.0)
        .fetch_optional(self.pools.read())
        .await?;
        row.map(Account::from).ok_or(StoreError::NotFound("account"))
    }

    /// The user's accounts, in the order they were added.
    pub async fn accounts(&self, user: UserId) -> Result<Vec<Account>> {
        let rows: Vec<AccountRow> = sql::query_as(concat!(
            "SELECT ",
            account_columns!(),
            " FROM accounts WHERE user_id = $1 ORDER BY id"
        ))
        .bind(user.0)
        .fetch_all(self.pools.read())
        .await?;
        Ok(rows.into_iter().map(Account::from).collect())
    }
}
