use super::Visit;
use crate::jobs::collect::{intake::IntakeError, setbacks};
use mail::pop3::{Entry, Outcome, Session, Sink, header_hash};
use std::{
    collections::{HashMap, HashSet},
    mem,
    pin::Pin,
};
use store::Recorded;

/// Messages whose headers are asked for to see whether the server shows any.
const PROBES: usize = 3;

/// What the headers at a provider say of its messages.
#[derive(Debug, Default)]
pub struct Headers {
    /// The server has shown some.
    proven: bool,
    /// It shows none (TOP is optional, RFC 1939, section 7), or breaks off when it is asked.
    hidden: bool,
}

impl Visit<'_> {
    /// Parts `entries` into those whose headers are the ones that were collected, and others.
    pub(super) async fn compare(
        &mut self,
        session: &mut Session,
        entries: Vec<Entry>,
        recorded: &HashMap<String, Recorded>,
    ) -> Result<(Vec<Entry>, Vec<Entry>), IntakeError> {
        let Self { context, account, headers, setbacks, .. } = self;
        headers.hidden |= !session.may_show_headers() || setbacks.are_many();
        let is_known = |entry: &Entry| recorded.get(&entry.uid).is_some_and(|it| it.header != 0);
        let (mut unasked, mut others): (Vec<Entry>, Vec<Entry>) =
            entries.into_iter().partition(is_known);
        let mut same = Vec::new();
        while !unasked.is_empty() && !headers.hidden {
            let count = if headers.proven { unasked.len() } else { PROBES.min(unasked.len()) };
            let later = unasked.split_off(count);
            let asked = mem::replace(&mut unasked, later);
            let mut comparison = Comparison { recorded, shown: 0, same: HashSet::new() };
            setbacks::headers(context, account, session, &asked, &mut comparison).await?;
            headers.proven |= comparison.shown > 0;
            headers.hidden = !headers.proven;
            for entry in asked {
                let group =
                    if comparison.same.contains(&entry.number) { &mut same } else { &mut others };
                group.push(entry);
            }
        }
        others.append(&mut unasked);
        Ok((same, others))
    }
}

struct Comparison<'a> {
    recorded: &'a HashMap<String, Recorded>,
    /// Headers that came.
    shown: usize,
    /// Numbers of messages with the headers that were collected.
    same: HashSet<u32>,
}

impl Sink for Comparison<'_> {
    fn message(
        &mut self,
        entry: &Entry,
        outcome: Outcome,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>> {
        if let Outcome::Message(header) = outcome {
            self.shown += 1;
            let recorded = self.recorded.get(&entry.uid);
            if recorded.is_some_and(|recorded| recorded.header == header_hash(header.outline())) {
                self.same.insert(entry.number);
            }
        }
        Box::pin(async { Ok(()) })
    }
}
