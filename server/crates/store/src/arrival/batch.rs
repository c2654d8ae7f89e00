//! A batch within its transaction: what is known is read for all of it at once, each message is
//! placed in memory, and what comes of it is written at once.

use super::{Delivered, Prepared};
use crate::{
    Result, Store, StoreError,
    blobs::Hash,
    contacts::Met,
    conversations::Joiner,
    folders,
    rows::{self, NewMessage},
    sources::{self, Packed, ROWS},
    sqlite::{Connection, Db},
    uids,
};
use model::{AccountId, ConversationId, Folder, FolderKey, MessageId, Role, UnixMillis, UserId};
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry};

pub(super) async fn store(
    store: &Store,
    tx: &mut Connection,
    batch: Vec<Prepared>,
    now: UnixMillis,
) -> Result<Vec<Delivered>> {
    let mut batch = batch;
    let mut known = Known::load(store, tx, &mut batch).await?;
    let mut outcome = Outcome::default();
    for one in batch {
        let delivered = known.place(one, &mut outcome)?;
        outcome.answers.push(delivered);
    }
    let Known { joiner, sources: kept, .. } = known;
    // A later message of the batch may have joined two conversations.
    for message in &mut outcome.messages {
        message.conversation = ConversationId(joiner.root(message.conversation.0));
    }
    joiner.save(tx).await?;
    rows::insert(tx, outcome.messages).await?;
    uids::record(tx, outcome.collected, now).await?;
    outcome.met.save(tx, now).await?;
    // Two messages under one UID: the second one's bytes are nobody's.
    let unused: Vec<i64> =
        kept.into_values().filter(|source| !outcome.used.contains(source)).collect();
    sources::release(tx, &unused).await?;
    Ok(outcome.answers)
}

/// What the database knows that bears on a batch.
#[derive(Default)]
struct Known {
    /// What was collected before, and what it became.
    recorded: HashMap<(AccountId, String), MessageId>,
    /// The sources of the batch.
    sources: HashMap<Hash, i64>,
    /// Which of them the user has a message of.
    present: HashMap<(UserId, i64), MessageId>,
    folders: HashMap<(UserId, FolderKey), Folder>,
    /// The n of the next message id of each user.
    next: HashMap<UserId, u32>,
    joiner: Joiner,
}

impl Known {
    async fn load(store: &Store, tx: &mut Connection, batch: &mut [Prepared]) -> Result<Self> {
        let collected = batch.iter().filter_map(|one| one.collected.as_ref());
        let mut known = Self { recorded: uids::recorded(tx, collected).await?, ..Self::default() };
        let fresh = |one: &Prepared| {
            one.collected.as_ref().is_none_or(|key| !known.recorded.contains_key(key))
        };
        let mut packed = Vec::with_capacity(batch.len());
        let mut users: BTreeMap<UserId, Vec<usize>> = BTreeMap::new();
        for (n, one) in batch.iter_mut().enumerate().filter(|(_, one)| fresh(one)) {
            packed.push(take_packed(&mut one.packed));
            users.entry(one.user).or_default().push(n);
        }
        known.sources = store.keep(tx, packed).await?;
        for (user, arrivals) in users {
            let arrivals: Vec<&Prepared> = arrivals.into_iter().map(|n| &batch[n]).collect();
            known.load_user(tx, user, &arrivals).await?;
        }
        Ok(known)
    }

    async fn load_user(
        &mut self,
        tx: &mut Connection,
        user: UserId,
        arrivals: &[&Prepared],
    ) -> Result<()> {
        self.next.insert(user, rows::next_ids(tx, user, arrivals.len()).await?);
        for one in arrivals {
            if let Entry::Vacant(entry) = self.folders.entry((user, one.folder.clone())) {
                entry.insert(folders::resolve(tx, user, &one.folder).await?);
            }
        }
        let unique: BTreeSet<i64> =
            arrivals.iter().flat_map(|one| &one.references).copied().collect();
        let references: Vec<i64> = unique.into_iter().collect();
        self.joiner.load(tx, user, &references).await?;
        let sources: BTreeSet<i64> = arrivals
            .iter()
            .filter(|one| one.skip_duplicate)
            .filter_map(|one| self.sources.get(&one.packed.hash).copied())
            .collect();
        let sources: Vec<i64> = sources.into_iter().collect();
        find_present(tx, user, &sources, &mut self.present).await
    }

    fn place(&mut self, one: Prepared, outcome: &mut Outcome) -> Result<Delivered> {
        let recorded = one.collected.as_ref().and_then(|key| self.recorded.get(key));
        if let Some(id) = recorded {
            return Ok(Delivered { id: *id, duplicate: true });
        }
        let missing = || StoreError::Database("a part of the batch was not read".into());
        let source = *self.sources.get(&one.packed.hash).ok_or_else(missing)?;
        outcome.used.insert(source);
        let there = self.present.get(&(one.user, source)).copied().filter(|_| one.skip_duplicate);
        let id = if let Some(id) = there {
            id
        } else {
            let next = self.next.get_mut(&one.user).ok_or_else(missing)?;
            let id = MessageId::new(one.user, *next);
            *next += 1;
            id
        };
        if let Some(key) = one.collected {
            self.recorded.insert(key.clone(), id);
            outcome.collected.push((key, id));
        }
        if there.is_some() {
            return Ok(Delivered { id, duplicate: true });
        }
        self.present.entry((one.user, source)).or_insert(id);
        let folder = self.folders.get(&(one.user, one.folder)).ok_or_else(missing)?;
        if matches!(folder.role, Role::Inbox | Role::Archive | Role::Own) {
            outcome.met.received_from(one.user, &one.from);
        }
        outcome.messages.push(NewMessage {
            id,
            folder: folder.id,
            conversation: ConversationId(self.joiner.join(id, &one.references)),
            source,
            received: one.received,
            size: one.packed.size,
            unread: one.unread,
            starred: one.starred,
            delivery: "",
            summary: one.summary,
        });
        Ok(Delivered { id, duplicate: false })
    }
}

/// What a batch comes to.
#[derive(Default)]
struct Outcome {
    answers: Vec<Delivered>,
    messages: Vec<NewMessage>,
    collected: Vec<((AccountId, String), MessageId)>,
    met: Met,
    used: BTreeSet<i64>,
}

/// Leaves hash and size, which are still needed.
fn take_packed(packed: &mut Packed) -> Packed {
    Packed { compressed: std::mem::take(&mut packed.compressed), ..*packed }
}

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
        select.push_bind(MessageId::new(user, 0).0).push(" AND ");
        select.push_bind(MessageId::new(user, u32::MAX).0);
        let rows: Vec<(i64, i64)> = select.build_query_as().fetch_all(&mut *tx).await?;
        let ids = rows.into_iter().map(|(source, id)| ((user, source), MessageId(id)));
        present.extend(ids);
    }
    Ok(())
}
