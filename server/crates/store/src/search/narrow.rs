//! Whether only a few messages are what a query says: then the search goes by them, and looks for
//! words in each, however many other messages have those words.

use super::plan::{Condition, Plan, Scope, push_label};
use crate::{
    Result,
    sql::{Connection, Engine, QueryBuilder},
};
use model::{MessageId, search::Query};

/// So many are few: to seek a word takes up to 0.1 ms in the index of a million messages, and is
/// done for each of them, though the word may be so rare that it is found sooner by itself.
const FEW: i64 = 100;

/// What a search goes by.
#[derive(Clone, Copy)]
pub(super) enum Narrow<'q> {
    /// The messages of a label.
    Label(&'q str),
    /// An index of the messages.
    Index(&'static str),
}

/// What the fewest messages are, if that is few enough. `PostgreSQL` finds that out by itself.
pub(super) async fn narrowest<'q>(
    connection: &mut Connection,
    scope: &Scope<'q>,
    query: &'q Query,
) -> Result<Option<Narrow<'q>>> {
    let plan = Plan::of(query, scope);
    if scope.engine == Engine::Postgres || !plan.asks_index() {
        return Ok(None);
    }
    let mut narrowest = None;
    let mut fewest = FEW;
    for condition in &plan.conditions {
        let Condition::Simple(simple) = condition else { continue };
        let Some(narrow) = narrow(simple, scope) else { continue };
        let count = count(connection, scope, condition, narrow, fewest + 1).await?;
        if count <= fewest {
            (narrowest, fewest) = (Some(narrow), count);
        }
    }
    Ok(narrowest)
}

/// Where the messages of a state lie together.
fn narrow<'q>(query: &'q Query, scope: &Scope<'_>) -> Option<Narrow<'q>> {
    Some(match query {
        Query::Label(name) => Narrow::Label(name),
        Query::Starred => Narrow::Index("messages_starred"),
        Query::Answered => Narrow::Index("messages_answered"),
        Query::Unread(true) => Narrow::Index("messages_unread"),
        Query::In(name) if scope.folders.get(name.as_str()).is_some_and(|all| all.len() == 1) => {
            Narrow::Index("messages_folder")
        }
        _ => return None,
    })
}

/// How many of a user's messages that is true of, counted no further than to `most`.
async fn count(
    connection: &mut Connection,
    scope: &Scope<'_>,
    condition: &Condition<'_>,
    narrow: Narrow<'_>,
    most: i64,
) -> Result<i64> {
    let mut select = QueryBuilder::new("SELECT COUNT(*) FROM (SELECT 1 FROM ");
    let key = match narrow {
        Narrow::Label(name) => {
            select.push("message_labels x WHERE x.label_id = ");
            push_label(name, &mut select, scope);
            "x.message_id"
        }
        Narrow::Index(index) => {
            select.push("messages m INDEXED BY ").push(index).push(" WHERE ");
            condition.push(&mut select, scope);
            "m.id"
        }
    };
    select.push(" AND ").push(key).push(" BETWEEN ");
    select.push_bind(MessageId::new(scope.user, 0).0).push(" AND ");
    select.push_bind(MessageId::new(scope.user, u32::MAX).0);
    select.push(" LIMIT ").push_bind(most).push(")");
    let (count,): (i64,) = select.build_query_as().fetch_one(connection).await?;
    Ok(count)
}
