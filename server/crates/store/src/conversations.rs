//! Which messages belong together: those that name each other, directly or through a message
//! that has not come yet, in `Message-ID`, `In-Reply-To` and `References` (RFC 5322, section
//! 3.6.4). Never by subject.

use crate::{
    Result,
    sources::ROWS,
    sql::{self, Connection, QueryBuilder},
};
use model::{ConversationId, Extract, MessageId, UserId};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Of more references than this, the oldest and the newest count. A stranger chooses them.
const REFERENCES: usize = 100;

/// The ids that a message has and names, as they are stored.
pub(crate) fn references(extract: &Extract) -> Vec<i64> {
    let named = &extract.references;
    let (first, rest) = named.split_at(named.len().min(REFERENCES / 4));
    let last = &rest[rest.len().saturating_sub(REFERENCES - first.len())..];
    let replied = extract.in_reply_to.iter().take(REFERENCES / 4);
    let ids: BTreeSet<i64> = std::iter::once(&extract.message_id)
        .chain(replied)
        .chain(first)
        .chain(last)
        .filter(|id| !id.trim().is_empty())
        .map(|id| hashed(id))
        .collect();
    ids.into_iter().collect()
}

/// 64 bits are enough among the mail of one user; a collision only joins two conversations.
fn hashed(id: &str) -> i64 {
    let hash = blake3::hash(id.trim().as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    i64::from_be_bytes(first)
}

/// Finds or begins the conversations of a batch of messages.
#[derive(Default)]
pub(crate) struct Joiner {
    known: HashMap<(UserId, i64), i64>,
    /// Conversations in the database, as they were before.
    stored: HashSet<i64>,
    /// What a conversation has become part of.
    part_of: HashMap<i64, i64>,
    fresh: Vec<(UserId, i64)>,
}

impl Joiner {
    /// Reads what the database knows of these references.
    pub(crate) async fn load(
        &mut self,
        tx: &mut Connection,
        user: UserId,
        references: &[i64],
    ) -> Result<()> {
        for references in references.chunks(ROWS) {
            let mut select = QueryBuilder::new(
                "SELECT reference, conversation_id FROM message_references WHERE user_id = ",
            );
            select.push_bind(user.0).push(" AND reference IN (");
            let mut list = select.separated(", ");
            for reference in references {
                list.push_bind(*reference);
            }
            select.push(")");
            let rows: Vec<(i64, i64)> = select.build_query_as().fetch_all(&mut *tx).await?;
            for (reference, conversation) in rows {
                self.known.insert((user, reference), conversation);
                self.stored.insert(conversation);
            }
        }
        Ok(())
    }

    /// Puts the message `id` where its references lead; the answer holds until the next call.
    pub(crate) fn join(&mut self, id: MessageId, references: &[i64]) -> i64 {
        let user = id.user();
        let met: BTreeSet<i64> = references
            .iter()
            .filter_map(|reference| self.known.get(&(user, *reference)))
            .map(|conversation| self.root(*conversation))
            .collect();
        // The oldest takes the others in: its address has been known longest.
        let conversation = met.first().copied().unwrap_or(id.0);
        for other in met.into_iter().skip(1) {
            self.part_of.insert(other, conversation);
        }
        for reference in references {
            self.known.entry((user, *reference)).or_insert_with(|| {
                self.fresh.push((user, *reference));
                conversation
            });
        }
        conversation
    }

    /// What the conversation has become by now.
    pub(crate) fn root(&self, mut conversation: i64) -> i64 {
        while let Some(whole) = self.part_of.get(&conversation) {
            conversation = *whole;
        }
        conversation
    }

    /// Writes merged conversations and new references.
    pub(crate) async fn save(self, tx: &mut Connection) -> Result<()> {
        for old in self.stored.iter().filter(|old| self.part_of.contains_key(*old)) {
            for sql in [
                "UPDATE messages SET conversation_id = $2 WHERE conversation_id = $1",
                "UPDATE message_references SET conversation_id = $2 WHERE conversation_id = $1",
            ] {
                sql::query(sql).bind(old).bind(self.root(*old)).execute(&mut *tx).await?;
            }
        }
        for fresh in self.fresh.chunks(ROWS) {
            let mut insert = QueryBuilder::new(
                "INSERT INTO message_references (user_id, reference, conversation_id) ",
            );
            insert.push_values(fresh, |mut row, (user, reference)| {
                let conversation = self.known[&(*user, *reference)];
                row.push_bind(user.0).push_bind(*reference).push_bind(self.root(conversation));
            });
            insert.build().execute(&mut *tx).await?;
        }
        Ok(())
    }
}

/// Finds or begins the conversation of one message.
pub(crate) async fn join_one(
    tx: &mut Connection,
    id: MessageId,
    extract: &Extract,
) -> Result<ConversationId> {
    let references = references(extract);
    let mut joiner = Joiner::default();
    joiner.load(tx, id.user(), &references).await?;
    let conversation = joiner.join(id, &references);
    joiner.save(tx).await?;
    Ok(ConversationId(conversation))
}

/// Forgets the references of a conversation that has no message left.
pub(crate) async fn forget_empty(tx: &mut Connection, conversation: i64) -> Result<()> {
    sql::query(
        "DELETE FROM message_references WHERE conversation_id = $1
         AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation_id = $1)",
    )
    .bind(conversation)
    .execute(tx)
    .await?;
    Ok(())
}
