//! A [`Query`] to rows. What is about words becomes one full-text query as far as it can; the
//! rest becomes conditions on the rows that it finds. Newest arrival first: by id.

mod endings;
mod grouped;
mod narrow;
mod plan;
mod statement;
mod times;

use crate::{
    Result, Store,
    documents::{self, DocumentText},
    folders,
    list::{ListRow, page, select_rows},
    marks::Marks,
    rows::text,
    sql::{self, Connection, Flag, QueryBuilder},
};
use endings::Endings;
use model::{Cursor, MessageId, MessagePage, MessageRow, Span, UserId, search::Query};
use plan::{Plan, Scope};
use statement::{Among, Wanted, push_found};
use std::collections::HashMap;
use times::fetch;

impl Store {
    /// One page of what a query finds, newest arrival first, with marks where it matched.
    pub async fn search(
        &self,
        user: UserId,
        query: &Query,
        at: Option<Cursor>,
        limit: i64,
    ) -> Result<MessagePage> {
        let mut reader = self.pools.read().acquire().await?;
        let scope = scope(&mut reader, user, query).await?;
        let wanted = Wanted::page(user, at, limit + 1);
        let found: Vec<ListRow> =
            fetch(&mut reader, select_rows!(""), &scope, query, &wanted).await?;
        drop(reader);
        Ok(page(self.marked(query, found).await?, at, limit))
    }

    /// The same with a row for each conversation: its newest match stands for it, and says how
    /// many there are.
    pub async fn search_conversations(
        &self,
        user: UserId,
        query: &Query,
        at: Option<Cursor>,
        limit: i64,
    ) -> Result<MessagePage> {
        let scope = scope(&mut self.pools.read().acquire().await?, user, query).await?;
        let found = self.newest_of_each(&scope, query, at, limit).await?;
        let (found, counts): (Vec<ListRow>, Vec<i64>) = found.into_iter().unzip();
        let mut rows = self.marked(query, found).await?;
        for (row, matches) in rows.iter_mut().zip(counts) {
            row.matches = matches;
        }
        Ok(page(rows, at, limit))
    }

    /// The rows with marks where they matched, in their order.
    async fn marked(&self, query: &Query, found: Vec<ListRow>) -> Result<Vec<MessageRow>> {
        let marks = Marks::of(query);
        let texts = if marks.is_textless() || found.is_empty() {
            HashMap::new()
        } else {
            self.texts(&found).await?
        };
        let mut rows: Vec<MessageRow> = Vec::with_capacity(found.len());
        let mut elsewhere = Vec::new();
        for row in found {
            let (row, is_marked) = mark(&marks, row, &texts);
            elsewhere.extend(Some(row.id).filter(|_| !is_marked));
            rows.push(row);
        }
        if !marks.is_textless() && !elsewhere.is_empty() {
            for (id, document) in documents::texts(self, &elsewhere).await? {
                let row = rows.iter_mut().find(|row| row.id.0 == id && elsewhere.contains(&row.id));
                if let Some((row, snippet)) = row.zip(mark_in_document(&marks, &document)) {
                    row.snippet = snippet;
                    elsewhere.retain(|other| *other != row.id);
                }
            }
        }
        Ok(rows)
    }

    /// What is kept of the texts of these messages.
    async fn texts(&self, found: &[ListRow]) -> Result<HashMap<i64, KeptText>> {
        let mut select = QueryBuilder::new("SELECT t.id, t.text, CASE WHEN length(t.text) = ");
        select.push_bind(text::LENGTH).push(
            " THEN (SELECT s.content FROM messages m JOIN sources s ON s.id = m.source_id
             WHERE m.id = t.id) END FROM message_texts t WHERE t.id IN (",
        );
        select.push_list(found.iter().map(|row| row.id));
        let rows: Vec<(i64, Vec<u8>, Option<Vec<u8>>)> =
            select.build_query_as().fetch_all(self.pools.read()).await?;
        Ok(rows.into_iter().map(|(id, kept, source)| (id, KeptText { kept, source })).collect())
    }
}

/// A text as it is kept, and the source that it is in, if it is.
struct KeptText {
    kept: Vec<u8>,
    source: Option<Vec<u8>>,
}

/// The row with its matches marked, and the words around the first match for a snippet; whether
/// there is one.
fn mark(marks: &Marks, row: ListRow, texts: &HashMap<i64, KeptText>) -> (MessageRow, bool) {
    let subject = marks.subject(&row.subject);
    let text = texts.get(&row.id);
    let text = text.map(|text| text::text_of(&text.kept, text.source.as_deref()));
    let around = text.and_then(|text| marks.around(&text));
    let is_marked = around.is_some();
    let snippet = around.unwrap_or_else(|| marks.text(&row.snippet));
    (MessageRow { subject, snippet, ..MessageRow::from(row) }, is_marked)
}

/// The words around the first match in a file, behind its name; none when nothing matches.
fn mark_in_document(marks: &Marks, document: &DocumentText) -> Option<Vec<Span>> {
    let mut snippet = marks.around(&document.text)?;
    snippet.insert(0, Span { text: format!("In {}: ", document.name), mark: false });
    Some(snippet)
}

/// Calls `each` with everything that a query says, and what it does not want among it.
fn each_part<'q>(query: &'q Query, each: &mut impl FnMut(&'q Query)) {
    match query {
        Query::All(parts) | Query::Any(parts) => {
            for part in parts {
                each_part(part, each);
            }
        }
        Query::Not(part) => each_part(part, each),
        simple => each(simple),
    }
}

/// What the query says of folders, found in the user's own.
async fn scope<'q>(
    connection: &mut Connection,
    user: UserId,
    query: &'q Query,
) -> Result<Scope<'q>> {
    let engine = connection.engine();
    let mut names = Vec::new();
    each_part(query, &mut |part| {
        if let Query::In(name) = part {
            names.push(name.as_str());
        }
    });
    let mut folders = HashMap::new();
    if !names.is_empty() {
        let tree = folders::tree(connection, user).await?;
        let found = |name: &'q str| {
            let found = tree.iter().filter(|branch| branch.is_named(name));
            (name, found.map(|branch| branch.folder.id).collect())
        };
        folders.extend(names.into_iter().map(found));
    }
    // Most searches are for words alone, and ask for nothing here.
    let properties =
        Plan::taken_apart(query).is_narrowed() && has_properties(connection, user).await?;
    let endings = Endings::of(connection, query).await?;
    let mut scope = Scope { engine, user, folders, properties, endings, narrow: None };
    scope.narrow = narrow::narrowest(connection, &scope, query).await?;
    Ok(scope)
}

/// Whether the index of words has the dates, sizes and attachments of all of a user's messages.
async fn has_properties(connection: &mut Connection, user: UserId) -> Result<bool> {
    let properties: Option<Flag> = sql::query_scalar("SELECT properties FROM users WHERE id = $1")
        .bind(user.0)
        .fetch_optional(connection)
        .await?;
    Ok(properties.is_some_and(bool::from))
}

/// Ids of what a query finds among one user's messages from `first` to `last`, highest first; the
/// first `limit` of them, if there is one.
pub(crate) async fn ids_between(
    connection: &mut Connection,
    query: &Query,
    first: MessageId,
    last: MessageId,
    limit: Option<i64>,
) -> Result<Vec<i64>> {
    let scope = scope(connection, last.user(), query).await?;
    let rows: Vec<(i64,)> = if let Some(most) = limit {
        let wanted = Wanted { first: first.0, last: last.0, back: false, most, left_out: &[] };
        fetch(connection, "SELECT m.id ", &scope, query, &wanted).await?
    } else {
        let mut select = QueryBuilder::new("SELECT m.id ");
        let among = Among::Between(first.0, last.0);
        let key = push_found(&mut select, &scope, query, &among);
        select.push(" ORDER BY ").push(key).push(" DESC");
        select.build_query_as().fetch_all(connection).await?
    };
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// How many of a user's messages up to `last` a query finds.
pub(crate) async fn count_up_to(
    connection: &mut Connection,
    query: &Query,
    last: MessageId,
) -> Result<i64> {
    let scope = scope(connection, last.user(), query).await?;
    let mut select = QueryBuilder::new("SELECT COUNT(*) ");
    let among = Among::Between(MessageId::new(scope.user, 0).0, last.0);
    push_found(&mut select, &scope, query, &among);
    let (count,): (i64,) = select.build_query_as().fetch_one(connection).await?;
    Ok(count)
}

/// All ways to look for it: message by message, by conversation in two steps, and beside messages;
/// as where many messages are all that it says, or as in this store.
#[cfg(test)]
pub(crate) async fn sql_of(
    store: &Store,
    user: UserId,
    query: &Query,
    at: Option<Cursor>,
    many: bool,
) -> [String; 4] {
    let mut reader = store.pools.read().acquire().await.expect("a connection");
    let mut scope = scope(&mut reader, user, query).await.expect("the folders");
    if many {
        scope.narrow = None;
    }
    let wanted = Wanted::page(user, at, 51);
    let among = Among::Between(wanted.first, wanted.last);
    let by_message = statement::statement(select_rows!(""), &scope, query, &among, &wanted);
    let wanted = Wanted { left_out: &[1, 2], ..wanted };
    let matches = statement::statement(grouped::MATCHES, &scope, query, &among, &wanted);
    let conversations = (1..=100).collect();
    let counts = grouped::counts(&scope, query, &conversations);
    let beside = grouped::beside(&scope, query, &conversations, 100);
    [by_message, matches, counts, beside].map(|select| select.text().to_owned())
}
