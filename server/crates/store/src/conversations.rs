//! Which messages belong together, as their readers expect.
//!
//! 1. Messages that name each other in `Message-ID`, `In-Reply-To` and `References` (RFC 5322,
//!    section 3.6.4), directly or through a message that is not here, whatever their order and
//!    their folders. These are a *strand*.
//! 2. But a message with a quite different subject begins a conversation of its own: people
//!    answer old mail to reach the same persons, and collections of a list's mail are answered
//!    by topic (RFC 8621, section 3, and Gmail ask for the same subject; see [`Topic`] for what
//!    is not so strict here, and why).
//! 3. An answer to a message that is not here ("Re: …", or its references lead to nothing)
//!    belongs to the nearest message with the same base subject (RFC 5256, section 2.1) within
//!    [`WINDOW`], if they share a correspondent other than the user. Its strand is attached to
//!    that conversation, and leaves it when what it answers comes after all. Nothing else is
//!    ever joined by subject.
//! 4. A Message-ID that comes again is the same message (a copy by a list, say) when date and
//!    subject are the same; otherwise some program uses its ids twice, and what it wrote are
//!    different messages.
//!
//! What is erased still leads to its conversation as long as that has a message.

mod facts;
mod joiner;
mod lookup;
mod save;
mod strands;
mod topic;

pub(crate) use facts::{Facts, named};
pub(crate) use joiner::Joiner;
use topic::Topic;

use crate::{
    Result,
    sql::{self, Connection},
};
use model::{MessageId, UnixMillis};

/// How long after a message an answer to it may come that shows no more than its subject.
const WINDOW: UnixMillis = 14 * DAY;
/// How wrong clocks may be: so much earlier than what it answers an answer may seem.
const DAY: UnixMillis = 24 * 60 * 60 * 1000;

/// Where a message is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) conversation: i64,
    /// 0: the conversation's own.
    pub(crate) strand: i64,
    /// 0: it has no subject.
    pub(crate) subject_key: i64,
    /// It began its strand, and answers what is not here.
    pub(crate) orphan: bool,
}

impl Place {
    /// A conversation of its own.
    pub(crate) fn alone(id: MessageId) -> Self {
        Self { conversation: id.0, ..Self::default() }
    }

    /// The strand, be it the conversation's own or not.
    pub(crate) fn strand(self) -> i64 {
        if self.strand == 0 { self.conversation } else { self.strand }
    }
}

/// Finds or begins the conversation of one message; `before` is where it is, if it is here.
pub(crate) async fn join_one(
    tx: &mut Connection,
    id: MessageId,
    before: Option<Place>,
    facts: &Facts,
) -> Result<Place> {
    let mut joiner = Joiner::default();
    joiner.load(tx, id.user(), &[facts]).await?;
    match before {
        Some(before) => joiner.join_again(id, before, facts),
        None => joiner.join(id, facts),
    }
    let place = joiner.place(id);
    joiner.save(tx).await?;
    Ok(place)
}

/// Moves a message that is here to its place, from the strand `before`.
pub(crate) async fn put(
    tx: &mut Connection,
    id: MessageId,
    before: Place,
    place: Place,
) -> Result<()> {
    sql::query(
        "UPDATE messages SET conversation_id = $2, strand_id = $3, subject_key = $4, orphan = $5
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(place.conversation)
    .bind(place.strand)
    .bind(place.subject_key)
    .bind(place.orphan)
    .execute(&mut *tx)
    .await?;
    if before.strand() != place.strand() {
        forget_empty(tx, before.strand()).await?;
        forget_empty(tx, before.conversation).await?;
    }
    Ok(())
}

/// Forgets the references of a strand when neither it nor its conversation has a message left,
/// and that a conversation without a message is muted.
pub(crate) async fn forget_empty(tx: &mut Connection, strand: i64) -> Result<()> {
    for sql in [
        "DELETE FROM message_references WHERE conversation_id = $1
         AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation_id = $1)
         AND NOT EXISTS (SELECT 1 FROM messages WHERE strand_id = $1 AND strand_id <> 0)",
        "DELETE FROM muted_conversations WHERE conversation_id = $1
         AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation_id = $1)",
    ] {
        sql::query(sql).bind(strand).execute(&mut *tx).await?;
    }
    Ok(())
}
