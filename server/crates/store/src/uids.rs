//! What is known of the messages at a provider (R17).

use crate::{
    Result, Store,
    sources::ROWS,
    sqlite::{Connection, Db},
};
use model::{AccountId, MessageId, UnixMillis};
use sqlx::QueryBuilder;
use std::collections::HashMap;

/// What is known of one message at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UidState {
    /// As UIDL lists it.
    pub uid: String,
    /// When it was stored here.
    pub fetched: UnixMillis,
    /// A DELE was sent, or was about to be; whether it took is seen in the next list.
    pub delete_requested: bool,
}

type Uid = (AccountId, String);

/// Those of `keys` that are recorded, and the messages they became.
pub(crate) async fn recorded(
    tx: &mut Connection,
    keys: impl Iterator<Item = &Uid>,
) -> Result<HashMap<Uid, MessageId>> {
    let mut accounts: HashMap<AccountId, Vec<&str>> = HashMap::new();
    for (account, uid) in keys {
        accounts.entry(*account).or_default().push(uid);
    }
    let mut found = HashMap::new();
    for (account, uids) in accounts {
        for uids in uids.chunks(ROWS) {
            let mut select =
                QueryBuilder::<Db>::new("SELECT uid, message_id FROM account_uids WHERE ");
            push_uids(&mut select, account, uids);
            let rows: Vec<(String, i64)> = select.build_query_as().fetch_all(&mut *tx).await?;
            found.extend(rows.into_iter().map(|(uid, id)| ((account, uid), MessageId(id))));
        }
    }
    Ok(found)
}

pub(crate) async fn record(
    tx: &mut Connection,
    collected: Vec<(Uid, MessageId)>,
    now: UnixMillis,
) -> Result<()> {
    for some in collected.chunks(ROWS) {
        let mut insert = QueryBuilder::<Db>::new(
            "INSERT INTO account_uids (account_id, uid, fetched, message_id) ",
        );
        insert.push_values(some, |mut row, ((account, uid), id)| {
            row.push_bind(account.0).push_bind(uid.clone()).push_bind(now).push_bind(id.0);
        });
        insert.push(" ON CONFLICT DO NOTHING").build().execute(&mut *tx).await?;
    }
    Ok(())
}

fn push_uids<T: AsRef<str>>(query: &mut QueryBuilder<Db>, account: AccountId, uids: &[T]) {
    query.push("account_id = ").push_bind(account.0).push(" AND uid IN (");
    let mut list = query.separated(", ");
    for uid in uids {
        list.push_bind(uid.as_ref().to_owned());
    }
    query.push(")");
}

impl Store {
    /// Everything recorded for the account.
    pub async fn uid_states(&self, id: AccountId) -> Result<Vec<UidState>> {
        let rows: Vec<(String, i64, bool)> = sqlx::query_as(
            "SELECT uid, fetched, delete_requested FROM account_uids WHERE account_id = $1",
        )
        .bind(id.0)
        .fetch_all(self.pools.read())
        .await?;
        let state = |(uid, fetched, delete_requested)| UidState { uid, fetched, delete_requested };
        Ok(rows.into_iter().map(state).collect())
    }

    /// Records that these are about to be deleted at the provider; before the first DELE of a
    /// batch is sent.
    pub async fn request_deletes(&self, id: AccountId, uids: &[String]) -> Result<()> {
        self.for_uids("UPDATE account_uids SET delete_requested = 1 WHERE ", id, uids).await
    }

    /// Forgets UIDs that the provider no longer lists, or whose DELE was confirmed by QUIT.
    pub async fn forget_uids(&self, id: AccountId, uids: &[String]) -> Result<()> {
        self.for_uids("DELETE FROM account_oversized WHERE ", id, uids).await?;
        self.for_uids("DELETE FROM account_uids WHERE ", id, uids).await
    }

    /// Records messages that have more bytes than `limit` and so stay at the provider.
    pub async fn record_oversized(&self, id: AccountId, uids: &[String], limit: u64) -> Result<()> {
        if uids.is_empty() {
            return Ok(());
        }
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut tx = self.pools.write().await?;
        for some in uids.chunks(ROWS) {
            let mut insert = QueryBuilder::<Db>::new(
                "INSERT INTO account_oversized (account_id, uid, more_than) ",
            );
            insert.push_values(some, |mut row, uid| {
                row.push_bind(id.0).push_bind(uid.clone()).push_bind(limit);
            });
            insert
                .push(" ON CONFLICT (account_id, uid) DO UPDATE SET more_than = excluded.more_than")
                .build()
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// UIDs of messages that proved too large, each with the bytes that it is known to have
    /// more than.
    pub async fn oversized(&self, id: AccountId) -> Result<HashMap<String, u64>> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT uid, more_than FROM account_oversized WHERE account_id = $1")
                .bind(id.0)
                .fetch_all(self.pools.read())
                .await?;
        let known = |(uid, more_than)| (uid, u64::try_from(more_than).unwrap_or(0));
        Ok(rows.into_iter().map(known).collect())
    }

    async fn for_uids(&self, sql: &'static str, id: AccountId, uids: &[String]) -> Result<()> {
        if uids.is_empty() {
            return Ok(());
        }
        let mut tx = self.pools.write().await?;
        for uids in uids.chunks(ROWS) {
            let mut query = QueryBuilder::<Db>::new(sql);
            push_uids(&mut query, id, uids);
            query.build().execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
