use super::Incoming;
use model::Extract;
use std::{num::NonZero, panic, thread};
use store::{Arrival, StoreError};
use tokio::task::{self, JoinHandle};

/// Parses a batch on blocking threads, as many as the machine has; the order stays.
pub async fn parse(mut batch: Vec<Incoming>) -> Result<Vec<Arrival>, StoreError> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = batch.len().div_ceil(threads);
    let mut shares: Vec<JoinHandle<Vec<Arrival>>> = Vec::with_capacity(threads);
    while !batch.is_empty() {
        let rest = batch.split_off(share.min(batch.len()));
        let share = std::mem::replace(&mut batch, rest);
        shares.push(task::spawn_blocking(|| share.into_iter().map(arrival).collect()));
    }
    let mut arrivals = Vec::new();
    for share in shares {
        let share = share.await.map_err(|error| {
            StoreError::Refused(format!("The messages could not be parsed: {error}"))
        })?;
        arrivals.extend(share);
    }
    Ok(arrivals)
}

fn arrival(incoming: Incoming) -> Arrival {
    Arrival {
        user: incoming.user,
        folder: incoming.folder,
        extract: extract(&incoming.source),
        source: incoming.source,
        received: incoming.received,
        unread: incoming.unread,
        starred: incoming.starred,
        skip_duplicate: incoming.skip_duplicate,
        collected: incoming.collected,
    }
}

/// What a message says. One that makes the parser panic is stored all the same, with nothing
/// said of it: it must neither be lost nor hold up the mail behind it.
pub fn extract(source: &[u8]) -> Extract {
    panic::catch_unwind(|| mail::parse::extract(source)).unwrap_or_else(|_| {
        tracing::error!(size = source.len(), "a message made the parser panic");
        Extract::default()
    })
}
