//! Filters: kept as searches, so that what arrives is judged by what a search would find.

mod complete;
mod run;

pub(crate) use complete::{complete, takers};
pub(crate) use run::{Candidate, run};

use crate::{
    Result, Store, StoreError, folders, labels,
    sql::{self, Connection, Flag, row},
};
use model::{Filter, FilterActions, FilterId, FolderId, FolderKey, LabelId, Role, UserId};

/// Filters of one user at most: each is asked of everything that arrives.
const MOST: i64 = 500;

row! {
    struct FilterRow {
        id: i64,
        enabled: Flag,
        query: String,
        folder_id: i64,
        role: String,
        folder_name: String,
        label_id: i64,
        label_name: String,
        star: Flag,
        mark_read: Flag,
        not_spam: Flag,
        forward: String,
    }
}

macro_rules! select_filters {
    ($rest:literal) => {
        concat!(
            "SELECT x.id, x.enabled, x.query, x.folder_id, COALESCE(f.role, '') AS role,
             COALESCE(f.name, '') AS folder_name, COALESCE(l.id, 0) AS label_id,
             COALESCE(l.name, '') AS label_name, x.star, x.mark_read, x.not_spam,
             x.forward
             FROM filters x LEFT JOIN folders f ON f.id = x.folder_id
             LEFT JOIN labels l ON l.id = x.label_id WHERE x.user_id = $1 ",
            $rest
        )
    };
}

impl From<FilterRow> for Filter {
    fn from(row: FilterRow) -> Self {
        let folder = match Role::from_word(&row.role) {
            None => None,
            Some(Role::Own) => Some(FolderKey::Own(FolderId(row.folder_id))),
            Some(role) => Some(FolderKey::Role(role)),
        };
        Self {
            id: FilterId(row.id),
            enabled: row.enabled.0,
            query: row.query,
            actions: FilterActions {
                folder,
                label: (row.label_id != 0).then_some(LabelId(row.label_id)),
                star: row.star.0,
                read: row.mark_read.0,
                not_spam: row.not_spam.0,
                forward: row.forward,
            },
            folder_name: row.folder_name,
            label_name: row.label_name,
        }
    }
}

async fn all(connection: &mut Connection, user: UserId) -> Result<Vec<FilterRow>> {
    sql::query_as(select_filters!("ORDER BY x.place, x.id"))
        .bind(user.0)
        .fetch_all(connection)
        .await
}

impl Store {
    /// A user's filters, in their order.
    pub async fn filters(&self, user: UserId) -> Result<Vec<Filter>> {
        let rows = all(&mut self.pools.read().acquire().await?, user).await?;
        Ok(rows.into_iter().map(Filter::from).collect())
    }

    /// One filter.
    pub async fn filter(&self, user: UserId, id: FilterId) -> Result<Filter> {
        let row: Option<FilterRow> = sql::query_as(select_filters!("AND x.id = $2"))
            .bind(user.0)
            .bind(id.0)
            .fetch_optional(self.pools.read())
            .await?;
        row.map(Filter::from).ok_or(StoreError::NotFound("filter"))
    }

    /// Writes a filter anew, or adds one at the end. Whether it makes sense is the caller's part.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a filter, folder or label that is not there;
    /// [`StoreError::Refused`] when there are too many, and for moving into Drafts.
    pub async fn save_filter(
        &self,
        user: UserId,
        id: Option<FilterId>,
        query: &str,
        actions: &FilterActions,
    ) -> Result<FilterId> {
        let mut tx = self.pools.write().await?;
        let folder = match &actions.folder {
            None => 0,
            Some(key) => match folders::resolve(&mut tx, user, key).await? {
                folder if !folder.role.takes_mail() => {
                    return Err(StoreError::Refused(
                        "Mail that arrives cannot be moved into Drafts or Sent.".into(),
                    ));
                }
                folder => folder.id.0,
            },
        };
        if let Some(label) = actions.label {
            labels::choose(&mut tx, user, &[label], &[]).await?;
        }
        let id = match id {
            Some(id) => id,
            None => add(&mut tx, user).await?,
        };
        let known: Option<i64> = sql::query_scalar(
            "UPDATE filters SET query = $3, folder_id = $4, star = $5, mark_read = $6, forward = $7,
             label_id = $8, not_spam = $9 WHERE id = $1 AND user_id = $2 RETURNING id",
        )
        .bind(id.0)
        .bind(user.0)
        .bind(query)
        .bind(folder)
        .bind(actions.star)
        .bind(actions.read)
        .bind(&actions.forward)
        .bind(actions.label.map_or(0, |label| label.0))
        .bind(actions.not_spam)
        .fetch_optional(&mut *tx)
        .await?;
        known.ok_or(StoreError::NotFound("filter"))?;
        tx.commit().await?;
        Ok(id)
    }

    /// Switches a filter on or off.
    pub async fn enable_filter(&self, user: UserId, id: FilterId, enabled: bool) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let done = sql::query("UPDATE filters SET enabled = $3 WHERE id = $1 AND user_id = $2")
            .bind(id.0)
            .bind(user.0)
            .bind(enabled)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound("filter")) } else { Ok(()) }
    }

    /// Moves a filter one place up or down; the first and the last stay where they are.
    pub async fn move_filter(&self, user: UserId, id: FilterId, up: bool) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let mut ids: Vec<i64> = all(&mut tx, user).await?.into_iter().map(|row| row.id).collect();
        let here = ids.iter().position(|other| *other == id.0);
        let here = here.ok_or(StoreError::NotFound("filter"))?;
        let there = if up { here.saturating_sub(1) } else { (here + 1).min(ids.len() - 1) };
        ids.swap(here, there);
        for (place, id) in ids.into_iter().enumerate() {
            sql::query("UPDATE filters SET place = $2 WHERE id = $1")
                .bind(id)
                .bind(i64::try_from(place).unwrap_or(i64::MAX))
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Removes a filter; what it did stays done.
    pub async fn remove_filter(&self, user: UserId, id: FilterId) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let done = sql::query("DELETE FROM filters WHERE id = $1 AND user_id = $2")
            .bind(id.0)
            .bind(user.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound("filter")) } else { Ok(()) }
    }
}

/// A new filter behind the others, which is written next.
async fn add(tx: &mut Connection, user: UserId) -> Result<FilterId> {
    let (count, last): (i64, i64) =
        sql::query_as("SELECT COUNT(*), COALESCE(MAX(place), 0) FROM filters WHERE user_id = $1")
            .bind(user.0)
            .fetch_one(&mut *tx)
            .await?;
    if count >= MOST {
        return Err(StoreError::Refused(format!(
            "There are {MOST} filters already, and more would make mail slow to arrive. Remove one \
             first."
        )));
    }
    let id: i64 = sql::query_scalar(
        "INSERT INTO filters (user_id, place, enabled, query, folder_id, label_id, star, mark_read,
         not_spam, forward) VALUES ($1, $2, 1, '', 0, 0, 0, 0, 0, '') RETURNING id",
    )
    .bind(user.0)
    .bind(last + 1)
    .fetch_one(tx)
    .await?;
    Ok(FilterId(id))
}
