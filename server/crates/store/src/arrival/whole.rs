//! A message that comes to take the place of its stub.

use super::{Delivered, Prepared, origin::WINDOW};
use crate::{
    Result, Store, StoreError,
    conversations::{self, Place},
    filters::{self, Candidate},
    repeats, rows, sources, sql, uids,
};
use model::UnixMillis;

impl Store {
    /// Writes the whole message over its stub, in one transaction: it keeps its id, its folder and
    /// whether it was read, unless a filter that its headers did not concern takes all of it now. A stub that is gone makes it a message like any other.
    pub(super) async fn deliver_whole(
        &self,
        mut one: Prepared,
        now: UnixMillis,
    ) -> Result<Delivered> {
        let missing = || StoreError::NotFound("message");
        let origin = one.collected.take().ok_or_else(missing)?;
        let stub = origin.stub.filter(|stub| stub.user() == one.user).ok_or_else(missing)?;
        let mut tx = self.pools.write().await?;
        let recorded = uids::recorded(&mut tx, std::iter::once(&origin)).await?;
        if let Some(id) = recorded.into_values().next() {
            return Ok(Delivered { id, duplicate: true });
        }
        let there: Option<(i64, i64, i64)> = sql::query_as(
            "SELECT source_id, conversation_id, strand_id FROM messages WHERE id = $1 AND id IN
             (SELECT message_id FROM account_oversized WHERE account_id = $2 AND uid = $3)",
        )
        .bind(stub.0)
        .bind(origin.account.0)
        .bind(&origin.uid)
        .fetch_optional(&mut *tx)
        .await?;
        let Some((headers, conversation, strand)) = there else {
            one.collected = Some(origin);
            let (delivered, blobs) = super::batch::store(self, &mut tx, vec![one], now).await?;
            tx.commit().await?;
            self.delete_blobs(&blobs).await?;
            return delivered.first().copied().ok_or_else(missing);
        };
        let (hash, size) = (one.packed.hash, one.packed.size);
        let kept = self.keep(&mut tx, vec![one.packed]).await?;
        let source = kept.get(&hash).copied().ok_or_else(missing)?;
        let takers = filters::takers(&mut tx, one.user, stub, now).await?;
        let before = Place { conversation, strand, ..Place::default() };
        let place = conversations::join_one(&mut tx, stub, Some(before), &one.facts).await?;
        sql::query("UPDATE messages SET source_id = $2, size = $3 WHERE id = $1")
            .bind(stub.0)
            .bind(source)
            .bind(size)
            .execute(&mut *tx)
            .await?;
        rows::rewrite(&mut tx, stub, one.summary).await?;
        conversations::put(&mut tx, stub, before, place).await?;
        if let Some(digest) = one.digest {
            repeats::record(&mut tx, vec![((one.user, digest), stub)], now).await?;
            repeats::forget(&mut tx, now - WINDOW).await?;
        }
        let account = origin.account;
        uids::record(&mut tx, vec![(origin, stub)], now).await?;
        let blobs = sources::release(&mut tx, &[headers]).await?;
        if one.filtered {
            let candidate = Candidate {
                id: stub,
                account: Some(account),
                trail: one.trail,
                looks_like_spam: one.judged,
            };
            filters::complete(&mut tx, one.user, &candidate, &takers, now).await?;
        }
        tx.commit().await?;
        self.delete_blobs(&blobs).await?;
        Ok(Delivered { id: stub, duplicate: false })
    }
}
