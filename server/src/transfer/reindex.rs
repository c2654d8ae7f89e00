use super::TransferError;
use crate::{arrival, context::Context};
use model::{Extract, MessageId, UserId};
use store::{Store, StoreError};
use tokio::task::spawn_blocking;

/// Messages read and written anew at once.
const AT_ONCE: i64 = 200;

/// What reading messages anew came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadAnew {
    /// How many were read.
    pub count: u64,
    /// Those whose source is damaged: they are left as they are.
    pub damaged: Vec<MessageId>,
}

/// Reads the sources of all messages anew, of one user or of everybody, and writes what lists,
/// search and threading use; conversations are made anew, but for those with a damaged message.
/// Nothing is lost when it is interrupted; it can be done again at any time, and then puts
/// together what conversations still are apart.
pub async fn reindex(context: &Context, user: Option<UserId>) -> Result<ReadAnew, TransferError> {
    let users = match user {
        Some(user) => vec![user],
        None => context.store.users().await?.into_iter().map(|user| user.id).collect(),
    };
    let mut all = ReadAnew::default();
    for user in users {
        let ReadAnew { count, damaged } = reindex_user(context, user).await?;
        all.count += count;
        all.damaged.extend(damaged);
    }
    Ok(all)
}

async fn reindex_user(context: &Context, user: UserId) -> Result<ReadAnew, TransferError> {
    let store = &context.store;
    // Nothing is taken apart before it is known that it can be put together again.
    let damaged = find_damaged(store, user).await?;
    store.forget_conversations(user, &damaged).await?;
    let read = read_anew(store, user, async |extracts| store.reindex(user, extracts).await).await?;
    store.place_drafts(user).await?;
    store.index_drafts(user).await?;
    store.note_reindexed(user).await?;
    Ok(read)
}

async fn find_damaged(store: &Store, user: UserId) -> Result<Vec<MessageId>, TransferError> {
    let (mut after, mut damaged) = (None, Vec::new());
    loop {
        let ids = store.message_ids(user, after, AT_ONCE).await?;
        let Some(last) = ids.last() else { return Ok(damaged) };
        after = Some(*last);
        for id in ids {
            source(store, user, id, &mut damaged).await?;
        }
    }
}

/// Reads the sources of all of a user's messages, and lets what they say be written batch by
/// batch. Drafts, which have no source, are left out.
pub async fn read_anew(
    store: &Store,
    user: UserId,
    write: impl AsyncFn(Vec<(MessageId, Extract)>) -> Result<(), StoreError>,
) -> Result<ReadAnew, TransferError> {
    let (mut after, mut read) = (None, ReadAnew::default());
    loop {
        let ids = store.message_ids(user, after, AT_ONCE).await?;
        let Some(last) = ids.last() else { return Ok(read) };
        after = Some(*last);
        let mut sources = Vec::with_capacity(ids.len());
        for id in ids {
            let found = source(store, user, id, &mut read.damaged).await?;
            sources.extend(found.map(|source| (id, source)));
        }
        let extracts = spawn_blocking(move || {
            let extract = |(id, source): (MessageId, Vec<u8>)| (id, arrival::extract(&source));
            sources.into_iter().map(extract).collect::<Vec<_>>()
        })
        .await?;
        read.count += extracts.len() as u64;
        write(extracts).await?;
    }
}

/// None for a draft, for what was erased meanwhile, and for what is damaged, which is noted.
async fn source(
    store: &Store,
    user: UserId,
    id: MessageId,
    damaged: &mut Vec<MessageId>,
) -> Result<Option<Vec<u8>>, StoreError> {
    match store.source(user, id).await {
        Ok(source) => Ok(Some(source)),
        Err(StoreError::NotFound(_)) => Ok(None),
        Err(error @ StoreError::Damaged(..)) => {
            tracing::error!(%user, %error, "a message is left out");
            damaged.push(id);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
