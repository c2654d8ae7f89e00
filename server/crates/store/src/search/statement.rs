//! The statements of a search: which tables it goes by, and which messages are looked at.

use super::plan::{self, Drive, Plan, Scope};
use crate::{
    fts,
    sql::{Engine, QueryBuilder},
};
use model::{Cursor, Direction, MessageId, UserId, search::Query};

/// Which messages are looked at.
pub(super) enum Among<'a> {
    /// The ids from the first to the last.
    Between(i64, i64),
    These(&'a [i64]),
}

/// Appends which of these messages a query finds, without an order; answers the column that the
/// ids are in.
pub(super) fn push_found<'q>(
    select: &mut QueryBuilder,
    scope: &Scope<'q>,
    query: &'q Query,
    among: &Among<'_>,
) -> &'static str {
    let mut plan = Plan::of(query, scope);
    let key = push_driven(select, scope, plan.drive(scope));
    match among {
        Among::Between(first, last) => {
            select.push(" BETWEEN ").push_bind(*first).push(" AND ").push_bind(*last);
            if scope.engine == Engine::Postgres && key != "m.id" {
                // It does not see that this follows.
                select.push(" AND m.id BETWEEN ").push_bind(*first);
                select.push(" AND ").push_bind(*last);
            }
        }
        Among::These(ids) => {
            select.push(" IN (").push_list(ids.iter().copied());
        }
    }
    plan.push_conditions(select, scope);
    key
}

/// Appends the tables that a search goes by, up to a condition on the ids; answers the column that
/// they are in.
fn push_driven(select: &mut QueryBuilder, scope: &Scope<'_>, drive: Drive<'_>) -> &'static str {
    match drive {
        Drive::Words(words) => {
            let key = fts::push_from(select, scope.engine, scope.user, &words);
            select.push(" AND ").push(key);
            key
        }
        Drive::Label(label) => {
            // The order in which `SQLite` joins.
            let join = if scope.engine == Engine::Sqlite { " CROSS JOIN " } else { " JOIN " };
            select.push("FROM message_labels x").push(join);
            select.push("messages m ON m.id = x.message_id JOIN folders f ON f.id = m.folder_id");
            select.push(" WHERE x.label_id = ");
            plan::push_label(label, select, scope);
            select.push(" AND x.message_id");
            "x.message_id"
        }
        Drive::Index(index) => {
            select.push("FROM messages m INDEXED BY ").push(index);
            select.push(" JOIN folders f ON f.id = m.folder_id WHERE m.id");
            "m.id"
        }
        Drive::Messages => {
            select.push("FROM messages m JOIN folders f ON f.id = m.folder_id WHERE m.id");
            "m.id"
        }
    }
}

/// How much of what a query finds is wanted, in the order of ids.
pub(super) struct Wanted<'a> {
    pub(super) first: i64,
    pub(super) last: i64,
    /// From the lowest id up.
    pub(super) back: bool,
    pub(super) most: i64,
    /// Conversations of which no more is wanted.
    pub(super) left_out: &'a [i64],
}

impl Wanted<'_> {
    /// What lies beside a cursor, or the newest.
    pub(super) fn page(user: UserId, at: Option<Cursor>, most: i64) -> Self {
        let (mut first, mut last) = (MessageId::new(user, 0).0, MessageId::new(user, u32::MAX).0);
        let back = at.is_some_and(|at| at.direction == Direction::Newer);
        match at {
            Some(at) if back => first = first.max(at.id.0.saturating_add(1)),
            Some(at) => last = last.min(at.id.0.saturating_sub(1)),
            None => {}
        }
        Self { first, last, back, most, left_out: &[] }
    }
}

/// The whole statement for what is wanted of what a query finds among these messages.
pub(super) fn statement<'q>(
    columns: &str,
    scope: &Scope<'q>,
    query: &'q Query,
    among: &Among<'_>,
    wanted: &Wanted<'_>,
) -> QueryBuilder {
    let mut select = QueryBuilder::new(columns);
    let key = push_found(&mut select, scope, query, among);
    if !wanted.left_out.is_empty() {
        select.push(" AND m.conversation_id NOT IN (").push_list(wanted.left_out.iter().copied());
    }
    select.push(" ORDER BY ").push(key).push(if wanted.back { " LIMIT " } else { " DESC LIMIT " });
    select.push_bind(wanted.most);
    select
}
