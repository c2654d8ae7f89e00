use super::TransferError;
use crate::{arrival, context::Context};
use model::{Extract, MessageId, UserId};
use store::{Store, StoreError};
use tokio::task::spawn_blocking;

/// Messages read and written anew at once.
const AT_ONCE: i64 = 200;

/// Reads the sources of all messages anew, of one user or of everybody, and writes what lists,
/// search and threading use; conversations are made anew. Answers how many messages that were.
/// Nothing is lost when it is interrupted; it can be done again at any time, and then puts
/// together what conversations still are apart.
pub async fn reindex(context: &Context, user: Option<UserId>) -> Result<u64, TransferError> {
    let users = match user {
        Some(user) => vec![user],
        None => context.store.users().await?.into_iter().map(|user| user.id).collect(),
    };
    let mut count = 0;
    for user in users {
        count += reindex_user(context, user).await?;
    }
    Ok(count)
}

async fn reindex_user(context: &Context, user: UserId) -> Result<u64, TransferError> {
    let store = &context.store;
    store.forget_conversations(user).await?;
    let count =
        read_anew(store, user, async |extracts| store.reindex(user, extracts).await).await?;
    store.place_drafts(user).await?;
    store.index_drafts(user).await?;
    store.note_reindexed(user).await?;
    Ok(count)
}

/// Reads the sources of all of a user's messages, and lets what they say be written batch by
/// batch. Answers how many messages that were; drafts, which have no source, are left out.
pub async fn read_anew(
    store: &Store,
    user: UserId,
    write: impl AsyncFn(Vec<(MessageId, Extract)>) -> Result<(), StoreError>,
) -> Result<u64, TransferError> {
    let (mut after, mut count) = (None, 0);
    loop {
        let ids = store.message_ids(user, after, AT_ONCE).await?;
        let Some(last) = ids.last() else { return Ok(count) };
        after = Some(*last);
        let mut sources = Vec::with_capacity(ids.len());
        for id in ids {
            match store.source(user, id).await {
                Ok(source) => sources.push((id, source)),
                // A draft, or erased meanwhile.
                Err(StoreError::NotFound(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let extracts = spawn_blocking(move || {
            let extract = |(id, source): (MessageId, Vec<u8>)| (id, arrival::extract(&source));
            sources.into_iter().map(extract).collect::<Vec<_>>()
        })
        .await?;
        count += extracts.len() as u64;
        write(extracts).await?;
    }
}
