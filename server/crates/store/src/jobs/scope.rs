//! Which messages a job is about.

use crate::{
    Result, Store, folders, search,
    sql::{self, Connection},
    zones::{self, Zone},
};
use model::{
    MessageId, Scope, UnixMillis, UserId,
    search::{Query, parse_in},
};

/// The messages of a job, as the database is asked for them.
pub(super) enum Messages {
    Folder(i64),
    Found(Query),
}

impl Messages {
    pub(super) async fn of(
        connection: &mut Connection,
        user: UserId,
        scope: &Scope,
        zone: &Zone,
        now: UnixMillis,
    ) -> Result<Self> {
        Ok(match scope {
            Scope::Folder(key) => Self::Folder(folders::resolve(connection, user, key).await?.id.0),
            Scope::Search(text) => Self::Found(parse_in(text, now, zone).query),
        })
    }

    /// Ids up to `last`, highest first.
    pub(super) async fn ids(
        &self,
        tx: &mut Connection,
        last: MessageId,
        limit: i64,
    ) -> Result<Vec<i64>> {
        match self {
            Self::Found(query) => {
                let first = MessageId::new(last.user(), 0);
                search::ids_between(tx, query, first, last, Some(limit)).await
            }
            Self::Folder(folder) => Ok(sql::query_scalar(
                "SELECT id FROM messages WHERE folder_id = $1 AND id <= $2
                 ORDER BY id DESC LIMIT $3",
            )
            .bind(folder)
            .bind(last.0)
            .bind(limit)
            .fetch_all(tx)
            .await?),
        }
    }

    pub(super) async fn count(&self, tx: &mut Connection, last: MessageId) -> Result<i64> {
        match self {
            Self::Found(query) => search::count_up_to(tx, query, last).await,
            Self::Folder(folder) => Ok(sql::query_scalar(
                "SELECT COUNT(*) FROM messages WHERE folder_id = $1 AND id <= $2",
            )
            .bind(folder)
            .bind(last.0)
            .fetch_one(tx)
            .await?),
        }
    }
}

impl Store {
    /// How many messages are meant.
    pub async fn count_messages(
        &self,
        user: UserId,
        scope: &Scope,
        now: UnixMillis,
    ) -> Result<i64> {
        let mut connection = self.pools.read().acquire().await?;
        let zone = zones::of(&mut connection, user).await?;
        let messages = Messages::of(&mut connection, user, scope, &zone, now).await?;
        messages.count(&mut connection, MessageId::new(user, u32::MAX)).await
    }

    /// The first `limit` of the messages that are meant, highest id first.
    pub async fn scope_ids(
        &self,
        user: UserId,
        scope: &Scope,
        now: UnixMillis,
        limit: i64,
    ) -> Result<Vec<MessageId>> {
        let mut connection = self.pools.read().acquire().await?;
        let zone = zones::of(&mut connection, user).await?;
        let messages = Messages::of(&mut connection, user, scope, &zone, now).await?;
        let ids = messages.ids(&mut connection, MessageId::new(user, u32::MAX), limit).await?;
        Ok(ids.into_iter().map(MessageId).collect())
    }
}
