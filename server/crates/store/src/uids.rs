//! What is known of the messages at a provider (R17).

mod listing;

use crate::{
    Origin, Result, Store,
    sources::ROWS,
    sql::{self, Connection, Flag, QueryBuilder, row},
    stubs,
};
use model::{AccountId, MessageId, UnixMillis};
use std::collections::{HashMap, HashSet};

/// What is known of one message at the provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UidState {
    /// As UIDL lists it.
    pub uid: String,
    /// When it was stored here.
    pub fetched: UnixMillis,
    /// A DELE was sent, or was about to be; whether it took is seen in the next list.
    pub delete_requested: bool,
    /// What the provider said of its size then; 0: nothing.
    pub size: u64,
    /// It was there before the account began here, and was never collected (R22).
    pub left: bool,
    /// When the provider first listed it no longer; 0: it does.
    pub vanished: UnixMillis,
    /// When the provider confirmed that it has deleted it; 0: it has not.
    pub deleted: UnixMillis,
}

row! {
    struct Row {
        uid: String,
        fetched: i64,
        delete_requested: Flag,
        size: i64,
        message_id: i64,
        vanished: i64,
        deleted: i64,
    }
}

impl From<Row> for UidState {
    fn from(row: Row) -> Self {
        Self {
            uid: row.uid,
            fetched: row.fetched,
            delete_requested: row.delete_requested.0,
            size: u64::try_from(row.size).unwrap_or(0),
            left: row.message_id == 0,
            vanished: row.vanished,
            deleted: row.deleted,
        }
    }
}

/// What a message became that was collected, and what tells another under its UID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// What it became here, which may be erased by now; 0 where it was left.
    pub message: MessageId,
    /// A hash of its header; 0: not known.
    pub header: i64,
}

type Uid = (AccountId, String);

/// Those of `keys` that are recorded, and the messages they became.
pub(crate) async fn recorded(
    tx: &mut Connection,
    origins: impl Iterator<Item = &Origin>,
) -> Result<HashMap<Uid, MessageId>> {
    let (mut wholes, mut stubs) = (Uids::new(), Uids::new());
    for origin in origins {
        let accounts = if origin.is_whole() { &mut wholes } else { &mut stubs };
        accounts.entry(origin.account).or_default().push(&origin.uid);
    }
    let mut found = find(tx, "SELECT uid, message_id FROM account_uids WHERE ", wholes).await?;
    let sql = "SELECT uid, message_id FROM account_oversized WHERE message_id <> 0 AND ";
    found.extend(find(tx, sql, stubs).await?);
    Ok(found)
}

type Uids<'a> = HashMap<AccountId, Vec<&'a str>>;

async fn find(
    tx: &mut Connection,
    sql: &'static str,
    accounts: Uids<'_>,
) -> Result<HashMap<Uid, MessageId>> {
    let mut found = HashMap::new();
    for (account, uids) in accounts {
        for uids in uids.chunks(ROWS) {
            let mut select = QueryBuilder::new(sql);
            push_uids(&mut select, account, uids);
            let rows: Vec<(String, i64)> = select.build_query_as().fetch_all(&mut *tx).await?;
            found.extend(rows.into_iter().map(|(uid, id)| ((account, uid), MessageId(id))));
        }
    }
    Ok(found)
}

/// Records what has become of what was collected: whole, or for now only its headers. A whole
/// message is no longer one that is too large.
pub(crate) async fn record(
    tx: &mut Connection,
    collected: Vec<(Origin, MessageId)>,
    now: UnixMillis,
) -> Result<()> {
    let (whole, headers): (Vec<_>, Vec<_>) =
        collected.into_iter().partition(|(origin, _)| origin.is_whole());
    for (origin, _) in whole.iter().filter(|(origin, _)| origin.doubted) {
        sql::query("DELETE FROM account_uids WHERE account_id = $1 AND uid = $2")
            .bind(origin.account.0)
            .bind(&origin.uid)
            .execute(&mut *tx)
            .await?;
    }
    for some in whole.chunks(ROWS) {
        let mut insert = QueryBuilder::new(
            "INSERT INTO account_uids (account_id, uid, fetched, message_id, size, header) ",
        );
        insert.push_values(some, |mut row, (origin, id)| {
            row.push_bind(origin.account.0).push_bind(origin.uid.clone()).push_bind(now);
            row.push_bind(id.0).push_bind(origin.size()).push_bind(origin.header);
        });
        insert.push(" ON CONFLICT DO NOTHING").build().execute(&mut *tx).await?;
    }
    for (origin, _) in whole.iter().filter(|(origin, _)| origin.stub.is_some()) {
        sql::query("DELETE FROM account_oversized WHERE account_id = $1 AND uid = $2")
            .bind(origin.account.0)
            .bind(&origin.uid)
            .execute(&mut *tx)
            .await?;
    }
    for (origin, id) in headers {
        stubs::record(tx, &origin, id).await?;
    }
    Ok(())
}

/// Notes how the provider shows and counts messages now that proved to be what is recorded.
pub(crate) async fn confirm(tx: &mut Connection, confirmed: &[Origin]) -> Result<()> {
    for origin in confirmed {
        sql::query(
            "UPDATE account_uids SET size = $3, header = $4 WHERE account_id = $1 AND uid = $2",
        )
        .bind(origin.account.0)
        .bind(&origin.uid)
        .bind(origin.size())
        .bind(origin.header)
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

fn push_uids<T: AsRef<str>>(query: &mut QueryBuilder, account: AccountId, uids: &[T]) {
    query.push("account_id = ").push_bind(account.0).push(" AND uid IN (");
    query.push_list(uids.iter().map(|uid| uid.as_ref().to_owned()));
}

impl Store {
    /// Everything recorded for the account.
    pub async fn uid_states(&self, id: AccountId) -> Result<Vec<UidState>> {
        let rows: Vec<Row> = sql::query_as(
            "SELECT uid, fetched, delete_requested, size, message_id, vanished, deleted
             FROM account_uids WHERE account_id = $1 ORDER BY uid",
        )
        .bind(id.0)
        .fetch_all(self.pools.read())
        .await?;
        Ok(rows.into_iter().map(UidState::from).collect())
    }

    /// What is recorded under those of `uids` that are.
    pub async fn recorded(
        &self,
        id: AccountId,
        uids: &[String],
    ) -> Result<HashMap<String, Recorded>> {
        let mut recorded = HashMap::new();
        for uids in uids.chunks(ROWS) {
            let mut select =
                QueryBuilder::new("SELECT uid, message_id, header FROM account_uids WHERE ");
            push_uids(&mut select, id, uids);
            let rows: Vec<(String, i64, i64)> =
                select.build_query_as().fetch_all(self.pools.read()).await?;
            recorded.extend(rows.into_iter().map(|(uid, message, header)| {
                (uid, Recorded { message: MessageId(message), header })
            }));
        }
        Ok(recorded)
    }

    /// UIDs of messages that were collected and that their user has let go of here: erased, or
    /// `trashed` too.
    pub async fn let_go(&self, id: AccountId, trashed: bool) -> Result<HashSet<String>> {
        let uids: Vec<String> = sql::query_scalar(
            "SELECT u.uid FROM account_uids u LEFT JOIN messages m ON m.id = u.message_id
             LEFT JOIN folders f ON f.id = m.folder_id
             WHERE u.account_id = $1 AND u.message_id <> 0
             AND (m.id IS NULL OR ($2 = 1 AND f.role = 'trash'))",
        )
        .bind(id.0)
        .bind(trashed)
        .fetch_all(self.pools.read())
        .await?;
        Ok(uids.into_iter().collect())
    }

    /// The account begins here: what is in `left`, each with its size, was there before and is
    /// never collected (R22). All of it or nothing is recorded.
    pub async fn begin_account(
        &self,
        id: AccountId,
        left: &[(String, u64)],
        now: UnixMillis,
    ) -> Result<()> {
        let mut tx = self.pools.write().await?;
        for some in left.chunks(ROWS) {
            let mut insert = QueryBuilder::new(
                "INSERT INTO account_uids (account_id, uid, fetched, message_id, size) ",
            );
            insert.push_values(some, |mut row, (uid, size)| {
                row.push_bind(id.0).push_bind(uid.clone()).push_bind(now).push_bind(0);
                row.push_bind(i64::try_from(*size).unwrap_or(i64::MAX));
            });
            insert.push(" ON CONFLICT DO NOTHING").build().execute(&mut *tx).await?;
        }
        sql::query("UPDATE accounts SET begun = 1 WHERE id = $1")
            .bind(id.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Records that these are about to be deleted at the provider; before the first DELE of a
    /// batch is sent.
    pub async fn request_deletes(&self, id: AccountId, uids: &[String]) -> Result<()> {
        self.for_uids("UPDATE account_uids SET delete_requested = 1 WHERE ", id, uids).await
    }

    /// Forgets UIDs that the provider no longer lists, or under which it has other messages.
    pub async fn forget_uids(&self, id: AccountId, uids: &[String]) -> Result<()> {
        self.for_uids("DELETE FROM account_oversized WHERE ", id, uids).await?;
        self.for_uids("DELETE FROM account_setbacks WHERE ", id, uids).await?;
        self.for_uids("DELETE FROM account_uids WHERE ", id, uids).await
    }

    async fn for_uids(&self, sql: &'static str, id: AccountId, uids: &[String]) -> Result<()> {
        self.at_uids(id, uids, |query| _ = query.push(sql)).await
    }

    /// Runs what `begin` begins, up to its WHERE, for so many UIDs.
    async fn at_uids(
        &self,
        id: AccountId,
        uids: &[String],
        begin: impl Fn(&mut QueryBuilder),
    ) -> Result<()> {
        if uids.is_empty() {
            return Ok(());
        }
        let mut tx = self.pools.write().await?;
        for uids in uids.chunks(ROWS) {
            let mut query = QueryBuilder::new("");
            begin(&mut query);
            push_uids(&mut query, id, uids);
            query.build().execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
