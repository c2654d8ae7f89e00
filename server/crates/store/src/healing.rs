//! What the disk has damaged is put right by a good copy of it: when the same bytes arrive once
//! more, by whatever way, they take the place of those that are not whole.
//!
//! To look costs little: only what is here already is looked at, and what the database has of it is
//! compared with what arrives before anything is unpacked. Of a large one it is asked whether it is
//! there; one that is there and damaged is put aside by [`Store::repair`], and is not there then.

use crate::{
    Result, Store, StoreError,
    blobs::Hash,
    sources::{Packed, SourceRow},
    sql::{self, Connection, QueryBuilder},
};
use std::collections::HashMap;

/// Sources read at once, each of up to a quarter of a MiB.
const AT_ONCE: usize = 25;
/// Sources looked at in one query for those that are large.
const STEP: i64 = 200;

impl Store {
    /// Writes those anew that are not whole, of sources that have arrived again.
    pub(crate) async fn heal(
        &self,
        tx: &mut Connection,
        arrived: &[Packed],
        known: &HashMap<Hash, i64>,
    ) -> Result<()> {
        let again: Vec<&Packed> =
            arrived.iter().filter(|source| known.contains_key(&source.hash)).collect();
        for again in again.chunks(AT_ONCE) {
            let mut select = QueryBuilder::new(
                "SELECT hash, size, elsewhere, content FROM sources WHERE hash IN (",
            );
            select.push_list(again.iter().map(|source| source.hash.to_vec()));
            let rows: Vec<SourceRow> = select.build_query_as().fetch_all(&mut *tx).await?;
            for row in rows {
                let hash = row.hash()?;
                let Some(good) = again.iter().find(|source| source.hash == hash) else { continue };
                if !row.holds(good) && !self.is_whole(row).await? {
                    rewrite(tx, good).await?;
                }
            }
        }
        Ok(())
    }

    async fn is_whole(&self, row: SourceRow) -> Result<bool> {
        if row.elsewhere.0 {
            return self.blobs.exists(&row.hash()?).await;
        }
        match self.unpack(row).await {
            Err(StoreError::Damaged(..)) => Ok(false),
            read => read.map(|_| true),
        }
    }

    /// Puts large sources aside that are not what arrived, so that a good copy can take their
    /// place. Nothing of them is deleted.
    pub(crate) async fn put_damaged_aside(&self) -> Result<()> {
        let mut last = 0;
        loop {
            let large: Vec<(i64, Vec<u8>, i64)> = sql::query_as(
                "SELECT id, hash, size FROM sources WHERE elsewhere = 1 AND id > $1
                 ORDER BY id LIMIT $2",
            )
            .bind(last)
            .bind(STEP)
            .fetch_all(self.pools.read())
            .await?;
            let Some((newest, ..)) = large.last() else { return Ok(()) };
            last = *newest;
            for (_, hash, size) in large {
                let row = SourceRow::elsewhere(hash, size);
                let hash = row.hash()?;
                if let Err(StoreError::Damaged(..)) = self.unpack(row).await {
                    self.blobs.put_aside(&hash).await?;
                }
            }
        }
    }
}

async fn rewrite(tx: &mut Connection, good: &Packed) -> Result<()> {
    sql::query("UPDATE sources SET size = $2, elsewhere = $3, content = $4 WHERE hash = $1")
        .bind(good.hash.to_vec())
        .bind(good.size)
        .bind(good.elsewhere)
        .bind(good.content.clone())
        .execute(tx)
        .await?;
    tracing::info!(hash = %blake3::Hash::from_bytes(good.hash), "a damaged source is whole again");
    Ok(())
}

impl SourceRow {
    /// One in the blob store.
    fn elsewhere(hash: Vec<u8>, size: i64) -> Self {
        Self { hash, size, elsewhere: sql::Flag(true), content: Vec::new() }
    }

    /// Whether it is what has just been packed, or seen to be in the blob store.
    fn holds(&self, packed: &Packed) -> bool {
        self.size == packed.size
            && self.elsewhere.0 == packed.elsewhere
            && self.content == packed.content
    }
}
