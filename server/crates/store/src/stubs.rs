//! Messages over the size limit: their headers are here, as a stub, and all of them is fetched when
//! somebody asks (R23).

use crate::{
    Origin, Result, Store, StoreError,
    sources::ROWS,
    sql::{self, Connection, Flag, QueryBuilder},
};
use model::{AccountId, MessageId, UnixMillis, UserId};
use std::collections::{BTreeSet, HashMap};

/// Where the rest of a message is of which only the headers are here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// At the provider: the message is a stub.
    There(Stub),
    /// Nowhere that is known: the provider no longer lists it, or its account is gone. It may be
    /// listed again ([`Store::note_back`]).
    Gone,
}

/// What a stub stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stub {
    /// The account that can fetch it.
    pub account: AccountId,
    /// What the provider says of its size, or at least the limit that it was over. Bytes.
    pub size: i64,
    /// It has been asked for and comes with the next pass.
    pub wanted: bool,
}

/// A message at a provider that proved too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Oversized {
    /// It has more bytes than this.
    pub more_than: u64,
    /// Its stub. It may have been erased since.
    pub stub: Option<MessageId>,
    /// Somebody wants all of it.
    pub wanted: bool,
    /// What the provider said of its size when the stub was made; 0: nothing.
    pub size: u64,
    /// When the provider first listed it no longer; 0: it does.
    pub vanished: UnixMillis,
}

/// The stub for a message that is too large.
pub(crate) async fn record(tx: &mut Connection, origin: &Origin, stub: MessageId) -> Result<()> {
    let more_than = i64::try_from(origin.more_than.unwrap_or_default()).unwrap_or(i64::MAX);
    sql::query(
        "INSERT INTO account_oversized (account_id, uid, more_than, size, message_id)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account_id, uid) DO UPDATE
         SET more_than = excluded.more_than, size = excluded.size, message_id = excluded.message_id",
    )
    .bind(origin.account.0)
    .bind(&origin.uid)
    .bind(more_than)
    .bind(origin.size())
    .bind(stub.0)
    .execute(&mut *tx)
    .await?;
    // What is known of the UID goes when the provider no longer lists it; this stays, until the
    // whole message has another source.
    sql::query("UPDATE messages SET headers_id = source_id WHERE id = $1")
        .bind(stub.0)
        .execute(tx)
        .await?;
    Ok(())
}

impl Store {
    /// Where the rest of the user's message is, when only its headers are here.
    pub async fn rest(&self, user: UserId, id: MessageId) -> Result<Option<Rest>> {
        if id.user() != user {
            return Ok(None);
        }
        let row: Option<(i64, i64, Flag)> = sql::query_as(
            "SELECT COALESCE(o.account_id, 0),
             COALESCE(CASE WHEN o.size > o.more_than THEN o.size ELSE o.more_than END, 0),
             COALESCE(o.wanted, 0)
             FROM messages m LEFT JOIN account_oversized o ON o.message_id = m.id
             AND o.message_id <> 0 AND o.vanished = 0 WHERE m.id = $1 AND m.headers_id = m.source_id",
        )
        .bind(id.0)
        .fetch_optional(self.pools.read())
        .await?;
        Ok(row.map(|(account, size, Flag(wanted))| match account {
            0 => Rest::Gone,
            _ => Rest::There(Stub { account: AccountId(account), size, wanted }),
        }))
    }

    /// What the message stands for, when it is a stub.
    pub async fn stub(&self, user: UserId, id: MessageId) -> Result<Option<Stub>> {
        Ok(match self.rest(user, id).await? {
            Some(Rest::There(stub)) => Some(stub),
            Some(Rest::Gone) | None => None,
        })
    }

    /// Asks for all of the message that the stub stands for: the account's next pass fetches it.
    /// Answers that account.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for what is no stub of the user's, or one whose message the provider
    /// does not list.
    pub async fn want_stub(&self, user: UserId, id: MessageId) -> Result<AccountId> {
        let mut tx = self.pools.write().await?;
        let account: Option<i64> = sql::query_scalar(
            "UPDATE account_oversized SET wanted = 1 WHERE message_id = $1 AND message_id <> 0
             AND vanished = 0 AND account_id IN (SELECT id FROM accounts WHERE user_id = $2) RETURNING account_id",
        )
        .bind(id.0)
        .bind(user.0)
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        account.map(AccountId).ok_or(StoreError::NotFound("message"))
    }

    /// Records messages that have more bytes than `limit` and so stay at the provider. Whoever
    /// wanted one has to want it again.
    pub async fn record_oversized(&self, id: AccountId, uids: &[String], limit: u64) -> Result<()> {
        if uids.is_empty() {
            return Ok(());
        }
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut tx = self.pools.write().await?;
        // No statement changes a row twice.
        let uids: BTreeSet<&String> = uids.iter().collect();
        let uids: Vec<&String> = uids.into_iter().collect();
        for some in uids.chunks(ROWS) {
            let mut insert =
                QueryBuilder::new("INSERT INTO account_oversized (account_id, uid, more_than) ");
            insert.push_values(some, |mut row, uid| {
                row.push_bind(id.0).push_bind(*uid).push_bind(limit);
            });
            insert
                .push(
                    " ON CONFLICT (account_id, uid)
                     DO UPDATE SET more_than = excluded.more_than, wanted = 0",
                )
                .build()
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The account's messages that proved too large, by their UIDs.
    pub async fn oversized(&self, id: AccountId) -> Result<HashMap<String, Oversized>> {
        let rows: Vec<(String, i64, i64, Flag, i64, i64)> = sql::query_as(
            "SELECT uid, more_than, message_id, wanted, size, vanished FROM account_oversized
             WHERE account_id = $1",
        )
        .bind(id.0)
        .fetch_all(self.pools.read())
        .await?;
        let known = |(uid, more_than, stub, Flag(wanted), size, vanished)| {
            let more_than = u64::try_from(more_than).unwrap_or(0);
            let size = u64::try_from(size).unwrap_or(0);
            let stub = (stub != 0).then_some(MessageId(stub));
            (uid, Oversized { more_than, stub, wanted, size, vanished })
        };
        Ok(rows.into_iter().map(known).collect())
    }
}
