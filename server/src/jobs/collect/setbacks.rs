//! Messages at which sessions broke off: they hold up the others a few times, and are then left
//! alone for a day at a time.

use super::intake::IntakeError;
use crate::{clock::millis, context::Context};
use mail::pop3::{Entry, Outcome, Pop3Error, Session, Sink};
use model::UnixMillis;
use std::{
    collections::{HashMap, HashSet},
    pin::Pin,
    time::Duration,
};
use store::{Account, StoreError};

/// Sessions that may break off at a message before it is left alone.
const TRIES: i64 = 3;
/// How long it is left alone then.
const ALONE: Duration = Duration::from_hours(24);
/// Messages at which sessions broke off, from which on they are many.
const MANY: usize = 3;
/// What setbacks at messages are recorded under that have no id, as their headers, which would
/// make one, break the session.
const UNNAMED: &str = "unnamed:";

/// How often, and when last, sessions broke off at messages, by their UIDs.
#[derive(Debug, Default)]
pub struct Setbacks(HashMap<String, (i64, UnixMillis)>);

impl Setbacks {
    /// Those of an account.
    pub async fn of(context: &Context, account: &Account) -> Result<Self, StoreError> {
        context.store.setbacks(account.id).await.map(Self)
    }

    /// There are any.
    pub fn are_known(&self) -> bool {
        !self.0.is_empty()
    }

    /// Sessions broke off at so many messages that it is hardly for what is in them: whatever is not
    /// needed is better not asked for.
    pub fn are_many(&self) -> bool {
        self.0.keys().filter(|uid| message(uid).is_none()).count() >= MANY
    }

    /// How often, if the message is to be left alone for now.
    pub fn given_up(&self, uid: &str, now: UnixMillis) -> Option<i64> {
        let (times, last) = *self.0.get(uid)?;
        (times >= TRIES && now.saturating_sub(last) < millis(ALONE)).then_some(times)
    }

    /// Puts messages at which sessions broke off to the end of `wanted`, so that they hold up no
    /// others, and takes out those that are to be left alone: a sentence about each of them.
    pub fn difficult_last(&self, wanted: &mut Vec<Entry>, now: UnixMillis) -> Vec<String> {
        let mut given_up = Vec::new();
        wanted.retain(|entry| {
            let times = self.given_up(&entry.uid, now);
            given_up.extend(times.map(|times| {
                format!(
                    "The connection broke off {times} times at message {}; it is tried again once \
                     a day.",
                    entry.number
                )
            }));
            times.is_none()
        });
        wanted.sort_by_key(|entry| self.0.get(&entry.uid).map_or(0, |(times, _)| *times));
        given_up
    }

    /// Messages without an id that are to be left alone: their numbers and sizes.
    pub fn passed_over(&self, now: UnixMillis) -> HashSet<(u32, u64)> {
        let unnamed = self.0.keys().filter(|uid| self.given_up(uid, now).is_some());
        unnamed.filter_map(|uid| message(uid)).collect()
    }

    /// What is recorded of messages without an id that were not passed over.
    fn unnamed(&self, passed_over: &HashSet<(u32, u64)>) -> Vec<String> {
        let is_open = |uid: &&String| message(uid).is_some_and(|it| !passed_over.contains(&it));
        self.0.keys().filter(is_open).cloned().collect()
    }
}

/// What a setback is recorded under at a message without an id.
fn unnamed((number, size): (u32, u64)) -> String {
    format!("{UNNAMED}{number}:{size}")
}

fn message(uid: &str) -> Option<(u32, u64)> {
    let (number, size) = uid.strip_prefix(UNNAMED)?.split_once(':')?;
    Some((number.parse().ok()?, size.parse().ok()?))
}

/// Lists, as [`Session::entries`] does. Should the session break off at the headers of a message
/// that has no id, then that is recorded.
pub async fn entries(
    context: &Context,
    account: &Account,
    session: &mut Session,
) -> Result<(Vec<Entry>, Vec<String>), IntakeError> {
    let listed = session.entries().await;
    let (store, now) = (&context.store, context.clock.now());
    match (&listed, session.unnamed()) {
        (Err(_), Some(message)) => store.note_setback(account.id, &unnamed(message), now).await?,
        (Err(_), None) => {}
        (Ok(_), _) => {
            let setbacks = Setbacks::of(context, account).await?;
            let overcome = setbacks.unnamed(&setbacks.passed_over(now));
            store.forget_setbacks(account.id, &overcome).await?;
        }
    }
    Ok(listed?)
}

/// Asks for headers, as [`Session::headers`] does, and records at which message the session broke
/// off, if it did.
pub async fn headers(
    context: &Context,
    account: &Account,
    session: &mut Session,
    wanted: &[Entry],
    sink: &mut (dyn Sink + Send),
) -> Result<(), IntakeError> {
    let mut witness = Witness { sink, answered: HashSet::new() };
    let shown = session.headers(wanted, &mut witness).await;
    if !matches!(shown, Ok(()) | Err(Pop3Error::Sink(_) | Pop3Error::Spool(_))) {
        let broke_at = wanted.iter().find(|entry| !witness.answered.contains(&entry.number));
        if let Some(Entry { uid, .. }) = broke_at {
            context.store.note_setback(account.id, uid, context.clock.now()).await?;
        }
    }
    Ok(shown?)
}

/// Hands on what comes, and knows what came.
struct Witness<'a> {
    sink: &'a mut (dyn Sink + Send),
    /// Numbers of the messages that the server has said anything about.
    answered: HashSet<u32>,
}

impl Sink for Witness<'_> {
    fn message(
        &mut self,
        entry: &Entry,
        outcome: Outcome,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>> {
        self.answered.insert(entry.number);
        self.sink.message(entry, outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::{ALONE, Setbacks, TRIES, unnamed};
    use crate::clock::millis;
    use mail::pop3::Entry;

    fn setbacks(of: &[(&str, i64, i64)]) -> Setbacks {
        Setbacks(of.iter().map(|(uid, times, last)| ((*uid).to_owned(), (*times, *last))).collect())
    }

    #[test]
    fn what_broke_off_often_is_left_alone_for_a_day_and_what_broke_off_once_comes_last() {
        let entry = |(number, uid): (u32, &str)| Entry { number, uid: uid.to_owned(), size: 1 };
        let known = setbacks(&[("often", TRIES, 5), ("once", 1, 5)]);
        for (now, left, told) in [
            (5, vec!["never", "once"], 1),
            (4 + millis(ALONE), vec!["never", "once"], 1),
            (5 + millis(ALONE), vec!["never", "once", "often"], 0),
        ] {
            let mut wanted: Vec<Entry> = (1..).zip(["often", "once", "never"]).map(entry).collect();
            assert_eq!(known.difficult_last(&mut wanted, now).len(), told, "{now}");
            let uids: Vec<&str> = wanted.iter().map(|entry| entry.uid.as_str()).collect();
            assert_eq!(uids, left, "{now}");
        }
    }

    #[test]
    fn setbacks_at_three_messages_are_many() {
        assert!(!setbacks(&[("a", 9, 5), ("b", 1, 5), ("unnamed:7:1", 1, 5)]).are_many());
        assert!(setbacks(&[("a", 1, 5), ("b", 1, 5), ("c", 1, 5)]).are_many());
    }

    #[test]
    fn messages_without_an_id_are_known_by_their_numbers_and_sizes() {
        let (one, two) = (unnamed((7, 1234)), unnamed((8, 0)));
        let known = setbacks(&[(&one, TRIES, 5), (&two, TRIES - 1, 5), ("unnamed:x", 9, 5)]);
        let passed_over = known.passed_over(5);
        assert_eq!(passed_over, [(7, 1234)].into());
        assert_eq!(known.unnamed(&passed_over), [two]);
        assert!(known.passed_over(5 + millis(ALONE)).is_empty());
    }
}
