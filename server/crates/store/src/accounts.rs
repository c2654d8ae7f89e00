//! Remote POP3 mailboxes, and who is collecting which.

use crate::{Result, Store, StoreError};
use model::{AccountId, LeavePolicy, UnixMillis, UserId};
use sqlx::FromRow;
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
}

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

#[derive(FromRow)]
struct AccountRow {
    id: i64,
    user_id: i64,
    address: String,
    pop3_url: String,
    pop3_secret: Vec<u8>,
    smtp_url: String,
    smtp_secret: Vec<u8>,
    leave_policy: String,
    every: i64,
    next_pass: i64,
    failures: i64,
    leased_until: i64,
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        Self {
            id: AccountId(row.id),
            user: UserId(row.user_id),
            address: row.address,
            pop3_url: row.pop3_url,
            pop3_secret: row.pop3_secret,
            smtp_url: row.smtp_url,
            smtp_secret: row.smtp_secret,
            // Whatever cannot be read must not delete anything.
            leave: row.leave_policy.parse().unwrap_or(LeavePolicy::Keep),
            every: row.every,
            next_pass: row.next_pass,
            failures: row.failures,
            leased_until: row.leased_until,
        }
    }
}

macro_rules! account_columns {
    () => {
        "id, user_id, address, pop3_url, pop3_secret, smtp_url, smtp_secret, leave_policy, every, \
         next_pass, failures, leased_until"
    };
}

impl Store {
    /// Adds an account; its first pass is due at once.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the user has an account of the same URL.
    pub async fn add_account(&self, account: NewAccount, now: UnixMillis) -> Result<AccountId> {
        self.user(account.user).await?;
        let mut tx = self.pools.write().await?;
        let id: Option<i64> = sqlx::query_scalar(
            "INSERT INTO accounts (user_id, address, pop3_url, pop3_secret, smtp_url, smtp_secret,
             leave_policy, every, next_pass) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
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
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        id.map(AccountId).ok_or(StoreError::Taken("account"))
    }

    /// The user's account of this id.
    pub async fn account(&self, user: UserId, id: AccountId) -> Result<Account> {
        let row: Option<AccountRow> = sqlx::query_as(concat!(
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
        let rows: Vec<AccountRow> = sqlx::query_as(concat!(
            "SELECT ",
            account_columns!(),
            " FROM accounts WHERE user_id = $1 ORDER BY id"
        ))
        .bind(user.0)
        .fetch_all(self.pools.read())
        .await?;
        Ok(rows.into_iter().map(Account::from).collect())
    }

    /// Removes an account with its log and UIDs. Mail collected from it stays.
    pub async fn remove_account(&self, user: UserId, id: AccountId) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let done = sqlx::query("DELETE FROM accounts WHERE id = $1 AND user_id = $2")
            .bind(id.0)
            .bind(user.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound("account")) } else { Ok(()) }
    }

    /// Accounts whose pass is due, oldest due first; each is leased until `lease_until`, so that
    /// no other pass takes it.
    pub async fn claim_due_accounts(
        &self,
        now: UnixMillis,
        lease_until: UnixMillis,
        limit: i64,
    ) -> Result<Vec<Account>> {
        let mut tx = self.pools.write().await?;
        let rows: Vec<AccountRow> = sqlx::query_as(concat!(
            "UPDATE accounts SET leased_until = $2 WHERE id IN
             (SELECT id FROM accounts WHERE next_pass <= $1 AND leased_until <= $1
              ORDER BY next_pass LIMIT $3) RETURNING ",
            account_columns!()
        ))
        .bind(now)
        .bind(lease_until)
        .bind(limit)
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        let mut accounts: Vec<Account> = rows.into_iter().map(Account::from).collect();
        accounts.sort_by_key(|account| (account.next_pass, account.id));
        Ok(accounts)
    }

    /// Leases one account for a pass now (command line, "Check mail now").
    ///
    /// # Errors
    /// [`StoreError::Refused`] while another pass holds it.
    pub async fn claim_account(
        &self,
        id: AccountId,
        now: UnixMillis,
        lease_until: UnixMillis,
    ) -> Result<Account> {
        let mut tx = self.pools.write().await?;
        let row: Option<AccountRow> = sqlx::query_as(concat!(
            "UPDATE accounts SET leased_until = $3 WHERE id = $1 AND leased_until <= $2 RETURNING ",
            account_columns!()
        ))
        .bind(id.0)
        .bind(now)
        .bind(lease_until)
        .fetch_optional(&mut *tx)
        .await?;
        if let Some(row) = row {
            tx.commit().await?;
            return Ok(Account::from(row));
        }
        let held: Option<i64> = sqlx::query_scalar("SELECT id FROM accounts WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut *tx)
            .await?;
        Err(match held {
            Some(_) => StoreError::Refused("This account is being checked right now.".into()),
            None => StoreError::NotFound("account"),
        })
    }

    /// Goes on holding an account.
    pub async fn extend_account_lease(&self, id: AccountId, lease_until: UnixMillis) -> Result<()> {
        let mut tx = self.pools.write().await?;
        sqlx::query("UPDATE accounts SET leased_until = $2 WHERE id = $1")
            .bind(id.0)
            .bind(lease_until)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
