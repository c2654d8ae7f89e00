//! A batch within its transaction: what is known is read for all of it at once, each message is
//! placed in memory, and what comes of it is written at once.

use super::{Copies, Delivered, Digest, Origin, Prepared, origin::WINDOW};
use crate::{
    Result, Store, StoreError,
    blobs::Hash,
    contacts::Met,
    conversations::{Facts, Joiner, Place},
    filters::{self, Candidate},
    folders, labels, mute,
    repeats::{self, Repeat},
    rows::{self, NewMessage},
    sources::{self, Packed, ROWS},
    spam,
    sql::{Connection, QueryBuilder},
    uids,
};
use model::{AccountId, Folder, FolderKey, LabelId, MessageId, Role, UnixMillis, UserId};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, hash_map::Entry};

/// Answers what became of each, and the blobs to delete after the commit.
pub(super) async fn store(
    store: &Store,
    tx: &mut Connection,
    batch: Vec<Prepared>,
    now: UnixMillis,
) -> Result<(Vec<Delivered>, Vec<Hash>)> {
    let mut batch = batch;
    let mut known = Known::load(store, tx, &mut batch, now).await?;
    let spilt = known.spilt(&batch);
    let mut outcome = Outcome::default();
    for one in batch {
        let delivered = known.place(one, &mut outcome)?;
        outcome.answers.push(delivered);
    }
    let Known { joiner, sources: kept, .. } = known;
    // A later message of the batch may have moved an earlier one.
    for message in &mut outcome.messages {
        message.place = joiner.place(message.id);
    }
    joiner.save(tx).await?;
    rows::insert(tx, outcome.messages).await?;
    labels::restore(tx, &outcome.labelled).await?;
    for (user, candidates) in outcome.candidates {
        let rescued = filters::run(tx, user, &candidates, now).await?;
        outcome.judged.retain(|id| !rescued.contains(id));
        let arrived: Vec<MessageId> = candidates.iter().map(|one| one.id).collect();
        mute::hush(tx, user, &arrived).await?;
    }
    spam::judged(tx, &outcome.judged).await?;
    uids::record(tx, outcome.collected, now).await?;
    uids::confirm(tx, &outcome.confirmed).await?;
    repeats::record(tx, outcome.brought, now).await?;
    repeats::forget(tx, now - WINDOW).await?;
    outcome.met.save(tx, now).await?;
    // Two messages under one UID: the second one's bytes are nobody's.
    let unused: Vec<i64> =
        kept.into_values().filter(|source| !outcome.used.contains(source)).collect();
    let mut blobs = sources::release(tx, &unused).await?;
    blobs.extend(spilt);
    Ok((outcome.answers, blobs))
}

/// What the database knows that bears on a batch.
#[derive(Default)]
struct Known {
    /// What was collected before, and what it became.
    recorded: HashMap<(AccountId, String), MessageId>,
    /// What of it this batch records. Such a message may be several users': it becomes one of each
    /// (R12).
    new: HashSet<(AccountId, String)>,
    /// Messages that the users' accounts have brought before.
    repeats: HashMap<Repeat, MessageId>,
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
    async fn load(
        store: &Store,
        tx: &mut Connection,
        batch: &mut [Prepared],
        now: UnixMillis,
    ) -> Result<Self> {
        let collected = batch.iter().filter_map(|one| one.collected.as_ref());
        let mut known = Self { recorded: uids::recorded(tx, collected).await?, ..Self::default() };
        known.let_go_of_doubted(tx, batch).await?;
        known.load_repeats(tx, batch, now - WINDOW).await?;
        let fresh = |one: &Prepared| known.known(one).is_none();
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

    /// What is recorded under a UID that is now another message's says nothing of that one.
    async fn let_go_of_doubted(&mut self, tx: &mut Connection, batch: &[Prepared]) -> Result<()> {
        for one in batch {
            let Some(origin) = one.collected.as_ref().filter(|origin| origin.doubted) else {
                continue;
            };
            if let Entry::Occupied(recorded) = self.recorded.entry(origin.key())
                && !one.is_again(tx, *recorded.get()).await?
            {
                recorded.remove();
            }
        }
        Ok(())
    }

    async fn load_repeats(
        &mut self,
        tx: &mut Connection,
        batch: &[Prepared],
        since: UnixMillis,
    ) -> Result<()> {
        let mut digests: BTreeMap<UserId, Vec<Digest>> = BTreeMap::new();
        for one in batch {
            if let Some(digest) = one.digest {
                digests.entry(one.user).or_default().push(digest);
            }
        }
        for (user, digests) in digests {
            self.repeats.extend(repeats::known(tx, user, &digests, since).await?);
        }
        Ok(())
    }

    /// The message that is here already, in place of which another is not stored.
    fn known(&self, one: &Prepared) -> Option<MessageId> {
        let origin = one.collected.as_ref()?;
        let key = origin.key();
        let recorded = self.recorded.get(&key).copied();
        let is_theirs = |id: &MessageId| id.user() == one.user || !self.new.contains(&key);
        recorded.filter(is_theirs).or_else(|| {
            let repeat = (one.user, one.digest?);
            (origin.copies == Copies::Dropped).then(|| self.repeats.get(&repeat).copied())?
        })
    }

    /// Blobs that were written before it was known that their messages are here already.
    fn spilt(&self, batch: &[Prepared]) -> Vec<Hash> {
        let known = batch.iter().filter(|one| self.known(one).is_some());
        let large = known.filter(|one| one.packed.elsewhere);
        large.map(|one| one.packed.hash).collect()
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
        let facts: Vec<&Facts> = arrivals.iter().map(|one| &one.facts).collect();
        self.joiner.load(tx, user, &facts).await?;
        let sources: BTreeSet<i64> = arrivals
            .iter()
            .filter(|one| one.skip_duplicate)
            .filter_map(|one| self.sources.get(&one.packed.hash).copied())
            .collect();
        let sources: Vec<i64> = sources.into_iter().collect();
        find_present(tx, user, &sources, &mut self.present).await
    }

    fn place(&mut self, one: Prepared, outcome: &mut Outcome) -> Result<Delivered> {
        if let Some(id) = self.known(&one) {
            if let Some(origin) = one.collected {
                match self.recorded.entry(origin.key()) {
                    Entry::Vacant(unrecorded) => {
                        self.new.insert(unrecorded.key().clone());
                        unrecorded.insert(id);
                        // Its size is not compared with the provider's: the bytes here are a
                        // copy's.
                        outcome.collected.push((Origin { size: 0, ..origin }, id));
                    }
                    Entry::Occupied(_) if origin.doubted => outcome.confirmed.push(origin),
                    Entry::Occupied(_) => {}
                }
            }
            return Ok(Delivered { id, duplicate: true });
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
        let account = one.collected.as_ref().map(|origin| origin.account);
        if let Some(origin) = one.collected {
            // A UID is recorded once, whosever the message becomes.
            if self.new.insert(origin.key()) {
                self.recorded.insert(origin.key(), id);
                outcome.collected.push((origin, id));
            }
        }
        if let Some(digest) = one.digest {
            self.repeats.entry((one.user, digest)).or_insert(id);
            outcome.brought.push(((one.user, digest), id));
        }
        if there.is_some() {
            return Ok(Delivered { id, duplicate: true });
        }
        self.present.entry((one.user, source)).or_insert(id);
        let folder = self.folders.get(&(one.user, one.folder)).ok_or_else(missing)?;
        if matches!(folder.role, Role::Inbox | Role::Archive | Role::Own) {
            outcome.met.received_from(one.user, &one.from);
        }
        if !one.labels.is_empty() {
            outcome.labelled.push((id, one.labels));
        }
        if one.filtered {
            let looks_like_spam = one.judged;
            let candidate = Candidate { id, account, trail: one.trail, looks_like_spam };
            outcome.candidates.entry(one.user).or_default().push(candidate);
        }
        self.joiner.join(id, &one.facts);
        if one.judged {
            outcome.judged.push(id);
        }
        outcome.messages.push(NewMessage {
            id,
            folder: folder.id,
            place: Place::alone(id),
            source,
            received: one.received,
            size: one.packed.size,
            unread: one.unread,
            starred: one.starred,
            answered: one.answered,
            forwarded: one.forwarded,
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
    labelled: Vec<(MessageId, Vec<LabelId>)>,
    judged: Vec<MessageId>,
    candidates: BTreeMap<UserId, Vec<Candidate>>,
    collected: Vec<(Origin, MessageId)>,
    /// What proved to be what is recorded.
    confirmed: Vec<Origin>,
    brought: Vec<(Repeat, MessageId)>,
    met: Met,
    used: BTreeSet<i64>,
}

/// Leaves hash and size, which are still needed.
fn take_packed(packed: &mut Packed) -> Packed {
    Packed { content: std::mem::take(&mut packed.content), ..*packed }
}

async fn find_present(
    tx: &mut Connection,
    user: UserId,
    sources: &[i64],
    present: &mut HashMap<(UserId, i64), MessageId>,
) -> Result<()> {
    for sources in sources.chunks(ROWS) {
        let mut select =
            QueryBuilder::new("SELECT source_id, id FROM messages WHERE source_id IN (");
        select.push_list(sources.iter().copied()).push(" AND source_id <> 0 AND id BETWEEN ");
        select.push_bind(MessageId::new(user, 0).0).push(" AND ");
        select.push_bind(MessageId::new(user, u32::MAX).0);
        let rows: Vec<(i64, i64)> = select.build_query_as().fetch_all(&mut *tx).await?;
        let ids = rows.into_iter().map(|(source, id)| ((user, source), MessageId(id)));
        present.extend(ids);
    }
    Ok(())
}
