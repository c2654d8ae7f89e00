//! Everything of one store into another, whatever the engines: rows as they lie there, blobs, and
//! the last number that each table gave out. What words a message has is no part of that; it is
//! written from the sources, as [`Store::reindex`] does.

mod tables;

use crate::{
    Result, Store, StoreError, documents, drafts, fts,
    rows::{self, Summary},
    sources::ROWS,
    sql::{self, Cells, Connection, Engine, QueryBuilder, Transaction},
};
use model::{Extract, MessageId, UserId};
use tables::{TABLES, Table};

/// Rows read at once.
const STEP: usize = 500;

impl Store {
    /// Whether nobody has ever used it.
    pub async fn is_empty(&self) -> Result<bool> {
        let mut moment = self.pools.read().begin().await?;
        for table in &TABLES {
            if count(&mut moment, table).await? > 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Copies everything but words into `to`; answers how many rows each table has. Whoever writes
    /// meanwhile is not seen: it is one moment that is copied.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when `to` holds something already, as it does after a copy that was
    /// broken off.
    pub async fn copy_to(&self, to: &Self) -> Result<Vec<(&'static str, i64)>> {
        if !to.is_empty().await? {
            return Err(StoreError::Refused(
                "There is something in the store to copy to already, perhaps of a copy that was \
                 broken off. Name an empty one."
                    .into(),
            ));
        }
        self.blobs.copy_into(&to.blobs).await?;
        let mut moment = self.pools.read().begin().await?;
        let mut counts = Vec::with_capacity(TABLES.len());
        for table in &TABLES {
            copy(&mut moment, to, table).await?;
            let there = count(&mut moment, table).await?;
            let here = count(&mut to.pools.read().acquire().await?, table).await?;
            if there != here {
                let name = table.name;
                return Err(StoreError::Database(format!("{here} of {there} {name} were copied")));
            }
            counts.push((table.name, here));
        }
        moment.rollback().await?;
        // Those that came before the moment, and after the first look.
        self.blobs.copy_into(&to.blobs).await?;
        Ok(counts)
    }

    /// Writes the words of messages that have none yet. Those of their files join them later.
    pub async fn index(&self, user: UserId, batch: Vec<(MessageId, Extract)>) -> Result<()> {
        let read = tokio::task::spawn_blocking(move || {
            let words = |(id, extract): (MessageId, Extract)| {
                if id.user() != user {
                    return Err(StoreError::NotFound("message"));
                }
                let summary = Summary::of(&extract, 0)?;
                Ok(((id.0, summary.words), summary.has_documents.then_some(id)))
            };
            batch.into_iter().map(words).collect::<Result<Vec<_>>>()
        })
        .await??;
        if read.is_empty() {
            return Ok(());
        }
        let (words, documents): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        let documents: Vec<MessageId> = documents.into_iter().flatten().collect();
        let mut tx = self.pools.write().await?;
        let words = rows::with_properties(&mut tx, words).await?;
        fts::insert(&mut tx, words).await?;
        documents::note(&mut tx, &documents).await?;
        tx.commit().await
    }

    /// Writes the words of the user's drafts, which have no source, anew.
    pub async fn index_drafts(&self, user: UserId) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let ids: Vec<i64> = sql::query_scalar(
            "SELECT id FROM messages WHERE id BETWEEN $1 AND $2 AND source_id = 0 ORDER BY id",
        )
        .bind(MessageId::new(user, 0).0)
        .bind(MessageId::new(user, u32::MAX).0)
        .fetch_all(&mut *tx)
        .await?;
        for id in ids {
            let draft = drafts::load(&mut tx, user, MessageId(id)).await?;
            let words = Summary::of(&drafts::extract(&draft), draft.saved)?.words;
            rows::write_words(&mut tx, MessageId(id), words).await?;
        }
        tx.commit().await
    }
}

async fn count(connection: &mut Connection, table: &Table) -> Result<i64> {
    let mut select = QueryBuilder::new("SELECT /* all */ COUNT(*) FROM ");
    let (count,): (i64,) = select.push(table.name).build_query_as().fetch_one(connection).await?;
    Ok(count)
}

async fn copy(moment: &mut Transaction, to: &Store, table: &Table) -> Result<()> {
    let mut last: Option<Vec<sql::Value>> = None;
    loop {
        let rows = read(moment, table, last.as_deref()).await?;
        let Some(Cells(newest)) = rows.last() else { break };
        last = Some(table.key_of(newest));
        let mut tx = to.pools.write().await?;
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut insert = QueryBuilder::new("INSERT INTO ");
            insert.push(table.name).push(" (").push(table.columns.join(", ")).push(") ");
            insert.push_values(rows.by_ref().take(ROWS), |mut row, Cells(cells)| {
                for cell in cells {
                    row.push_bind(cell);
                }
            });
            insert.build().execute(&mut *tx).await?;
        }
        tx.commit().await?;
    }
    if table.numbered {
        let number = last_number(moment, table).await?;
        let mut tx = to.pools.write().await?;
        set_last_number(&mut tx, table, number).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The next rows in the order of the key.
async fn read(
    moment: &mut Connection,
    table: &Table,
    after: Option<&[sql::Value]>,
) -> Result<Vec<Cells>> {
    let key = table.key.join(", ");
    let mut select = QueryBuilder::new("SELECT /* all */ ");
    select.push(table.columns.join(", ")).push(" FROM ").push(table.name);
    if let Some(after) = after {
        select.push(" WHERE (").push(&key).push(") > (");
        select.push_list(after.iter().cloned());
    }
    select
        .push(" ORDER BY ")
        .push(&key)
        .push(" LIMIT ")
        .push_bind(i64::try_from(STEP).unwrap_or(1));
    select.build_query_as().fetch_all(moment).await
}

/// The last number that the table has given out, also when its row is gone: no number is used
/// twice.
async fn last_number(moment: &mut Connection, table: &Table) -> Result<i64> {
    let mut select = QueryBuilder::new("SELECT /* all */ MAX(id) FROM ");
    let (newest,): (Option<i64>,) =
        select.push(table.name).build_query_as().fetch_one(&mut *moment).await?;
    let number: Option<Option<i64>> = match moment.engine() {
        Engine::Sqlite => {
            sql::query_scalar("SELECT seq FROM sqlite_sequence WHERE name = $1")
                .bind(table.name)
                .fetch_optional(moment)
                .await?
        }
        Engine::Postgres => {
            sql::query_scalar("SELECT pg_sequence_last_value(pg_get_serial_sequence($1, 'id'))")
                .bind(table.name)
                .fetch_optional(moment)
                .await?
        }
    };
    Ok(number.flatten().max(newest).unwrap_or_default())
}

async fn set_last_number(tx: &mut Connection, table: &Table, number: i64) -> Result<()> {
    match tx.engine() {
        Engine::Sqlite => {
            sql::query("DELETE FROM sqlite_sequence WHERE name = $1")
                .bind(table.name)
                .execute(&mut *tx)
                .await?;
            sql::query("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)")
                .bind(table.name)
                .bind(number)
                .execute(tx)
                .await?;
        }
        Engine::Postgres if number > 0 => {
            let _: i64 = sql::query_scalar("SELECT setval(pg_get_serial_sequence($1, 'id'), $2)")
                .bind(table.name)
                .bind(number)
                .fetch_one(tx)
                .await?;
        }
        Engine::Postgres => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests;
