//! What a user's accounts have brought, so that it is known when it comes again (R11).

use crate::{
    Result,
    arrival::Digest,
    blobs::Hash,
    sources::ROWS,
    sql::{self, Connection, Flag, QueryBuilder},
};
use model::{MessageId, UnixMillis, UserId};
use std::collections::HashMap;

pub(crate) type Repeat = (UserId, Digest);

/// Those of `digests` that came after `since` and whose message is still there, in whatever
/// folder. One that its user has erased may come again.
pub(crate) async fn known(
    tx: &mut Connection,
    user: UserId,
    digests: &[Digest],
    since: UnixMillis,
) -> Result<HashMap<Repeat, MessageId>> {
    let mut known = HashMap::new();
    for digests in digests.chunks(ROWS) {
        let mut select = QueryBuilder::new(
            "SELECT c.digest, c.message_id FROM collected c JOIN messages m ON m.id = c.message_id
             WHERE c.user_id = ",
        );
        select.push_bind(user.0).push(" AND c.received >= ").push_bind(since);
        select.push(" AND c.digest IN (");
        select.push_list(digests.iter().map(|digest| digest.to_vec()));
        let rows: Vec<(Vec<u8>, i64)> = select.build_query_as().fetch_all(&mut *tx).await?;
        known.extend(rows.into_iter().filter_map(|(digest, id)| {
            Some(((user, Digest::try_from(digest).ok()?), MessageId(id)))
        }));
    }
    Ok(known)
}

/// Whether what has come is the message `recorded`, which may be erased: the same bytes as far as
/// that is still here, or what has brought it then.
pub(crate) async fn is_again(
    tx: &mut Connection,
    recorded: MessageId,
    (user, digest): Repeat,
    hash: Hash,
) -> Result<bool> {
    let again: Flag = sql::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM collected
             WHERE user_id = $1 AND digest = $2 AND message_id = $3)
         OR EXISTS (SELECT 1 FROM messages m JOIN sources s ON s.id = m.source_id
             WHERE m.id = $3 AND s.hash = $4)",
    )
    .bind(user.0)
    .bind(digest.to_vec())
    .bind(recorded.0)
    .bind(hash.to_vec())
    .fetch_one(tx)
    .await?;
    Ok(again.0)
}

pub(crate) async fn record(
    tx: &mut Connection,
    collected: Vec<(Repeat, MessageId)>,
    now: UnixMillis,
) -> Result<()> {
    // What comes twice in one batch counts as it came last: no statement changes a row twice.
    let last: HashMap<Repeat, MessageId> = collected.into_iter().collect();
    let collected: Vec<(Repeat, MessageId)> = last.into_iter().collect();
    for some in collected.chunks(ROWS) {
        let mut insert =
            QueryBuilder::new("INSERT INTO collected (user_id, digest, message_id, received) ");
        insert.push_values(some, |mut row, ((user, digest), id)| {
            row.push_bind(user.0).push_bind(digest.to_vec()).push_bind(id.0).push_bind(now);
        });
        insert
            .push(
                " ON CONFLICT (user_id, digest) DO UPDATE SET message_id = excluded.message_id,
                 received = excluded.received",
            )
            .build()
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Forgets what came before.
pub(crate) async fn forget(tx: &mut Connection, before: UnixMillis) -> Result<()> {
    sql::query("DELETE FROM collected WHERE received < $1").bind(before).execute(tx).await?;
    Ok(())
}
