//! What an import asks of the store beside delivering: which messages are here already, and that
//! some were answered or forwarded where they come from.

use crate::{
    Result, Store, StoreError,
    blobs::Hash,
    sources::ROWS,
    sql::{Connection, QueryBuilder},
};
use model::{MessageId, UserId};
use std::collections::HashSet;

/// What a source is known by: the BLAKE3 hash of its bytes.
pub type SourceHash = [u8; 32];

/// The hash of a source.
pub fn source_hash(source: &[u8]) -> SourceHash {
    *blake3::hash(source).as_bytes()
}

impl Store {
    /// Those of the sources that the user has a message of.
    pub async fn held(&self, user: UserId, sources: &[SourceHash]) -> Result<HashSet<SourceHash>> {
        let mut held = HashSet::new();
        for hashes in sources.chunks(ROWS) {
            let mut select = QueryBuilder::new(
                "SELECT s.hash FROM sources s WHERE EXISTS
                 (SELECT 1 FROM messages m WHERE m.source_id = s.id AND m.source_id <> 0
                  AND m.id BETWEEN ",
            );
            select.push_bind(MessageId::new(user, 0).0).push(" AND ");
            select.push_bind(MessageId::new(user, u32::MAX).0).push(") AND s.hash IN (");
            select.push_list(hashes.iter().map(|hash| hash.to_vec()));
            let found: Vec<(Vec<u8>,)> =
                select.build_query_as().fetch_all(self.pools.read()).await?;
            held.extend(found.into_iter().filter_map(|(hash,)| Hash::try_from(hash).ok()));
        }
        Ok(held)
    }

    /// Marks messages as answered, and others as forwarded.
    pub async fn mark_done(
        &self,
        user: UserId,
        answered: &[MessageId],
        forwarded: &[MessageId],
    ) -> Result<()> {
        if answered.iter().chain(forwarded).any(|id| id.user() != user) {
            return Err(StoreError::NotFound("message"));
        }
        if answered.is_empty() && forwarded.is_empty() {
            return Ok(());
        }
        let mut tx = self.pools.write().await?;
        set(&mut tx, "UPDATE messages SET answered = 1 WHERE id IN (", answered).await?;
        set(&mut tx, "UPDATE messages SET forwarded = 1 WHERE id IN (", forwarded).await?;
        tx.commit().await
    }
}

async fn set(tx: &mut Connection, sql: &str, ids: &[MessageId]) -> Result<()> {
    for ids in ids.chunks(ROWS) {
        let mut update = QueryBuilder::new(sql);
        update.push_list(ids.iter().map(|id| id.0));
        update.build().execute(&mut *tx).await?;
    }
    Ok(())
}
