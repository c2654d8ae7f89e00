//! The bytes of messages and uploads: each kept once, compressed, under its BLAKE3 hash.

use crate::{
    Result, Store, StoreError,
    arrival::Source,
    blobs::Hash,
    compression::{self, LEVEL},
    sql::{self, Connection, Flag, QueryBuilder, row},
};
use model::{MessageId, UserId};
use std::{
    collections::HashMap,
    io::{self, Cursor, Read, Write},
};
use tokio::runtime::Handle;

/// Up to here a source is compressed in memory. Bytes.
const MODEST: usize = 1024 * 1024;
/// Rows one statement inserts or names; keeps it far below the engines' limits on values.
pub(crate) const ROWS: usize = 100;

/// Bytes ready to be stored.
pub(crate) struct Packed {
    pub(crate) hash: Hash,
    pub(crate) size: i64,
    /// Compressed, for a row of the database; nothing when it is elsewhere.
    pub(crate) content: Vec<u8>,
    /// It is in the blob store already.
    pub(crate) elsewhere: bool,
}

/// Hashes and compresses; what is too large for a row goes to the blob store at once, and its
/// compressed form is in memory only by parts. Slow work, for a blocking thread of the runtime.
pub(crate) fn pack(store: &Store, source: &Source) -> Result<Packed> {
    let size = source.size()?;
    let hash = match source {
        Source::Memory(bytes) => blake3::hash(bytes),
        Source::File(_) => blake3::Hasher::new().update_reader(source.reader())?.finalize(),
    };
    let hash = *hash.as_bytes();
    let content = match source {
        Source::Memory(bytes) if bytes.len() <= MODEST => {
            let content = compression::compress(bytes)?;
            if content.len() > store.inline_limit {
                store.put_small(&hash, content)?;
                None
            } else {
                Some(content)
            }
        }
        _ if Handle::current().block_on(store.blobs.exists(&hash))? => None,
        _ => spill(store, &hash, size, source)?,
    };
    Ok(Packed {
        hash,
        size: i64::try_from(size).unwrap_or(i64::MAX),
        elsewhere: content.is_none(),
        content: content.unwrap_or_default(),
    })
}

/// Compresses into the blob store, unless it comes to little.
fn spill(store: &Store, hash: &Hash, size: u64, source: &Source) -> Result<Option<Vec<u8>>> {
    let mut encoder = zstd::stream::Encoder::new(store.blobs.writer(hash), LEVEL)?;
    encoder.set_pledged_src_size(Some(size))?;
    match source {
        Source::Memory(bytes) => encoder.write_all(bytes)?,
        Source::File(_) => drop(io::copy(&mut source.reader(), &mut encoder)?),
    }
    encoder.finish()?.finish(store.inline_limit)
}

row! {
    /// Where the bytes are.
    pub(crate) struct SourceRow {
        pub(crate) hash: Vec<u8>,
        pub(crate) size: i64,
        pub(crate) elsewhere: Flag,
        pub(crate) content: Vec<u8>,
    }
}

impl SourceRow {
    pub(crate) fn hash(&self) -> Result<Hash> {
        self.hash.as_slice().try_into().map_err(|_| StoreError::damaged_message("its hash is cut"))
    }
}

impl Store {
    /// The message's bytes exactly as they came. A draft has none: it is
    /// [`StoreError::NotFound`].
    pub async fn source(&self, user: UserId, id: MessageId) -> Result<Vec<u8>> {
        let missing = || StoreError::NotFound("message");
        let row = self.source_row(user, id).await?.ok_or_else(missing)?;
        match self.unpack(row).await {
            // Erased in between, and its blob with it.
            Err(StoreError::Damaged(..)) if self.source_row(user, id).await?.is_none() => {
                Err(missing())
            }
            Err(StoreError::Damaged(what, cause)) => {
                Err(StoreError::Damaged(what, format!("message {id}: {cause}")))
            }
            read => read,
        }
    }

    async fn source_row(&self, user: UserId, id: MessageId) -> Result<Option<SourceRow>> {
        let row = sql::query_as(
            "SELECT s.hash, s.size, s.elsewhere, s.content
             FROM messages m JOIN sources s ON s.id = m.source_id WHERE m.id = $1",
        )
        .bind(if id.user() == user { id.0 } else { 0 })
        .fetch_optional(self.pools.read());
        match row.await {
            // Whatever of it cannot be read, the message cannot.
            Err(StoreError::Damaged(_, cause)) => Err(StoreError::damaged_message(cause)),
            row => row,
        }
    }

    /// The original bytes, verified against their hash.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when they are not what arrived.
    pub(crate) async fn unpack(&self, row: SourceRow) -> Result<Vec<u8>> {
        let hash = row.hash()?;
        let compressed: Box<dyn Read + Send> = if row.elsewhere.0 {
            self.blobs.read(&hash).await?
        } else {
            Box::new(Cursor::new(row.content))
        };
        let size = u64::try_from(row.size).unwrap_or_default();
        let bytes = tokio::task::spawn_blocking(move || {
            let mut bytes = Vec::new();
            // Fails where a damaged row says that it is larger than memory.
            bytes
                .try_reserve_exact(usize::try_from(size).unwrap_or(usize::MAX))
                .map_err(io::Error::other)?;
            // A byte more than there should be is enough to tell that it is not what arrived.
            let most = size.saturating_add(1);
            zstd::stream::Decoder::new(compressed)?.take(most).read_to_end(&mut bytes)?;
            Ok::<_, io::Error>((blake3::hash(&bytes) == hash).then_some(bytes))
        })
        .await?;
        match bytes {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err(StoreError::damaged_message("it differs from what arrived")),
            Err(error) => Err(StoreError::damaged_message(error.to_string())),
        }
    }

    fn put_small(&self, hash: &Hash, content: Vec<u8>) -> Result<()> {
        Handle::current().block_on(async {
            if self.blobs.exists(hash).await? {
                return Ok(());
            }
            self.blobs.put(hash, content).await
        })
    }

    /// Within the transaction: the row ids of all of them, old or new.
    pub(crate) async fn keep(
        &self,
        tx: &mut Connection,
        packed: Vec<Packed>,
    ) -> Result<HashMap<Hash, i64>> {
        let hashes: Vec<Hash> = packed.iter().map(|source| source.hash).collect();
        let mut known = find(tx, &hashes).await?;
        self.heal(tx, &packed, &known).await?;
        let mut fresh: HashMap<Hash, Packed> = HashMap::new();
        for source in packed {
            if !known.contains_key(&source.hash) {
                fresh.entry(source.hash).or_insert(source);
            }
        }
        let mut rows = Vec::with_capacity(fresh.len());
        for source in fresh.into_values() {
            // Somebody may have deleted the blob with its last message since.
            if source.elsewhere && !self.blobs.exists(&source.hash).await? {
                let vanished =
                    "a message was erased while the same arrived; it is safe to try again";
                return Err(StoreError::Blob(vanished.into()));
            }
            rows.push((source.hash, source.size, source.elsewhere, source.content));
        }
        while !rows.is_empty() {
            let mut insert =
                QueryBuilder::new("INSERT INTO sources (hash, size, elsewhere, content) ");
            insert.push_values(rows.drain(..rows.len().min(ROWS)), |mut row, source| {
                row.push_bind(source.0.to_vec())
                    .push_bind(source.1)
                    .push_bind(source.2)
                    .push_bind(source.3);
            });
            insert.push(" RETURNING hash, id");
            collect(&mut known, insert.build_query_as().fetch_all(&mut *tx).await?);
        }
        Ok(known)
    }

    /// After the commit that left them unused. Holds the write lock meanwhile, so that nobody
    /// can come to use one between the look and the deletion.
    pub(crate) async fn delete_blobs(&self, hashes: &[Hash]) -> Result<()> {
        if hashes.is_empty() {
            return Ok(());
        }
        let mut tx = self.pools.write().await?;
        let used = find(&mut tx, hashes).await?;
        for hash in hashes.iter().filter(|hash| !used.contains_key(*hash)) {
            self.blobs.delete(hash).await?;
        }
        tx.rollback().await?;
        Ok(())
    }
}

pub(crate) async fn find(tx: &mut Connection, hashes: &[Hash]) -> Result<HashMap<Hash, i64>> {
    let mut known = HashMap::new();
    for hashes in hashes.chunks(ROWS) {
        let mut select = QueryBuilder::new("SELECT hash, id FROM sources WHERE hash IN (");
        select.push_list(hashes.iter().map(|hash| hash.to_vec()));
        collect(&mut known, select.build_query_as().fetch_all(&mut *tx).await?);
    }
    Ok(known)
}

fn collect(known: &mut HashMap<Hash, i64>, rows: Vec<(Vec<u8>, i64)>) {
    known.extend(rows.into_iter().filter_map(|(hash, id)| Some((hash.try_into().ok()?, id))));
}

/// Removes those of `sources` that no message and no upload uses any more; answers the hashes
/// whose blobs [`Store::delete_blobs`] may delete after the commit.
pub(crate) async fn release(tx: &mut Connection, sources: &[i64]) -> Result<Vec<Hash>> {
    let mut unused = Vec::new();
    for id in sources.iter().filter(|id| **id != 0) {
        let gone: Option<(Vec<u8>, Flag)> = sql::query_as(
            "DELETE FROM sources WHERE id = $1
             AND NOT EXISTS (SELECT 1 FROM messages WHERE source_id = $1 AND source_id <> 0)
             AND NOT EXISTS (SELECT 1 FROM uploads WHERE source_id = $1)
             RETURNING hash, elsewhere",
        )
        .bind(id)
        .fetch_optional(&mut *tx)
        .await?;
        if let Some((hash, Flag(true))) = gone {
            unused.extend(Hash::try_from(hash.as_slice()).ok());
        }
    }
    Ok(unused)
}
