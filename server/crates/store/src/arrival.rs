//! How mail comes in: collected, imported or delivered, all by one path.

use crate::{
    Result, Store, StoreError, contacts,
    conversations::{Joiner, references},
    folders,
    rows::{self, NewMessage, Summary},
    sources::{Packed, ROWS, pack},
    sqlite::{Connection, Db},
    uids,
};
use model::{
    AccountId, ConversationId, Extract, Folder, FolderKey, MessageId, Role, UnixMillis, UserId,
};
use sqlx::QueryBuilder;
use std::collections::HashMap;

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
    from: Vec<model::Mailbox>,
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
        let delivered = self.store_batch(&mut tx, prepared, now).await?;
        tx.commit().await?;
        Ok(delivered)
    }

    async fn store_batch(
        &self,
        tx: &mut Connection,
        mut batch: Vec<Prepared>,
        now: UnixMillis,
    ) -> Result<Vec<Delivered>> {
        let mut answers: Vec<Option<Delivered>> = vec![None; batch.len()];
        let duplicate = |id| Some(Delivered { id, duplicate: true });

        // What was collected before, and what is in the batch twice.
        let mut recorded =
            uids::recorded(tx, batch.iter().filter_map(|one| one.collected.as_ref())).await?;
        let fresh: Vec<usize> = (0..batch.len())
            .filter(|n| match &batch[*n].collected {
                Some(key) => !recorded.contains_key(key),
                None => true,
            })
            .collect();
        let packed: Vec<Packed> =
            fresh.iter().map(|n| take_packed(&mut batch[*n].packed)).collect();
        let kept = self.keep(tx, packed).await?;

        let mut present = HashMap::new();
        let mut users: HashMap<UserId, Vec<usize>> = HashMap::new();
        for n in &fresh {
            users.entry(batch[*n].user).or_default().push(*n);
        }
        let mut places: HashMap<(UserId, FolderKey), Folder> = HashMap::new();
        let mut joiner = Joiner::default();
        for (user, arrivals) in &users {
            let mut sources: Vec<i64> = Vec::new();
            let mut named: Vec<i64> = Vec::new();
            for n in arrivals {
                let one = &batch[*n];
                if one.skip_duplicate {
                    sources.extend(kept.get(&one.packed.hash));
                }
                named.extend(&one.references);
                let key = (*user, one.folder.clone());
                if let std::collections::hash_map::Entry::Vacant(place) = places.entry(key) {
                    place.insert(folders::resolve(tx, *user, &one.folder).await?);
                }
            }
            find_present(tx, *user, &sources, &mut present).await?;
            named.sort_unstable();
            named.dedup();
            joiner.load(tx, *user, &named).await?;
        }

        let mut next: HashMap<UserId, u32> = HashMap::new();
        for (user, arrivals) in &users {
            next.insert(*user, rows::next_ids(tx, *user, arrivals.len()).await?);
        }
        let mut met = contacts::Met::default();
        let mut messages = Vec::with_capacity(fresh.len());
        let mut collected = Vec::new();
        for (n, one) in batch.into_iter().enumerate() {
            if let Some(id) = one.collected.as_ref().and_then(|key| recorded.get(key)) {
                answers[n] = duplicate(*id);
                continue;
            }
            let source = *kept
                .get(&one.packed.hash)
                .ok_or_else(|| StoreError::Database("a source was not stored".into()))?;
            let there = present.get(&(one.user, source)).copied().filter(|_| one.skip_duplicate);
            let id = if let Some(id) = there {
                answers[n] = duplicate(id);
                id
            } else {
                let number = next.get_mut(&one.user).ok_or(StoreError::NotFound("user"))?;
                let id = MessageId::new(one.user, *number);
                *number += 1;
                answers[n] = Some(Delivered { id, duplicate: false });
                present.entry((one.user, source)).or_insert(id);
                let folder = &places[&(one.user, one.folder.clone())];
                if !matches!(folder.role, Role::Spam | Role::Trash | Role::Sent | Role::Drafts) {
                    met.received_from(one.user, &one.from);
                }
                let conversation = joiner.join(id, &one.references);
                messages.push(NewMessage {
                    id,
                    folder: folder.id,
                    conversation: ConversationId(conversation),
                    source,
                    received: one.received,
                    size: one.packed.size,
                    unread: one.unread,
                    starred: one.starred,
                    delivery: "",
                    summary: one.summary,
                });
                id
            };
            if let Some(key) = one.collected {
                recorded.insert(key.clone(), id);
                collected.push((key, id));
            }
        }
        // A later message of the batch may have joined two conversations.
        for message in &mut messages {
            message.conversation = ConversationId(joiner.root(message.conversation.0));
        }
        joiner.save(tx).await?;
        rows::insert(tx, messages).await?;
        uids::record(tx, collected, now).await?;
        met.save(tx, now).await?;
        Ok(answers.into_iter().flatten().collect())
    }
}

/// Leaves hash and size, which are still needed.
fn take_packed(packed: &mut Packed) -> Packed {
    Packed { compressed: std::mem::take(&mut packed.compressed), ..*packed }
}

/// Which of the sources the user has a message of.
async fn find_present(
    tx: &mut Connection,
    user: UserId,
    sources: &[i64],
    present: &mut HashMap<(UserId, i64), MessageId>,
) -> Result<()> {
    for sources in sources.chunks(ROWS) {
        let mut select =
            QueryBuilder::<Db>::new("SELECT source_id, id FROM messages WHERE source_id IN (");
        let mut list = select.separated(", ");
        for source in sources {
            list.push_bind(*source);
        }
        select.push(") AND source_id <> 0 AND id BETWEEN ");
        select
            .push_bind(MessageId::new(user, 0).0)
            .push(" AND ")
            .push_bind(MessageId::new(user, u32::MAX).0);
        let rows: Vec<(i64, i64)> = select.build_query_as().fetch_all(&mut *tx).await?;
        for (source, id) in rows {
            present.insert((user, source), MessageId(id));
        }
    }
    Ok(())
}
