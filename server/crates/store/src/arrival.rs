//! How mail comes in: collected, imported or delivered, all by one path.

mod batch;

use crate::{
    Result, Store,
    conversations::references,
    rows::Summary,
    sources::{Packed, pack},
};
use model::{AccountId, Extract, FolderKey, Mailbox, MessageId, UnixMillis, UserId};

/// A message to store.
pub struct Arrival {
    /// Whose it is.
    pub user: UserId,
    /// Where it goes.
    pub folder: FolderKey,
    /// Its bytes, kept as they are.
    pub source: Vec<u8>,
    /// What they say.
    pub extract: Extract,
    /// When it came.
    pub received: UnixMillis,
    /// Nobody has opened it yet.
    pub unread: bool,
    /// Starred, as an import may know.
    pub starred: bool,
    /// The user has the same bytes (and so the same Message-ID) already: do not store them again
    /// (R11).
    pub skip_duplicate: bool,
    /// The account and UID it was collected from; recorded in the same transaction as the
    /// message. One that is recorded already is not stored again.
    pub collected: Option<(AccountId, String)>,
}

/// What became of an [`Arrival`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// The message, or the one that was there.
    pub id: MessageId,
    /// Nothing new was stored.
    pub duplicate: bool,
}

/// An arrival after the slow work on it.
struct Prepared {
    user: UserId,
    folder: FolderKey,
    received: UnixMillis,
    unread: bool,
    starred: bool,
    skip_duplicate: bool,
    collected: Option<(AccountId, String)>,
    packed: Packed,
    references: Vec<i64>,
    from: Vec<Mailbox>,
    summary: Summary,
}

fn prepare(arrival: Arrival) -> Result<Prepared> {
    Ok(Prepared {
        packed: pack(&arrival.source)?,
        references: references(&arrival.extract),
        summary: Summary::of(&arrival.extract, arrival.received)?,
        user: arrival.user,
        folder: arrival.folder,
        received: arrival.received,
        unread: arrival.unread,
        starred: arrival.starred,
        skip_duplicate: arrival.skip_duplicate,
        collected: arrival.collected,
        from: arrival.extract.from,
    })
}

impl Store {
    /// Stores a batch in one transaction: sources, rows, conversations, words, contacts, UIDs.
    /// All of it is on the disk when this returns; answers in the order of the batch.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a user, folder or account that is not there; then nothing of
    /// the batch is stored.
    pub async fn deliver(&self, batch: Vec<Arrival>, now: UnixMillis) -> Result<Vec<Delivered>> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let prepared = tokio::task::spawn_blocking(move || {
            batch.into_iter().map(prepare).collect::<Result<Vec<_>>>()
        })
        .await??;
        self.put_large(prepared.iter().map(|one| &one.packed)).await?;
        let mut tx = self.pools.write().await?;
        let delivered = batch::store(self, &mut tx, prepared, now).await?;
        tx.commit().await?;
        Ok(delivered)
    }
}
