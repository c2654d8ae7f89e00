//! How much mail a user may keep, and keeps.

use crate::{
    Result, Store, StoreError,
    sql::{self, row},
};
use model::{Space, UserId};

/// What a user's mail may come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quota {
    /// As the server's settings say.
    AsSet,
    /// As much as the user likes.
    Unlimited,
    /// Bytes; more than 0.
    Bytes(i64),
}

impl Quota {
    fn of_column(column: i64) -> Self {
        match column {
            0 => Self::Unlimited,
            bytes if bytes > 0 => Self::Bytes(bytes),
            _ => Self::AsSet,
        }
    }

    fn column(self) -> i64 {
        match self {
            Self::AsSet => -1,
            Self::Unlimited => 0,
            Self::Bytes(bytes) => bytes.max(1),
        }
    }

    /// As [`Space::quota`], where the settings say `set` (0: no limit).
    fn bytes(self, set: u64) -> i64 {
        match self {
            Self::AsSet => i64::try_from(set).unwrap_or(i64::MAX),
            Self::Unlimited => 0,
            Self::Bytes(bytes) => bytes,
        }
    }
}

row! {
    struct Row {
        quota: i64,
        used: i64,
    }
}

impl Store {
    /// How much space a user's mail fills, and may fill where the settings say `set` bytes
    /// (0: no limit).
    pub async fn space(&self, user: UserId, set: u64) -> Result<Space> {
        let row: Option<Row> = sql::query_as(
            "SELECT quota, COALESCE((SELECT CAST(SUM(bytes) AS BIGINT) FROM folders
             WHERE user_id = users.id), 0) AS used FROM users WHERE id = $1",
        )
        .bind(user.0)
        .fetch_optional(self.pools.read())
        .await?;
        let Row { quota, used } = row.ok_or(StoreError::NotFound("user"))?;
        Ok(Space { used, quota: Quota::of_column(quota).bytes(set) })
    }

    /// Says what a user's mail may come to.
    pub async fn set_quota(&self, user: UserId, quota: Quota) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let done = sql::query("UPDATE users SET quota = $2 WHERE id = $1")
            .bind(user.0)
            .bind(quota.column())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound("user")) } else { Ok(()) }
    }
}
