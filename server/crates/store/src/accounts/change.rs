//! What users do to their accounts.

use crate::{
    Account, Result, Store, StoreError,
    sql::{self, Connection},
};
use model::{AccountId, LeavePolicy, SignInMethod, UnixMillis, UserId};

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

impl From<Account> for AccountChange {
    /// Nothing changes yet.
    fn from(account: Account) -> Self {
        Self {
            address: account.address,
            pop3_url: account.pop3_url,
            pop3_secret: account.pop3_secret,
            smtp_url: account.smtp_url,
            smtp_secret: account.smtp_secret,
            leave: account.leave,
            every: account.every,
            method: account.method,
            guarded: account.guarded,
            drop_duplicates: account.drop_duplicates,
        }
    }
}

impl Store {
    /// Changes an account. Its refusals are forgotten and its next pass is due at once, as it may
    /// have got a new password.
    ///
    /// What is known of its UIDs stays, so nothing comes twice, as long as server and name do. In
    /// another mailbox the same UIDs mean other messages, and one that is taken for known would
    /// be deleted there without having been collected (R17).
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the user has another account of the same URL;
    /// [`StoreError::Refused`] when another mailbox is meant while a pass goes over the one before,
    /// whose UIDs it would go on recording.
    pub async fn change_account(
        &self,
        user: UserId,
        id: AccountId,
        change: AccountChange,
        now: UnixMillis,
    ) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let taken: Option<i64> = sql::query_scalar(
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
        let before: Option<(String, i64)> = sql::query_as(
            "SELECT pop3_url, leased_until FROM accounts WHERE id = $1 AND user_id = $2",
        )
        .bind(id.0)
        .bind(user.0)
        .fetch_optional(&mut *tx)
        .await?;
        let (before, leased_until) = before.ok_or(StoreError::NotFound("account"))?;
        if mailbox(&before) != mailbox(&change.pop3_url) {
            if leased_until > now {
                return Err(StoreError::Refused(
                    "Mail is being collected from this account. Wait until that is done, and save \
                     again."
                        .into(),
                ));
            }
            forget(&mut tx, id).await?;
        }
        sql::query(
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
        Ok(())
    }

    /// Keeps a secret that has been renewed by itself, unless its user has changed it meanwhile.
    pub async fn renew_secret(&self, id: AccountId, before: &[u8], after: &[u8]) -> Result<()> {
        let mut tx = self.pools.write().await?;
        sql::query("UPDATE accounts SET pop3_secret = $3 WHERE id = $1 AND pop3_secret = $2")
            .bind(id.0)
            .bind(before)
            .bind(after)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
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
        let done = sql::query(
            "UPDATE accounts SET paused = $3, refusals = CASE WHEN $3 = 1 THEN refusals ELSE 0 END,
             next_pass = CASE WHEN $3 = 1 THEN next_pass ELSE $4 END WHERE id = $1 AND user_id = $2",
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
        let done = sql::query("DELETE FROM accounts WHERE id = $1 AND user_id = $2")
            .bind(id.0)
            .bind(user.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound("account")) } else { Ok(()) }
    }
}

/// Name and host: what tells one mailbox from another, however it is reached.
fn mailbox(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.rsplit_once(':').map_or(rest, |(mailbox, _)| mailbox)
}

/// Begins anew, by what the account's first pass is to take.
async fn forget(tx: &mut Connection, id: AccountId) -> Result<()> {
    for sql in [
        "DELETE FROM account_uids WHERE account_id = $1",
        "DELETE FROM account_oversized WHERE account_id = $1",
        "DELETE FROM account_setbacks WHERE account_id = $1",
        "UPDATE accounts SET begun = 0, login_delay = 0, failing_since = 0, remote_messages = -1,
         remote_bytes = -1
         WHERE id = $1",
    ] {
        sql::query(sql).bind(id.0).execute(&mut *tx).await?;
    }
    Ok(())
}
