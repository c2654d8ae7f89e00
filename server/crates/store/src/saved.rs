//! Searches that users keep by a name.

use crate::{
    Result, Store, StoreError,
    sql::{self, FromRow},
};
use model::{SavedSearch, SearchId, UserId};

/// Characters in a name.
const LONGEST_NAME: usize = 100;
/// Bytes of a query: more is not read of it.
const LONGEST_QUERY: usize = 4096;
/// Saved searches of one user.
const MOST: i64 = 100;

#[derive(FromRow)]
struct SavedRow {
    id: i64,
    name: String,
    query: String,
}

impl From<SavedRow> for SavedSearch {
    fn from(SavedRow { id, name, query }: SavedRow) -> Self {
        Self { id: SearchId(id), name, query }
    }
}

fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

impl Store {
    /// A user's saved searches, by name.
    pub async fn saved_searches(&self, user: UserId) -> Result<Vec<SavedSearch>> {
        let rows: Vec<SavedRow> = sql::query_as(
            "SELECT id, name, query FROM saved_searches WHERE user_id = $1 ORDER BY name_key",
        )
        .bind(user.0)
        .fetch_all(self.pools.read())
        .await?;
        Ok(rows.into_iter().map(SavedSearch::from).collect())
    }

    /// Keeps a search. One that has the name takes the new query.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a name that is no name, an empty query, or when there are too
    /// many.
    pub async fn save_search(&self, user: UserId, name: &str, query: &str) -> Result<SearchId> {
        let (name, query) = (checked_name(name)?, query.trim());
        if query.is_empty() || query.len() > LONGEST_QUERY {
            return Err(StoreError::Refused("Search for something first, then save it.".into()));
        }
        let mut tx = self.pools.write().await?;
        let others: i64 = sql::query_scalar(
            "SELECT COUNT(*) FROM saved_searches WHERE user_id = $1 AND name_key <> $2",
        )
        .bind(user.0)
        .bind(name_key(name))
        .fetch_one(&mut *tx)
        .await?;
        if others >= MOST {
            return Err(StoreError::Refused(format!(
                "There are {MOST} saved searches already. Remove one that you do not need any more."
            )));
        }
        let id: i64 = sql::query_scalar(
            "INSERT INTO saved_searches (user_id, name, name_key, query) VALUES ($1, $2, $3, $4)
             ON CONFLICT (user_id, name_key) DO UPDATE SET name = $2, query = $4 RETURNING id",
        )
        .bind(user.0)
        .bind(name)
        .bind(name_key(name))
        .bind(query)
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(SearchId(id))
    }

    /// Renames a saved search.
    ///
    /// # Errors
    /// [`StoreError::Taken`], or [`StoreError::Refused`] for a name that is no name.
    pub async fn rename_search(&self, user: UserId, id: SearchId, name: &str) -> Result<()> {
        let name = checked_name(name)?;
        let mut tx = self.pools.write().await?;
        let there: Option<i64> =
            sql::query_scalar("SELECT id FROM saved_searches WHERE user_id = $1 AND id = $2")
                .bind(user.0)
                .bind(id.0)
                .fetch_optional(&mut *tx)
                .await?;
        there.ok_or(StoreError::NotFound("saved search"))?;
        let done = sql::query(
            "UPDATE saved_searches SET name = $3, name_key = $4 WHERE user_id = $1 AND id = $2
             AND NOT EXISTS (SELECT 1 FROM saved_searches other
              WHERE other.user_id = $1 AND other.name_key = $4 AND other.id <> $2)",
        )
        .bind(user.0)
        .bind(id.0)
        .bind(name)
        .bind(name_key(name))
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        if done.rows_affected() == 0 { Err(StoreError::Taken("saved search")) } else { Ok(()) }
    }

    /// Forgets a saved search.
    pub async fn remove_search(&self, user: UserId, id: SearchId) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let done = sql::query("DELETE FROM saved_searches WHERE user_id = $1 AND id = $2")
            .bind(user.0)
            .bind(id.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound("saved search")) } else { Ok(()) }
    }
}

fn checked_name(name: &str) -> Result<&str> {
    let name = name.trim();
    if name.is_empty() {
        Err(StoreError::Refused("Give the search a name.".into()))
    } else if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        Err(StoreError::Refused(format!(
            "The name of a search has at most {LONGEST_NAME} characters, in one line."
        )))
    } else {
        Ok(name)
    }
}
