//! How mail comes in: collected, imported or delivered, all by one path.

mod batch;
mod origin;
mod source;
mod whole;

pub(crate) use origin::Digest;
pub use origin::{Copies, Origin};
pub use source::Source;

use crate::{
    Result, Store,
    blobs::Hash,
    conversations::Facts,
    repeats,
    rows::Summary,
    sources::{Packed, pack},
    sql::Connection,
};
use model::{Extract, FolderKey, LabelId, Mailbox, MessageId, UnixMillis, UserId};

/// A message to store.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Arrival {
    /// Whose it is.
    pub user: UserId,
    /// Where it goes.
    pub folder: FolderKey,
    /// Its bytes, kept as they are.
    pub source: Source,
    /// What they say.
    pub extract: Extract,
    /// When it came.
    pub received: UnixMillis,
    /// Nobody has opened it yet.
    pub unread: bool,
    /// Starred, as an import may know.
    pub starred: bool,
    /// Labels to put on it; those that are gone are left out.
    pub labels: Vec<LabelId>,
    /// It goes where it goes because it looks like spam.
    pub judged: bool,
    /// The user has the same bytes (and so the same Message-ID) already: do not store them again
    /// (R11).
    pub skip_duplicate: bool,
    /// The user's filters are asked what happens to it.
    pub filtered: bool,
    /// Addresses that it has been at, in lower case: a filter does not send it on to them (R14).
    /// None: it has come too far to be sent on at all.
    pub trail: Option<Vec<String>>,
    /// Where it was collected from; recorded in the same transaction as the message. What is
    /// recorded already is not stored again.
    pub collected: Option<Origin>,
}

/// What became of an [`Arrival`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// The message, or the one that was there.
    pub id: MessageId,
    /// Nothing new was stored.
    pub duplicate: bool,
}

/// An arrival after the slow work on it: hashed, compressed, its words split.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Prepared {
    user: UserId,
    folder: FolderKey,
    received: UnixMillis,
    unread: bool,
    starred: bool,
    pub(crate) answered: bool,
    pub(crate) forwarded: bool,
    labels: Vec<LabelId>,
    judged: bool,
    skip_duplicate: bool,
    filtered: bool,
    trail: Option<Vec<String>>,
    collected: Option<Origin>,
    /// What tells the same message again (R11); only of what was collected whole.
    digest: Option<Digest>,
    packed: Packed,
    facts: Facts,
    from: Vec<Mailbox>,
    summary: Summary,
}

impl Prepared {
    /// Bytes of the message as it came.
    pub fn size(&self) -> u64 {
        self.packed.size.unsigned_abs()
    }

    /// What its source is known by.
    pub(crate) fn hash(&self) -> Hash {
        self.packed.hash
    }

    /// The UID under which it was collected, if it was.
    pub fn uid(&self) -> Option<&str> {
        self.collected.as_ref().map(|origin| origin.uid.as_str())
    }

    /// Whether it is what `recorded` is or, if that is erased, was: the same bytes, or the same
    /// Message-ID and body.
    async fn is_again(&self, tx: &mut Connection, recorded: MessageId) -> Result<bool> {
        let digest = self.digest.unwrap_or_default();
        repeats::is_again(tx, recorded, (self.user, digest), self.packed.hash).await
    }

    fn fills_stub(&self) -> bool {
        self.collected.as_ref().is_some_and(Origin::fills_stub)
    }
}

impl Store {
    /// Does the slow work on a message, before [`Store::deliver_prepared`] holds up other writers
    /// with the rest. What is large is written to the blob store; should the message not be
    /// delivered after all, that is found by [`Store::check`] and does no harm.
    ///
    /// For a blocking thread of the runtime.
    pub fn prepare(&self, arrival: Arrival) -> Result<Prepared> {
        let whole = arrival.collected.as_ref().is_some_and(Origin::is_whole);
        let packed = pack(self, &arrival.source)?;
        let summary = match &arrival.source {
            Source::Memory(source) if !packed.elsewhere => {
                Summary::beside(source, &arrival.extract, arrival.received)?
            }
            _ => Summary::of(&arrival.extract, arrival.received)?,
        };
        let message_id = &arrival.extract.message_id;
        let digest = whole.then(|| origin::digest(message_id, &arrival.source)).transpose()?;
        Ok(Prepared {
            digest,
            packed,
            facts: Facts::of(arrival.user, &arrival.extract, &summary),
            summary,
            user: arrival.user,
            folder: arrival.folder,
            received: arrival.received,
            unread: arrival.unread,
            starred: arrival.starred,
            answered: false,
            forwarded: false,
            labels: arrival.labels,
            judged: arrival.judged,
            skip_duplicate: arrival.skip_duplicate,
            filtered: arrival.filtered,
            trail: arrival.trail,
            collected: arrival.collected,
            from: arrival.extract.from,
        })
    }

    /// Stores a batch in one transaction: sources, rows, conversations, words, contacts, UIDs.
    /// All of it is on the disk when this returns; answers in the order of the batch. A message
    /// that takes the place of its stub has a transaction of its own.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::StoreError::NotFound) for a user, folder or account that is
    /// not there; then nothing of the batch is stored.
    pub async fn deliver(&self, batch: Vec<Arrival>, now: UnixMillis) -> Result<Vec<Delivered>> {
        let store = self.clone();
        let prepared = tokio::task::spawn_blocking(move || {
            batch.into_iter().map(|one| store.prepare(one)).collect::<Result<Vec<_>>>()
        })
        .await??;
        self.deliver_prepared(prepared, now).await
    }

    /// The same for what [`Store::prepare`] has answered.
    pub async fn deliver_prepared(
        &self,
        batch: Vec<Prepared>,
        now: UnixMillis,
    ) -> Result<Vec<Delivered>> {
        let (stubs, batch): (Vec<_>, Vec<_>) =
            batch.into_iter().enumerate().partition(|(_, one)| one.fills_stub());
        let (places, batch): (Vec<usize>, Vec<Prepared>) = batch.into_iter().unzip();
        let delivered = self.deliver_all(batch, now).await?;
        let mut answers: Vec<_> = places.into_iter().zip(delivered).collect();
        for (place, one) in stubs {
            answers.push((place, self.deliver_whole(one, now).await?));
        }
        answers.sort_unstable_by_key(|(place, _)| *place);
        Ok(answers.into_iter().map(|(_, delivered)| delivered).collect())
    }

    async fn deliver_all(&self, batch: Vec<Prepared>, now: UnixMillis) -> Result<Vec<Delivered>> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.pools.write().await?;
        let (delivered, blobs) = batch::store(self, &mut tx, batch, now).await?;
        tx.commit().await?;
        self.delete_blobs(&blobs).await?;
        Ok(delivered)
    }
}
