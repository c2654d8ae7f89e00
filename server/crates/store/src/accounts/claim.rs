//! Who is collecting which account: leases, so that no two passes are over the same.

use super::{Account, AccountRow, REFUSALS, account_columns};
use crate::{
    Result, Store, StoreError,
    sql::{self, Flag},
};
use model::{AccountId, UnixMillis};

/// How many passes may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// All together.
    pub free: i64,
    /// At one server at the same time, those of other processes included.
    pub per_host: i64,
    /// Over the accounts of one user at the same time: whose servers are slow holds up nobody else.
    pub per_user: i64,
}

impl Store {
    /// Accounts whose pass is due, oldest due first; each is leased until `lease_until`, so that
    /// no other pass takes it.
    ///
    /// No server and no user gets more passes at once than `places` says. An account that waits for
    /// its turn leaves its place to others.
    pub async fn claim_due_accounts(
        &self,
        now: UnixMillis,
        lease_until: UnixMillis,
        places: Places,
    ) -> Result<Vec<Account>> {
        let mut tx = self.pools.write().await?;
        let rows: Vec<AccountRow> = sql::query_as(concat!(
            "UPDATE accounts SET leased_until = $2 WHERE id IN
             (SELECT id FROM
              (SELECT id, user_id, next_pass, host,
               ROW_NUMBER() OVER (PARTITION BY host ORDER BY next_pass, id) AS turn,
               ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY next_pass, id) AS share
               FROM accounts WHERE next_pass <= $1 AND leased_until <= $1
               AND paused = 0 AND refusals < $4) AS due
              LEFT JOIN
              (SELECT /* all */ host AS busy, COUNT(*) AS passes FROM accounts
               WHERE leased_until > $1 AND leased_until > 0 GROUP BY host) AS held
              ON busy = host
              LEFT JOIN
              (SELECT /* all */ user_id AS owner, COUNT(*) AS theirs FROM accounts
               WHERE leased_until > $1 AND leased_until > 0 GROUP BY user_id) AS owned
              ON owner = user_id
              WHERE turn + COALESCE(passes, 0) <= $5 AND share + COALESCE(theirs, 0) <= $6
              ORDER BY next_pass LIMIT $3) RETURNING ",
            account_columns!()
        ))
        .bind(now)
        .bind(lease_until)
        .bind(places.free)
        .bind(REFUSALS)
        .bind(places.per_host)
        .bind(places.per_user)
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        let mut accounts: Vec<Account> = rows.into_iter().map(Account::from).collect();
        accounts.sort_by_key(|account| (account.next_pass, account.id));
        Ok(accounts)
    }

    /// Leases one account for a pass now (command line, "Check mail now"), also one that is
    /// paused or was refused.
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
        let row: Option<AccountRow> = sql::query_as(concat!(
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
        let held: Option<i64> = sql::query_scalar("SELECT id FROM accounts WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut *tx)
            .await?;
        Err(match held {
            Some(_) => StoreError::Refused("This account is being checked right now.".into()),
            None => StoreError::NotFound("account"),
        })
    }

    /// Leases one account for a pass that somebody waits for ("Check mail now"), as
    /// [`Store::claim_account`] does, but only if a place is free: none while its server or its user
    /// has as many passes as `places` says.
    ///
    /// # Errors
    /// [`StoreError::Refused`] while another pass holds it.
    pub async fn claim_account_in_turn(
        &self,
        id: AccountId,
        now: UnixMillis,
        lease_until: UnixMillis,
        places: Places,
    ) -> Result<Option<Account>> {
        if places.free <= 0 {
            return Ok(None);
        }
        let crowded: Option<Flag> = sql::query_scalar(
            "SELECT CASE WHEN
             (SELECT COUNT(*) FROM accounts o WHERE o.leased_until > $2 AND o.leased_until > 0
              AND o.id <> a.id AND o.host = a.host) >= $3
             OR (SELECT COUNT(*) FROM accounts o WHERE o.leased_until > $2 AND o.leased_until > 0
              AND o.id <> a.id AND o.user_id = a.user_id) >= $4 THEN 1 ELSE 0 END
             FROM accounts a WHERE a.id = $1",
        )
        .bind(id.0)
        .bind(now)
        .bind(places.per_host)
        .bind(places.per_user)
        .fetch_optional(self.pools.read())
        .await?;
        if crowded == Some(Flag(true)) {
            return Ok(None);
        }
        self.claim_account(id, now, lease_until).await.map(Some)
    }

    /// Lets go of an account without a pass.
    pub async fn release_account(&self, id: AccountId) -> Result<()> {
        self.extend_account_lease(id, 0).await
    }

    /// Goes on holding an account.
    pub async fn extend_account_lease(&self, id: AccountId, lease_until: UnixMillis) -> Result<()> {
        let mut tx = self.pools.write().await?;
        sql::query("UPDATE accounts SET leased_until = $2 WHERE id = $1")
            .bind(id.0)
            .bind(lease_until)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
