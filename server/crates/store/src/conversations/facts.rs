use super::{DAY, Topic, WINDOW};
use crate::{rows::Summary, users::address_key};
use model::{Extract, UnixMillis, UserId, subject::base_subject};
use std::{collections::HashSet, sync::Arc};

/// Of more references than this, the oldest and the newest count. A stranger chooses them.
const REFERENCES: usize = 100;
/// Bytes of a subject that count.
const SUBJECT: usize = 1000;

/// What bears on where a message belongs.
#[derive(Debug)]
pub(crate) struct Facts {
    /// Its own id.
    pub(crate) own: Option<i64>,
    /// The ids that it names, the closest first, each once, without its own.
    pub(crate) named: Vec<i64>,
    pub(crate) topic: Arc<Topic>,
    pub(crate) subject_key: i64,
    /// It says that it answers something.
    pub(crate) answers: bool,
    /// A program wrote it about what it names: its subject says nothing.
    pub(crate) automatic: bool,
    pub(crate) date: UnixMillis,
    pub(crate) people: Vec<String>,
}

impl Facts {
    /// What a message of the user says; `summary` is what is shown of it.
    pub(crate) fn of(user: UserId, extract: &Extract, summary: &Summary) -> Self {
        let own = hashed(&extract.message_id);
        let named = named(extract);
        let subject = &extract.subject[..extract.subject.floor_char_boundary(SUBJECT)];
        let base = base_subject(subject);
        Self {
            own,
            answers: base.answers || !named.is_empty(),
            named,
            topic: Arc::new(Topic::of(subject)),
            subject_key: subject_key(user, base.text),
            automatic: extract.automatic,
            date: summary.date,
            people: people(&summary.from.address, &summary.recipients),
        }
    }

    /// Every id that it has or names.
    pub(crate) fn ids(&self) -> impl Iterator<Item = i64> {
        self.own.into_iter().chain(self.named.iter().copied())
    }
}

/// The ids that a message names, from the closest to the farthest: what it answers, then its
/// references from the last. Its own is not among them.
pub(crate) fn named(extract: &Extract) -> Vec<i64> {
    let (first, rest) = extract.references.split_at(extract.references.len().min(REFERENCES / 4));
    let last = &rest[rest.len().saturating_sub(REFERENCES - first.len())..];
    let answered = extract.in_reply_to.iter().take(REFERENCES / 4);
    let ids = answered.chain(last.iter().rev()).chain(first.iter().rev());
    let mut seen: HashSet<i64> = hashed(&extract.message_id).into_iter().collect();
    ids.filter_map(|id| hashed(id)).filter(|id| seen.insert(*id)).collect()
}

/// 64 bits are enough among the mail of one user; a collision only joins two conversations.
fn hashed(id: &str) -> Option<i64> {
    let id = id.trim();
    (!id.is_empty()).then(|| first_bytes(blake3::hash(id.as_bytes())))
}

fn first_bytes(hash: blake3::Hash) -> i64 {
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    i64::from_be_bytes(first)
}

/// The same for the same words, whatever their case and the blanks between; 0 without any.
fn subject_key(user: UserId, base: &str) -> i64 {
    let mut hash = blake3::Hasher::new();
    hash.update(&user.0.to_be_bytes());
    let mut words = base.split_whitespace().peekable();
    if words.peek().is_none() {
        return 0;
    }
    for word in words {
        hash.update(word.to_lowercase().as_bytes()).update(b" ");
    }
    match first_bytes(hash.finalize()) {
        0 => 1,
        key => key,
    }
}

/// The addresses that a row shows, as they are compared.
pub(super) fn people(from: &str, recipients: &str) -> Vec<String> {
    let recipients: Vec<(String, String)> = serde_json::from_str(recipients).unwrap_or_default();
    let addresses =
        std::iter::once(from.to_owned()).chain(recipients.into_iter().map(|(_, address)| address));
    addresses.map(|address| address_key(&address)).filter(|key| key.contains('@')).collect()
}

/// Whether they share a correspondent; the user alone is enough where there is nobody else.
pub(super) fn overlap(me: &HashSet<String>, one: &[String], other: &[String]) -> bool {
    let others = |people: &[String]| people.iter().any(|person| !me.contains(person));
    if !one.is_empty() && !other.is_empty() && !others(one) && !others(other) {
        return true;
    }
    one.iter().any(|person| !me.contains(person) && other.contains(person))
}

/// Whether an answer of that date can be one to a message of the other.
pub(super) fn in_time(original: UnixMillis, answer: UnixMillis) -> bool {
    (-DAY..=WINDOW).contains(&answer.saturating_sub(original))
}
