//! Remote POP3 mailboxes, and who is collecting which.

use crate::{Result, Store, StoreError};
use model::{AccountId, FirstPass, LeavePolicy, Remote, SignInMethod, UnixMillis, UserId, Visits};
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
    /// How to sign in.
    pub method: SignInMethod,
    /// Only servers on the public Internet may be meant: a user added it, not the operator.
    pub guarded: bool,
    /// What the first pass takes.
    pub first_pass: FirstPass,
    /// The same message collected twice is kept once (R11).
    pub drop_duplicates: bool,
}

/// What its user changes about an account. Secrets come in encrypted.
pub struct AccountChange {
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
    /// Only servers on the public Internet may be meant.
    pub guarded: bool,
    /// The same message collected twice is kept once.
    pub drop_duplicates: bool,
}

/// Sign-ins that the provider refused in a row after which an account is not visited by itself
/// any more (R26).
pub const REFUSALS: i64 = 3;

/// A remote POP3 mailbox that is collected.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of its own")]
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
    /// The server gets one command at a time.
    pub one_at_a_time: bool,
    /// Milliseconds that the provider wants between two sessions (LOGIN-DELAY).
    pub login_delay: i64,
    /// When the last session ended.
    pub visited: UnixMillis,
    /// What lies at the provider, if it is known.
    pub remote: Option<Remote>,
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
#[expect(clippy::struct_excessive_bools, reason = "each is a column of its own")]
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
    method: String,
    guarded: bool,
    first_pass: String,
    begun: bool,
    drop_duplicates: bool,
    paused: bool,
    refusals: i64,
    one_at_a_time: bool,
    login_delay: i64,
    visited: i64,
    remote_messages: i64,
    remote_bytes: i64,
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
            method: SignInMethod::from_word(&row.method),
            guarded: row.guarded,
            first_pass: row.first_pass.parse().unwrap_or_default(),
            begun: row.begun,
            drop_duplicates: row.drop_duplicates,
            visits: match (row.paused, row.refusals) {
                (true, _) => Visits::Paused,
                (false, REFUSALS..) => Visits::Refused,
                (false, _) => Visits::Regular,
            },
            refusals: row.refusals,
            one_at_a_time: row.one_at_a_time,
            login_delay: row.login_delay,
            visited: row.visited,
            remote: (row.remote_messages >= 0)
                .then_some(Remote { messages: row.remote_messages, bytes: row.remote_bytes }),
        }
    }
}

macro_rules! account_columns {
    () => {
        "id, user_id, address, pop3_url, pop3_secret, smtp_url, smtp_secret, leave_policy, every, \
         next_pass, failures, leased_until, method, guarded, first_pass, begun, drop_duplicates, \
         paused, refusals, one_at_a_time, login_delay, visited, remote_messages, remote_bytes"
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

    /// Changes an account. Its refusals are forgotten and its next pass is due at once, as it may
    /// have got a new password; what is known of its UIDs stays, so nothing comes twice.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the user has another account of the same URL.
    pub async fn change_account(
        &self,
        user: UserId,
        id: AccountId,
        change: AccountChange,
        now: UnixMillis,
    ) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let taken: Option<i64> = sqlx::query_scalar(
            "SELECT id FROM accounts WHERE user_id = $1 AND pop3_url = $2 AND id <> $3",
        )
        .bind(user.0)
        .bind(&change.pop3_url)
        .bind(id.0)
        .fetch_optional(&mut *tx)
        .await?;
        if taken.is_some() {
            return Err(StoreError::Taken("account"));
        }
        let done = sqlx::query(
            "UPDATE accounts SET address = $3, pop3_url = $4, pop3_secret = $5, smtp_url = $6,
             smtp_secret = $7, leave_policy = $8, every = $9, method = $10, guarded = $11,
             drop_duplicates = $12, refusals = 0, failures = 0, one_at_a_time = 0, next_pass = $13
             WHERE id = $1 AND user_id = $2",
        )
        .bind(id.0)
        .bind(user.0)
        .bind(change.address)
        .bind(change.pop3_url)
        .bind(change.pop3_secret)
        .bind(change.smtp_url)
        .bind(change.smtp_secret)
        .bind(change.leave.to_string())
        .bind(change.every)
        .bind(change.method.as_str())
        .bind(change.guarded)
        .bind(change.drop_duplicates)
        .bind(now)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound("account")) } else { Ok(()) }
    }

    /// Pauses an account, or goes on with it: then its next pass is due at once, and earlier
    /// refusals are forgotten.
    pub async fn pause_account(
        &self,
        user: UserId,
        id: AccountId,
        paused: bool,
        now: UnixMillis,
    ) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let done = sqlx::query(
            "UPDATE accounts SET paused = $3, refusals = CASE WHEN $3 THEN refusals ELSE 0 END,
             next_pass = CASE WHEN $3 THEN next_pass ELSE $4 END WHERE id = $1 AND user_id = $2",
        )
        .bind(id.0)
        .bind(user.0)
        .bind(paused)
        .bind(now)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound("account")) } else { Ok(()) }
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
              AND paused = 0 AND refusals < $4 ORDER BY next_pass LIMIT $3) RETURNING ",
            account_columns!()
        ))
        .bind(now)
        .bind(lease_until)
        .bind(limit)
        .bind(REFUSALS)
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
