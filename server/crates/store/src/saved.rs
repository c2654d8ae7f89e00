//! Searches that users keep by a name, and what is done once a day with what they find.

use crate::{
    Result, Store, StoreError,
    sql::{self, Connection, row},
};
use model::{Daily, SavedSearch, SearchId, UnixMillis, UserId, search::parse};

/// Characters in a name.
const LONGEST_NAME: usize = 100;
/// Bytes of a query: more is not read of it.
const LONGEST_QUERY: usize = 4096;
/// Saved searches of one user.
const MOST: i64 = 100;

const ANY_DUE: &str = "SELECT id FROM saved_searches WHERE daily <> '' AND due <= $1 LIMIT 1";
const DUE: &str = "UPDATE saved_searches SET due = $2 WHERE daily <> '' AND due <= $1
     RETURNING user_id, query, daily";

row! {
    struct SavedRow {
        id: i64,
        name: String,
        query: String,
        daily: String,
    }
}

impl From<SavedRow> for SavedSearch {
    fn from(SavedRow { id, name, query, daily }: SavedRow) -> Self {
        Self { id: SearchId(id), name, query, daily: Daily::from_word(&daily) }
    }
}

fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

impl Store {
    /// A user's saved searches, by name.
    pub async fn saved_searches(&self, user: UserId) -> Result<Vec<SavedSearch>> {
        let rows: Vec<SavedRow> = sql::query_as(
            "SELECT id, name, query, daily FROM saved_searches WHERE user_id = $1 ORDER BY name_key",
        )
        .bind(user.0)
        .fetch_all(self.pools.read())
        .await?;
        Ok(rows.into_iter().map(SavedSearch::from).collect())
    }

    /// Keeps a search. One that has the name takes the new query, and nothing is done
    /// with what that finds.
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
             ON CONFLICT (user_id, name_key) DO UPDATE SET name = $2, query = $4,
             daily = CASE WHEN saved_searches.query = $4 THEN saved_searches.daily ELSE '' END
             RETURNING id",
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
        query_of(&mut tx, user, id).await?;
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

    /// Lets something be done once a day, from `now` on, with what a saved search finds; or
    /// nothing any more.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a search that is not understood whole, or may find new mail.
    pub async fn set_daily(
        &self,
        user: UserId,
        id: SearchId,
        daily: Option<Daily>,
        now: UnixMillis,
    ) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let query = query_of(&mut tx, user, id).await?;
        if let Some(daily) = daily {
            check_old(daily, &query, now)?;
        }
        sql::query("UPDATE saved_searches SET daily = $2, due = $3 WHERE id = $1")
            .bind(id.0)
            .bind(daily.map_or("", Daily::as_str))
            .bind(now)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// What is to be done now with what saved searches find; each is due again a day later.
    pub async fn due_searches(&self, now: UnixMillis) -> Result<Vec<(UserId, String, Daily)>> {
        let rows: Vec<(i64, String, String)> = self.take_due(ANY_DUE, DUE, now).await?;
        let known = |(user, query, daily): (i64, String, String)| {
            Some((UserId(user), query, Daily::from_word(&daily)?))
        };
        Ok(rows.into_iter().filter_map(known).collect())
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

/// The query of a saved search that is there.
async fn query_of(tx: &mut Connection, user: UserId, id: SearchId) -> Result<String> {
    let query: Option<String> =
        sql::query_scalar("SELECT query FROM saved_searches WHERE user_id = $1 AND id = $2")
            .bind(user.0)
            .bind(id.0)
            .fetch_optional(tx)
            .await?;
    query.ok_or(StoreError::NotFound("saved search"))
}

fn check_old(daily: Daily, query: &str, now: UnixMillis) -> Result<()> {
    let parsed = parse(&daily.search(query), now);
    if let Some(notice) = parsed.notice {
        return Err(StoreError::Refused(format!(
            "Nothing is done by itself with a search that is not clear. {notice}"
        )));
    }
    if !parsed.query.is_of_the_past() {
        return Err(StoreError::Refused(
            "Only old mail is put away by itself: the search needs an age such as \
             older_than:90d, or before: and a date."
                .into(),
        ));
    }
    Ok(())
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
