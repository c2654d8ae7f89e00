//! The one path in. Collection, local delivery, notices, import and the demo mailboxes all come
//! through [`deliver`]: parse on as many threads as there are, store the batch in one
//! transaction, tell open pages.

mod batch;
mod parser;
mod spam;
pub mod trace;

pub use batch::Batch;
pub use parser::{extract, prepare};

use crate::context::Context;
use mail::Source;
use model::{FolderKey, LabelId, MessageId, News, Role, UnixMillis, UserId};
use std::collections::BTreeMap;
use store::{Delivered, Origin, Prepared, StoreError};

/// A message on its way into a user's mail.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Incoming {
    /// Whose it becomes.
    pub user: UserId,
    /// Where it goes.
    pub folder: FolderKey,
    /// The message, byte for byte.
    pub source: Source,
    /// When it was received.
    pub received: UnixMillis,
    /// Nobody has read it.
    pub unread: bool,
    /// Starred.
    pub starred: bool,
    /// Labels to put on it.
    pub labels: Vec<LabelId>,
    /// It has come just now, from anybody: it may be spam.
    pub fresh: bool,
    /// It goes where it goes because it looks like spam. [`prepare`] says so.
    pub judged: bool,
    /// Leave it out when the user has the very same message already.
    pub skip_duplicate: bool,
    /// The user's filters are asked what happens to it.
    pub filtered: bool,
    /// Where it was collected from; recorded in the transaction that stores the message.
    pub collected: Option<Origin>,
}

impl Incoming {
    /// A new, unread message for the user's inbox.
    pub fn inbox(user: UserId, source: impl Into<Source>, received: UnixMillis) -> Self {
        Self {
            user,
            folder: FolderKey::Role(Role::Inbox),
            source: source.into(),
            received,
            unread: true,
            starred: false,
            labels: Vec::new(),
            fresh: false,
            judged: false,
            skip_duplicate: false,
            filtered: true,
            collected: None,
        }
    }
}

/// Stores a batch in one transaction. It is on disk when this returns; after an error nothing
/// of it is.
pub async fn deliver(
    context: &Context,
    batch: Vec<Incoming>,
) -> Result<Vec<Delivered>, StoreError> {
    let prepared = prepare(context, batch).await?;
    deliver_prepared(context, prepared).await
}

/// The same for a batch that [`prepare`] has answered.
pub async fn deliver_prepared(
    context: &Context,
    batch: Vec<Prepared>,
) -> Result<Vec<Delivered>, StoreError> {
    let delivered = context.store.deliver_prepared(batch, context.clock.now()).await?;
    context.wake.documents.notify_one();
    // A filter may have sent something on.
    context.wake.outbox.notify_one();
    let mut new = BTreeMap::<UserId, i64>::new();
    for id in delivered.iter().filter(|delivered| !delivered.duplicate).map(|d| d.id) {
        *new.entry(MessageId::user(id)).or_default() += 1;
    }
    for (user, new) in new {
        tell(context, user, new).await;
    }
    Ok(delivered)
}

/// Tells the user's open pages that lists and counts are out of date.
pub async fn tell(context: &Context, user: UserId, new: i64) {
    if !context.news.has_listeners(user) {
        return;
    }
    match context.store.folder(user, &FolderKey::Role(Role::Inbox)).await {
        Ok(inbox) => context.news.publish(user, News::Mail { new, unread: inbox.unread }),
        Err(error) => tracing::warn!(%user, %error, "counts for open pages could not be read"),
    }
}
