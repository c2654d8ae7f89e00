//! Full-text search: the words of messages, and what is looked for among them. Each engine keeps
//! and finds them in its own way, and both find the same.

pub(crate) mod properties;

use crate::{
    Result, Store, postgres,
    sql::{Connection, Engine, QueryBuilder},
    sqlite,
    words::Phrase,
};
use model::{MessageId, UserId, search::Place};

/// The words of one message, split and folded, with blanks between.
#[derive(Default)]
pub(crate) struct Words {
    pub(crate) subject: String,
    pub(crate) sender: String,
    pub(crate) recipient: String,
    pub(crate) copied: String,
    pub(crate) body: String,
    pub(crate) filename: String,
    pub(crate) list: String,
}

/// What is looked for.
#[derive(Clone, Debug)]
pub(crate) enum Find {
    /// Words side by side, all of them in the same place.
    Phrase(Place, Phrase),
    /// All of them, at least one.
    All(Vec<Find>),
    /// One of them, at least one.
    Any(Vec<Find>),
    /// The first, but none of the others.
    ButNot(Box<Find>, Vec<Find>),
}

impl Store {
    /// Merges parts of the index into larger ones, a little at a time; whether there is more to
    /// merge. Every word of a search is looked up in each part, and what arrives makes new ones;
    /// messages are found the same before and after.
    pub async fn merge_index(&self) -> Result<bool> {
        if self.pools.engine() == Engine::Postgres {
            // Its autovacuum does that.
            return Ok(false);
        }
        let mut tx = self.pools.write().await?;
        let merged = sqlite::fts::merge(&mut tx).await?;
        tx.commit().await?;
        Ok(merged)
    }
}

pub(crate) async fn insert(tx: &mut Connection, messages: Vec<(i64, Words)>) -> Result<()> {
    match tx.engine() {
        Engine::Sqlite => sqlite::fts::insert(tx, messages).await,
        Engine::Postgres => postgres::fts::insert(tx, messages).await,
    }
}

pub(crate) async fn delete(tx: &mut Connection, id: MessageId) -> Result<()> {
    let sql = match tx.engine() {
        Engine::Sqlite => "DELETE FROM messages_fts WHERE rowid = $1",
        Engine::Postgres => "DELETE FROM messages_fts WHERE id = $1",
    };
    crate::sql::query(sql).bind(id.0).execute(tx).await?;
    Ok(())
}

/// Appends the tables of a search driven by words, up to the first condition, which is that they
/// are found: `FROM … WHERE …`. Answers the id by which the search pages.
pub(crate) fn push_from(
    sql: &mut QueryBuilder,
    engine: Engine,
    user: UserId,
    find: &Find,
) -> &'static str {
    match engine {
        Engine::Sqlite => {
            sql.push(
                "FROM messages_fts x CROSS JOIN messages m ON m.id = x.rowid
                 JOIN folders f ON f.id = m.folder_id WHERE messages_fts MATCH ",
            );
            sql.push_bind(sqlite::fts::expression(find));
            "x.rowid"
        }
        Engine::Postgres => {
            sql.push(
                "FROM messages_fts x JOIN messages m ON m.id = x.id
                 JOIN folders f ON f.id = m.folder_id WHERE ",
            );
            postgres::fts::push(sql, user, find);
            "x.id"
        }
    }
}

/// Appends that the message `m` has the words; they are looked for in this one alone.
pub(crate) fn push_each(sql: &mut QueryBuilder, engine: Engine, user: UserId, find: &Find) {
    match engine {
        Engine::Sqlite => {
            sql.push("EXISTS (SELECT 1 FROM messages_fts x WHERE messages_fts MATCH ");
            sql.push_bind(sqlite::fts::expression(find)).push(" AND x.rowid = m.id)");
        }
        Engine::Postgres => push_condition(sql, engine, user, find),
    }
}

/// Appends that the message `m` has the words; all that have them are found first.
pub(crate) fn push_condition(sql: &mut QueryBuilder, engine: Engine, user: UserId, find: &Find) {
    match engine {
        Engine::Sqlite => {
            sql.push("m.id IN (SELECT rowid FROM messages_fts WHERE messages_fts MATCH ");
            sql.push_bind(sqlite::fts::expression(find)).push(" AND rowid BETWEEN ");
            sql.push_bind(MessageId::new(user, 0).0).push(" AND ");
            sql.push_bind(MessageId::new(user, u32::MAX).0).push(")");
        }
        Engine::Postgres => {
            sql.push("EXISTS (SELECT 1 FROM messages_fts x WHERE x.id = m.id AND ");
            postgres::fts::push(sql, user, find);
            sql.push(")");
        }
    }
}
