use super::{
    Facts, Place, Topic,
    facts::{in_time, overlap},
    strands::Strands,
};
use model::{MessageId, UnixMillis, UserId};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

/// Messages that are noted to name an id that is not here: one for each topic.
const NAMERS: usize = 8;

/// Finds or begins the conversations of a batch of messages: [`Joiner::load`] what the database
/// knows of all of them, [`Joiner::join`] one after the other, [`Joiner::save`]. Where each is,
/// [`Joiner::place`] says when all are joined.
#[derive(Default)]
pub(crate) struct Joiner {
    /// One that is here, or those that name the id.
    pub(super) known: HashMap<(UserId, i64), Vec<Known>>,
    pub(super) strands: Strands,
    /// Messages by subject, that an answer may belong to or that may belong to an original.
    pub(super) alike: HashMap<i64, Vec<Alike>>,
    /// The users' own addresses.
    pub(super) me: HashMap<UserId, HashSet<String>>,
    /// Ids to write, with the messages that have or name them.
    pub(super) changed: HashSet<(UserId, i64, i64)>,
    /// Ids of which nothing that was known before counts any longer.
    pub(super) taken: HashSet<(UserId, i64)>,
    /// Strands that an orphan began, and that nothing has led elsewhere. They are named by it.
    pub(super) waiting: HashSet<i64>,
    /// Those of them that wait no longer.
    pub(super) settled: BTreeSet<i64>,
    placed: HashMap<MessageId, (i64, i64)>,
}

/// An id that a message has or names.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) strand: i64,
    /// The message that has it, or else one that names it.
    pub(super) message: i64,
    pub(super) here: bool,
    /// Of that message, if it is still there.
    pub(super) topic: Option<Arc<Topic>>,
    pub(super) subject_key: i64,
    pub(super) date: UnixMillis,
}

/// A message with a certain subject.
#[derive(Clone, Debug)]
pub(super) struct Alike {
    pub(super) id: i64,
    pub(super) strand: i64,
    pub(super) date: UnixMillis,
    pub(super) people: Vec<String>,
    pub(super) orphan: bool,
}

/// What a message meets.
#[derive(Default)]
struct Met {
    /// Strands of what it answers, and of its copies.
    above: BTreeSet<i64>,
    /// Strands of what answers it, and its own.
    below: BTreeSet<i64>,
}

impl Joiner {
    /// Puts a new message where its facts lead.
    pub(crate) fn join(&mut self, id: MessageId, facts: &Facts) {
        self.join_from(id, id.0, facts);
    }

    /// Puts a message that is here where its new facts lead, too.
    pub(crate) fn join_again(&mut self, id: MessageId, before: Place, facts: &Facts) {
        self.strands.stored(before.strand(), before.conversation);
        self.join_from(id, before.strand(), facts);
    }

    fn join_from(&mut self, id: MessageId, own: i64, facts: &Facts) {
        let mut met = self.meet(id, facts);
        met.below.insert(own);
        let orphan = met.above.is_empty() && facts.answers;
        let all: BTreeSet<i64> = met.above.union(&met.below).copied().collect();
        let rooted = (met.above.is_empty() && !orphan)
            || all.iter().any(|strand| *strand != id.0 && self.is_rooted(*strand));
        let host = if rooted { None } else { self.host(id, facts, &met, orphan) };
        if rooted {
            for strand in &all {
                self.settle(*strand);
            }
        }
        let strand = self.strands.merge(&all, host).unwrap_or(own);
        let begins = orphan && !rooted && strand == id.0;
        if begins {
            self.waiting.insert(strand);
        }
        self.refer(id, facts, strand);
        self.take_in(id, facts, strand);
        self.placed.insert(id, (strand, facts.subject_key));
        if facts.subject_key != 0 {
            let alike = Alike {
                id: id.0,
                strand,
                date: facts.date,
                people: facts.people.clone(),
                orphan: begins,
            };
            let all = self.alike.entry(facts.subject_key).or_default();
            all.retain(|one| one.id != id.0);
            all.push(alike);
        }
    }

    fn meet(&self, id: MessageId, facts: &Facts) -> Met {
        let mut met = Met::default();
        let own = facts.own.map_or(&[][..], |own| self.leads(id.user(), own));
        if own.iter().any(|known| known.message == id.0) {
            // It is where it is.
        } else if let Some(known) = own.iter().find(|known| known.here) {
            met.above.extend(known.is_copy(facts).then_some(known.strand));
        } else {
            let answers =
                own.iter().filter(|known| facts.topic.goes_with_some(known.topic.as_deref()));
            met.below.extend(answers.map(|known| known.strand));
        }
        // The closest decides; others only where they are about the same.
        let mut closest: Option<Option<&Topic>> = None;
        for known in facts.named.iter().flat_map(|named| self.leads(id.user(), *named)) {
            let topic = known.topic.as_deref();
            let fits = facts.automatic || facts.topic.goes_with_some(topic);
            let agrees = closest.flatten().is_none_or(|closest| closest.goes_with_some(topic));
            if known.message != id.0 && fits && agrees {
                met.above.insert(known.strand);
                closest.get_or_insert(topic);
            }
        }
        met
    }

    /// Where an id leads: to the message that has it, or else to those that name it.
    pub(super) fn leads(&self, user: UserId, id: i64) -> &[Known] {
        self.known.get(&(user, id)).map_or(&[], Vec::as_slice)
    }

    /// It has the message that began the conversation, or stands by itself for another reason.
    fn is_rooted(&self, strand: i64) -> bool {
        let strand = self.strands.whole(strand);
        self.strands.host(strand).is_none() && !self.waiting.contains(&strand)
    }

    /// What its orphan answered has come.
    fn settle(&mut self, strand: i64) {
        let strand = self.strands.whole(strand);
        if self.waiting.remove(&strand) {
            self.settled.insert(strand);
        }
    }

    /// The conversation to attach the message's strand to, when nothing roots it.
    fn host(&self, id: MessageId, facts: &Facts, met: &Met, orphan: bool) -> Option<i64> {
        let mut strands = met.above.iter().chain(&met.below);
        let host = strands.find_map(|strand| self.strands.host(*strand));
        host.or_else(|| if orphan { self.original(id, facts) } else { None })
    }

    /// The nearest message that an orphan may answer, as its strand.
    fn original(&self, id: MessageId, facts: &Facts) -> Option<i64> {
        let alike = self.alike.get(&facts.subject_key)?;
        alike
            .iter()
            .filter(|one| one.id != id.0 && in_time(one.date, facts.date))
            .filter(|one| overlap(self.me(id.user()), &one.people, &facts.people))
            .min_by_key(|one| (facts.date.abs_diff(one.date), one.id))
            .map(|one| one.strand)
    }

    fn me(&self, user: UserId) -> &HashSet<String> {
        static NOBODY: std::sync::LazyLock<HashSet<String>> =
            std::sync::LazyLock::new(HashSet::new);
        self.me.get(&user).unwrap_or(&NOBODY)
    }

    /// Notes where its ids lead from now on.
    fn refer(&mut self, id: MessageId, facts: &Facts, strand: i64) {
        let user = id.user();
        let known = |here| Known {
            strand,
            message: id.0,
            here,
            topic: Some(facts.topic.clone()),
            subject_key: facts.subject_key,
            date: facts.date,
        };
        if let Some(own) = facts.own {
            let there = self.known.entry((user, own)).or_default();
            let is_copy =
                |there: &Known| there.here && there.message != id.0 && there.is_copy(facts);
            if !there.iter().any(is_copy) {
                // Of several messages with one id an answer means the latest.
                if there.iter().any(|there| there.message != id.0) {
                    self.taken.insert((user, own));
                }
                *there = vec![known(true)];
                self.changed.insert((user, own, id.0));
            }
        }
        for (n, named) in facts.named.iter().enumerate() {
            let there = self.known.entry((user, *named)).or_default();
            let known_already = there.len() >= NAMERS
                || there.iter().any(|one| {
                    let same = self.strands.whole(one.strand) == strand;
                    let alike = one.topic.as_ref() == Some(&facts.topic);
                    one.here || one.message == id.0 || (same && (n > 0 || alike))
                });
            if !known_already {
                there.push(known(false));
                self.changed.insert((user, *named, id.0));
            }
        }
    }

    /// Orphans that have waited for this message.
    fn take_in(&mut self, id: MessageId, facts: &Facts, strand: i64) {
        let Some(alike) = self.alike.get(&facts.subject_key) else { return };
        let me = self.me(id.user());
        let waiting: Vec<i64> = alike
            .iter()
            // What began its strand and still stands by itself.
            .filter(|one| one.orphan && self.waiting.contains(&one.id))
            .filter(|one| self.strands.conversation(one.strand) == one.id)
            .filter(|one| one.id != id.0 && in_time(facts.date, one.date))
            .filter(|one| overlap(me, &one.people, &facts.people))
            .map(|one| one.strand)
            .collect();
        for orphan in waiting {
            self.strands.attach(orphan, strand);
        }
    }

    /// Where the message is, when all of the batch are joined.
    pub(crate) fn place(&self, id: MessageId) -> Place {
        let Some(&(strand, subject_key)) = self.placed.get(&id) else {
            return Place::alone(id);
        };
        let (strand, conversation) =
            (self.strands.whole(strand), self.strands.conversation(strand));
        let strand = if strand == conversation { 0 } else { strand };
        let orphan = self.waiting.contains(&id.0);
        Place { conversation, strand, subject_key, orphan }
    }
}

impl Known {
    /// The message with this id came before, and these are facts of the same one.
    fn is_copy(&self, facts: &Facts) -> bool {
        self.topic.is_some() && self.date == facts.date && self.subject_key == facts.subject_key
    }
}
