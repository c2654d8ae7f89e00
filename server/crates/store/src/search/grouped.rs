//! What a query finds, a row for each conversation: its newest match stands for it.

use super::{
    plan::{Plan, Scope},
    scope,
    statement::Wanted,
    times::fetch,
};
use crate::{
    Result, Store, StoreError, fts,
    list::{ListRow, select_rows},
    sources::ROWS,
    sql::{Engine, QueryBuilder},
};
use model::{Cursor, Direction, MessageId, UserId, search::Query};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The ids of matches and of their conversations.
pub(super) const MATCHES: &str = "SELECT m.id, m.conversation_id ";
/// Conversations that a further look leaves out; more cost more than they save.
const LEFT_OUT: usize = 2000;

impl Store {
    /// Up to `limit` + 1 rows in the direction of `at`, each with the number of matches in its
    /// conversation.
    ///
    /// Matches are looked at in their order; of each conversation that comes up, all of its
    /// matches are counted. So a page costs what its rows cost, however much else is found. A
    /// conversation whose newest match is on the other side of the cursor is on another page.
    pub(super) async fn newest_of_each(
        &self,
        scope: &Scope<'_>,
        query: &Query,
        at: Option<Cursor>,
        limit: i64,
    ) -> Result<Vec<(ListRow, i64)>> {
        let back = at.is_some_and(|at| at.direction == Direction::Newer);
        let wanted = usize::try_from(limit).unwrap_or_default() + 1;
        let mut known: HashSet<i64> = HashSet::new();
        let mut many = Vec::new();
        let mut page: BTreeMap<i64, i64> = BTreeMap::new();
        let mut from = at;
        loop {
            let looked_at =
                Wanted { left_out: &many, ..Wanted::page(scope.user, from, 2 * limit + 1) };
            let mut reader = self.pools.read().acquire().await?;
            let some: Vec<(i64, i64)> =
                fetch(&mut reader, MATCHES, scope, query, &looked_at).await?;
            drop(reader);
            let new: HashSet<i64> =
                some.iter().map(|row| row.1).filter(|id| !known.contains(id)).collect();
            if !new.is_empty() {
                let mut select = counts(scope, query, &new);
                let counts: Vec<(i64, i64, i64)> =
                    select.build_query_as().fetch_all(self.pools.read()).await?;
                for (conversation, matches, id) in counts {
                    known.insert(conversation);
                    if matches > 1 && many.len() < LEFT_OUT {
                        many.push(conversation);
                    }
                    let is_here =
                        at.is_none_or(|at| if back { id > at.id.0 } else { id < at.id.0 });
                    if is_here {
                        page.insert(id, matches);
                    }
                }
            }
            let Some((last, _)) = some.last().copied() else { break };
            // Going back, the newest match of a conversation may be beyond what was looked at.
            let settled = page.keys().filter(|id| !back || **id <= last).count();
            if settled >= wanted || some.len() <= usize::try_from(2 * limit).unwrap_or_default() {
                break;
            }
            let direction = if back { Direction::Newer } else { Direction::Older };
            from = Some(Cursor { direction, date: 0, id: MessageId(last) });
        }
        let chosen: Vec<i64> = if back {
            page.keys().copied().take(wanted).collect()
        } else {
            page.keys().rev().copied().take(wanted).collect()
        };
        if chosen.is_empty() {
            return Ok(Vec::new());
        }
        let mut select = rows(&chosen, back);
        let rows: Vec<ListRow> = select.build_query_as().fetch_all(self.pools.read()).await?;
        let counted = |row: ListRow| {
            let matches = page.get(&row.id).copied().unwrap_or(1);
            (row, matches)
        };
        Ok(rows.into_iter().map(counted).collect())
    }

    /// These messages, and with them all that a query finds in their conversations; each once,
    /// lowest first. It is looked for no more once there are `most`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when one is somebody else's.
    pub async fn with_matches(
        &self,
        user: UserId,
        query: &Query,
        ids: &[MessageId],
        most: usize,
    ) -> Result<Vec<MessageId>> {
        if ids.iter().any(|id| id.user() != user) {
            return Err(StoreError::NotFound("message"));
        }
        let mut reader = self.pools.read().acquire().await?;
        let scope = scope(&mut reader, user, query).await?;
        let mut all: BTreeSet<MessageId> = ids.iter().copied().collect();
        for ids in ids.chunks(ROWS) {
            if all.len() >= most {
                break;
            }
            let mut select =
                QueryBuilder::new("SELECT conversation_id FROM messages WHERE id IN (");
            select.push_list(ids.iter().map(|id| id.0));
            let conversations: Vec<(i64,)> = select.build_query_as().fetch_all(&mut reader).await?;
            if conversations.is_empty() {
                continue;
            }
            let among = conversations.into_iter().map(|row| row.0).collect();
            let mut select = beside(&scope, query, &among, most);
            let found: Vec<(i64,)> = select.build_query_as().fetch_all(&mut reader).await?;
            all.extend(found.into_iter().map(|row| MessageId(row.0)));
        }
        Ok(all.into_iter().take(most).collect())
    }
}

/// The number of matches, and the newest, of each of these conversations.
pub(super) fn counts(scope: &Scope<'_>, query: &Query, among: &HashSet<i64>) -> QueryBuilder {
    let mut select = QueryBuilder::new("SELECT m.conversation_id, COUNT(*), MAX(m.id) ");
    push_among(&mut select, scope, query, among);
    select.push(" GROUP BY m.conversation_id");
    select
}

/// The ids of up to `most` matches in these conversations.
pub(super) fn beside(
    scope: &Scope<'_>,
    query: &Query,
    among: &HashSet<i64>,
    most: usize,
) -> QueryBuilder {
    let mut select = QueryBuilder::new("SELECT m.id ");
    push_among(&mut select, scope, query, among);
    select.push(" LIMIT ").push_bind(i64::try_from(most).unwrap_or(i64::MAX));
    select
}

/// Appends which messages a query finds in these conversations.
fn push_among(select: &mut QueryBuilder, scope: &Scope<'_>, query: &Query, among: &HashSet<i64>) {
    let mut plan = Plan::of(query, scope);
    if scope.narrow.is_some() {
        plan.look_at_each();
    }
    if let Some(words) = &plan.words {
        fts::push_from(select, scope.engine, scope.user, words);
        if scope.engine == Engine::Sqlite {
            // Between the first and the last of their messages, which the index seeks; not by
            // each of them, for which it would begin anew.
            for bound in [" AND x.rowid >= (SELECT MIN(id)", " AND x.rowid <= (SELECT MAX(id)"] {
                select.push(bound).push(" FROM messages WHERE conversation_id IN (");
                select.push_list(among.iter().copied()).push(")");
            }
            select.push(" AND +x.rowid IN (SELECT id FROM messages WHERE conversation_id IN (");
            select.push_list(among.iter().copied()).push(")");
        }
        select.push(" AND m.conversation_id IN (");
    } else {
        select.push(match scope.engine {
            // It would rather go through all unread messages of everybody.
            Engine::Sqlite => "FROM messages m INDEXED BY messages_conversation",
            Engine::Postgres => "FROM messages m",
        });
        select.push(" JOIN folders f ON f.id = m.folder_id WHERE m.conversation_id IN (");
    }
    select.push_list(among.iter().copied());
    plan.push_conditions(select, scope);
}

/// The rows of these messages.
fn rows(ids: &[i64], back: bool) -> QueryBuilder {
    let mut select = QueryBuilder::new(select_rows!(
        "FROM messages m JOIN folders f ON f.id = m.folder_id WHERE m.id IN ("
    ));
    select.push_list(ids.iter().copied());
    select.push(if back { " ORDER BY m.id" } else { " ORDER BY m.id DESC" });
    select
}
