//! What other processes brought: `pillarbox import` or `collect` beside the server.

use crate::{Result, Store, StoreError, sql};
use model::{MessageId, UserId};

/// Messages that came after a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrivals {
    /// How many; without what the user wrote here.
    pub new: i64,
    /// The last message of all: the moment to ask from the next time.
    pub last: MessageId,
}

impl Store {
    /// A number that is another one once another process has changed something. What this
    /// store changes leaves it as it is; waits for a change of its own that is under way.
    pub async fn foreign_version(&self) -> Result<i64> {
        self.pools.foreign_version().await
    }

    /// The last message that the user was given, wherever it is by now.
    pub async fn last_message(&self, user: UserId) -> Result<MessageId> {
        let last: Option<i64> = sql::query_scalar("SELECT last_message FROM users WHERE id = $1")
            .bind(user.0)
            .fetch_optional(self.pools.read())
            .await?;
        let last = last.ok_or(StoreError::NotFound("user"))?;
        Ok(MessageId::new(user, u32::try_from(last).unwrap_or(u32::MAX)))
    }

    /// What came to a user after `since`, one of theirs.
    pub async fn arrivals_since(&self, since: MessageId) -> Result<Arrivals> {
        let (new, last): (i64, Option<i64>) = sql::query_as(
            "SELECT COUNT(*) FILTER (WHERE source_id <> 0 AND delivery = ''), MAX(id)
             FROM messages WHERE id > $1 AND id <= $2",
        )
        .bind(since.0)
        .bind(MessageId::new(since.user(), u32::MAX).0)
        .fetch_one(self.pools.read())
        .await?;
        Ok(Arrivals { new, last: last.map_or(since, MessageId) })
    }
}
