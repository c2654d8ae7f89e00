//! Where in the order of ids the messages of a time are. `SQLite` has the months of messages in its
//! index of words, in that order; `PostgreSQL` does not know that ids and dates rise together, and
//! would go through all that is newer before it comes to what is old.
//!
//! Its index `messages_times` has the messages of each span of 99 days in the order of ids. Some from
//! the beginning of each span are enough to know the first of a time, whatever a few messages with a
//! wrong date may say; all others lie beyond these, close together.

use super::{
    plan::Scope,
    statement::{Among, Wanted, statement},
};
use crate::{
    Result,
    sql::{self, Connection, Engine},
};
use model::{UnixMillis, UserId, search::Query};

/// Where so many of the first hundred messages are of a time, nothing else has to be known.
const DENSE: i64 = 25;
/// A span is two to the power of this, in milliseconds.
const SPAN: u32 = 33;

/// From a time on, and before another.
#[derive(Clone, Copy)]
struct Times {
    since: UnixMillis,
    before: UnixMillis,
}

/// `$1` the user, `$2` and `$3` the first and the last span, `$4` and `$5` the times, `$6` and `$7`
/// the first and the last id, `$8` how many of each span. Of a span with more of them it is not known
/// what lies beyond these, and so it is of all others.
macro_rules! nearest {
    ($order:literal, $nearest:literal, $farthest:literal, $as_near:literal) => {
        concat!(
            "WITH RECURSIVE spans (span) AS (
                (SELECT date >> 33 FROM messages WHERE id >> 32 = $1 AND date >> 33 BETWEEN $2 AND $3
                 ORDER BY date >> 33 LIMIT 1)
                UNION ALL
                SELECT (SELECT date >> 33 FROM messages WHERE id >> 32 = $1
                        AND date >> 33 > spans.span AND date >> 33 <= $3
                        ORDER BY date >> 33 LIMIT 1)
                FROM spans WHERE span IS NOT NULL
             ),
             near AS (
                SELECT span, id FROM spans CROSS JOIN LATERAL
                (SELECT id FROM messages WHERE id >> 32 = $1 AND date >> 33 = span
                 AND id BETWEEN $6 AND $7 AND date >= $4 AND date < $5 ORDER BY id ",
            $order,
            " LIMIT $8) first
             ),
             ends AS (SELECT ",
            $farthest,
            "(id) AS id FROM near GROUP BY span HAVING COUNT(*) >= $8)
             SELECT id FROM near WHERE NOT EXISTS (SELECT 1 FROM ends) OR id ",
            $as_near,
            " (SELECT ",
            $nearest,
            "(id) FROM ends) ORDER BY id ",
            $order,
            " LIMIT 1000"
        )
    };
}

/// `$1` and `$2` the first and the last id, `$3` and `$4` the times.
macro_rules! of_the_first_hundred {
    ($order:literal) => {
        concat!(
            "SELECT COUNT(*) FROM (SELECT date FROM messages WHERE id BETWEEN $1 AND $2 ORDER BY id ",
            $order,
            " LIMIT 100) first WHERE date >= $3 AND date < $4"
        )
    };
}

/// What is wanted of what a query finds, each with these columns.
pub(super) async fn fetch<'q, T: sql::Row>(
    connection: &mut Connection,
    columns: &str,
    scope: &Scope<'q>,
    query: &'q Query,
    wanted: &Wanted<'_>,
) -> Result<Vec<T>> {
    let everything = Among::Between(wanted.first, wanted.last);
    if scope.engine == Engine::Postgres
        && let Some(times) = Times::of(query)
        && !times.begin_dense(connection, wanted).await?
        && goes_in_order(connection, scope, query, wanted).await?
    {
        return from_times(connection, columns, scope, (query, times), wanted).await;
    }
    let mut select = statement(columns, scope, query, &everything, wanted);
    select.build_query_as().fetch_all(connection).await
}

/// The first of these times, and if that is not enough, what lies beyond them.
async fn from_times<'q, T: sql::Row>(
    connection: &mut Connection,
    columns: &str,
    scope: &Scope<'q>,
    (query, times): (&'q Query, Times),
    wanted: &Wanted<'_>,
) -> Result<Vec<T>> {
    let between = (wanted.first, wanted.last);
    let near = times.nearest(connection, scope.user, between, (wanted.back, wanted.most)).await?;
    let Some(end) = near.last().copied() else { return Ok(Vec::new()) };
    let mut select = statement(columns, scope, query, &Among::These(&near), wanted);
    let mut found: Vec<T> = select.build_query_as().fetch_all(&mut *connection).await?;
    let missing = wanted.most - i64::try_from(found.len()).unwrap_or(i64::MAX);
    if missing <= 0 {
        return Ok(found);
    }
    let beyond = if wanted.back { (end + 1, wanted.last) } else { (wanted.first, end - 1) };
    let far = times.nearest(connection, scope.user, beyond, (!wanted.back, 1)).await?;
    let Some(far) = far.first().copied() else { return Ok(found) };
    let beyond =
        if wanted.back { Among::Between(beyond.0, far) } else { Among::Between(far, beyond.1) };
    let wanted = Wanted { most: missing, ..*wanted };
    let mut select = statement(columns, scope, query, &beyond, &wanted);
    found.extend(select.build_query_as::<T>().fetch_all(connection).await?);
    Ok(found)
}

/// Whether the engine would go through the messages in their order until it has found enough, and
/// not find all of them first, as it does by a word that is rare.
async fn goes_in_order<'q>(
    connection: &mut Connection,
    scope: &Scope<'q>,
    query: &'q Query,
    wanted: &Wanted<'_>,
) -> Result<bool> {
    let everything = Among::Between(wanted.first, wanted.last);
    let mut explain = statement("EXPLAIN SELECT m.id ", scope, query, &everything, wanted);
    let plan: Vec<(String,)> = explain.build_query_as().fetch_all(connection).await?;
    Ok(!plan.iter().any(|(line,)| line.contains("Sort")))
}

impl Times {
    /// What a query says of all that it finds; none when it says nothing of it.
    fn of(query: &Query) -> Option<Self> {
        let parts = match query {
            Query::All(parts) => parts.as_slice(),
            other => std::slice::from_ref(other),
        };
        let mut times = Self { since: UnixMillis::MIN, before: UnixMillis::MAX };
        let mut is_said = false;
        for part in parts {
            match part {
                Query::Since(date) => times.since = times.since.max(*date),
                Query::Before(date) => times.before = times.before.min(*date),
                _ => continue,
            }
            is_said = true;
        }
        is_said.then_some(times)
    }

    /// Messages of these times between two ids, from the lowest or else from the highest on, in that
    /// order and with none left out between them: at least so many, if there are.
    async fn nearest(
        self,
        connection: &mut Connection,
        user: UserId,
        (first, last): (i64, i64),
        (from_lowest, at_least): (bool, i64),
    ) -> Result<Vec<i64>> {
        let sql = if from_lowest {
            nearest!("ASC", "MIN", "MAX", "<=")
        } else {
            nearest!("DESC", "MAX", "MIN", ">=")
        };
        sql::query_scalar(sql)
            .bind(user.0)
            .bind(self.since >> SPAN)
            .bind(self.before.saturating_sub(1) >> SPAN)
            .bind(self.since)
            .bind(self.before)
            .bind(first)
            .bind(last)
            .bind(at_least)
            .fetch_all(connection)
            .await
    }

    /// Whether many of those are of these times with which the search begins.
    async fn begin_dense(self, connection: &mut Connection, wanted: &Wanted<'_>) -> Result<bool> {
        let sql =
            if wanted.back { of_the_first_hundred!("") } else { of_the_first_hundred!("DESC") };
        let of_them: i64 = sql::query_scalar(sql)
            .bind(wanted.first)
            .bind(wanted.last)
            .bind(self.since)
            .bind(self.before)
            .fetch_one(connection)
            .await?;
        Ok(of_them >= DENSE)
    }
}
