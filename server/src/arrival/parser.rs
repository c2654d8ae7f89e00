use super::{Incoming, spam, trace};
use crate::context::Context;
use mail::{Source, pop3::header_hash};
use model::Extract;
use std::{
    mem,
    num::NonZero,
    panic::{self, AssertUnwindSafe},
    thread,
};
use store::{Arrival, Origin, Prepared, StoreError};
use tokio::task::{self, JoinHandle};

/// Judges what is fresh, parses a batch and prepares it for the store, on as many blocking threads
/// as the machine has; the order stays.
pub async fn prepare(context: &Context, batch: Vec<Incoming>) -> Result<Vec<Prepared>, StoreError> {
    let mut batch = Box::pin(spam::judge(context, batch)).await?;
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = batch.len().div_ceil(threads);
    let mut shares: Vec<JoinHandle<Result<Vec<Prepared>, StoreError>>> =
        Vec::with_capacity(threads);
    while !batch.is_empty() {
        let rest = batch.split_off(share.min(batch.len()));
        let share = mem::replace(&mut batch, rest);
        let store = context.store.clone();
        shares.push(task::spawn_blocking(move || {
            share.into_iter().map(|one| store.prepare(arrival(one))).collect()
        }));
    }
    let mut prepared = Vec::new();
    for share in shares {
        let share = share.await.map_err(|error| {
            StoreError::Refused(format!("The messages could not be parsed: {error}"))
        })?;
        prepared.extend(share?);
    }
    Ok(prepared)
}

fn arrival(incoming: Incoming) -> Arrival {
    let is_stub = incoming.collected.as_ref().is_some_and(|origin| origin.more_than.is_some());
    let header = |origin| Origin { header: header_hash(incoming.source.outline()), ..origin };
    Arrival {
        collected: incoming.collected.map(header),
        user: incoming.user,
        folder: incoming.folder,
        extract: forgiving(incoming.source.size(), || incoming.source.extract()),
        // Of a stub there is nothing yet to be sent on.
        trail: trace::trail(incoming.source.outline()).filter(|_| !is_stub),
        filtered: incoming.filtered,
        source: match incoming.source {
            Source::Memory(bytes) => bytes.into(),
            Source::Spooled(spooled) => store::Source::File(spooled.file),
        },
        received: incoming.received,
        unread: incoming.unread,
        starred: incoming.starred,
        labels: incoming.labels,
        judged: incoming.judged,
        skip_duplicate: incoming.skip_duplicate,
    }
}

/// What a message says. One that makes the parser panic is stored all the same, with nothing
/// said of it: it must neither be lost nor hold up the mail behind it.
pub fn extract(source: &[u8]) -> Extract {
    forgiving(source.len() as u64, || mail::parse::extract(source))
}

fn forgiving(size: u64, parse: impl FnOnce() -> Extract) -> Extract {
    panic::catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|_| {
        tracing::error!(size, "a message made the parser panic");
        Extract::default()
    })
}
