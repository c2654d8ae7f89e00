//! New mail that looks like what its user marked as spam goes to Spam instead of the inbox. It is
//! never deleted for that, and the reader is told why it is there.

use super::{Incoming, extract};
use crate::context::Context;
use mail::{
    parse::authentication,
    spam::{Count, SPAM, Trained, score, tokens},
};
use model::{Authentication, Extract, FolderKey, Role, UserId};
use std::{
    collections::{BTreeMap, BTreeSet},
    panic,
};
use store::StoreError;
use tokio::task::spawn_blocking;

/// Judges those messages of a batch that are fresh and on their way to the inbox; answers the
/// batch, in its order.
///
/// Nothing is judged before its user has marked and kept enough messages. Answers to what the user
/// sent are never spam, nor are messages of people the user has written to, unless a provider
/// found that somebody else wrote them.
pub(super) async fn judge(
    context: &Context,
    mut batch: Vec<Incoming>,
) -> Result<Vec<Incoming>, StoreError> {
    let mut users: BTreeMap<UserId, Vec<usize>> = BTreeMap::new();
    for (n, incoming) in batch.iter().enumerate() {
        if incoming.fresh && incoming.folder == FolderKey::Role(Role::Inbox) {
            users.entry(incoming.user).or_default().push(n);
        }
    }
    for (user, places) in users {
        let store::Trained { spam, ham } = context.store.spam_trained(user).await?;
        let trained = Trained { spam, ham };
        if !trained.is_enough() {
            continue;
        }
        let (back, all) = spawn_blocking(move || {
            let all: Vec<(usize, Vec<i64>)> =
                places.into_iter().map(|n| (n, clues(batch[n].source.outline()))).collect();
            (batch, all)
        })
        .await?;
        batch = back;
        let suspects = suspects(context, user, trained, all).await?;
        batch = pardon_or_move(context, user, batch, suspects).await?;
    }
    Ok(batch)
}

/// A message that makes it panic is not judged, and holds up nothing.
fn clues(source: &[u8]) -> Vec<i64> {
    panic::catch_unwind(|| tokens(source)).unwrap_or_default()
}

/// The places of messages whose tokens look like spam.
async fn suspects(
    context: &Context,
    user: UserId,
    trained: Trained,
    all: Vec<(usize, Vec<i64>)>,
) -> Result<Vec<usize>, StoreError> {
    let wanted: BTreeSet<i64> = all.iter().flat_map(|(_, tokens)| tokens).copied().collect();
    let counts = context.store.spam_counts(user, &wanted).await?;
    let count = |token: &i64| {
        counts.get(token).map_or(Count::default(), |&(spam, ham)| Count { spam, ham })
    };
    let is_spam =
        |(_, tokens): &(usize, Vec<i64>)| score(tokens.iter().map(count), trained) >= SPAM;
    Ok(all.into_iter().filter(is_spam).map(|(n, _)| n).collect())
}

/// Puts suspects into Spam, but for those that are never spam.
async fn pardon_or_move(
    context: &Context,
    user: UserId,
    batch: Vec<Incoming>,
    suspects: Vec<usize>,
) -> Result<Vec<Incoming>, StoreError> {
    if suspects.is_empty() {
        return Ok(batch);
    }
    let providers = context.providers(user).await?;
    let (mut batch, read) = spawn_blocking(move || {
        let read: Vec<(usize, Extract, bool)> = suspects
            .into_iter()
            .map(|n| {
                let source = batch[n].source.outline();
                let checked = panic::catch_unwind(|| authentication(source, &providers));
                let forged = matches!(checked, Ok(Some(Authentication::Failed { .. })));
                (n, extract(source), forged)
            })
            .collect();
        (batch, read)
    })
    .await?;
    let senders: Vec<&str> = read.iter().filter_map(|(_, extract, _)| sender(extract)).collect();
    let known = context.store.written_to(user, &senders).await?;
    let extracts: Vec<&Extract> = read.iter().map(|(_, extract, _)| extract).collect();
    let answers = context.store.answers_own(user, &extracts).await?;
    for (place, (n, extract, forged)) in read.iter().enumerate() {
        let known = sender(extract).is_some_and(|sender| known.contains(&sender.to_lowercase()));
        if (known && !forged) || answers.contains(&place) {
            continue;
        }
        batch[*n].folder = FolderKey::Role(Role::Spam);
        batch[*n].judged = true;
    }
    Ok(batch)
}

/// The address in `From`, if there is exactly one: of several, only one need be true.
fn sender(extract: &Extract) -> Option<&str> {
    match &extract.from[..] {
        [one] => Some(one.address.trim()),
        _ => None,
    }
}
