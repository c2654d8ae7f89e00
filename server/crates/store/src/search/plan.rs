use super::{endings::Endings, narrow::Narrow};
use crate::{
    fts::{self, Find, properties},
    labels,
    sql::{Engine, QueryBuilder},
    words,
};
use model::{
    FolderId, UserId,
    search::{Query, Words},
};
use std::collections::HashMap;

/// Whose mail is searched, and the folders of the names that the query says.
pub(super) struct Scope<'q> {
    pub(super) engine: Engine,
    pub(super) user: UserId,
    pub(super) folders: HashMap<&'q str, Vec<FolderId>>,
    /// The index of words has the properties of all of their messages.
    pub(super) properties: bool,
    pub(super) endings: Endings,
    /// Something that only a few messages are, if the query says such a thing.
    pub(super) narrow: Option<Narrow<'q>>,
}

/// A query taken apart: what the index of words can be asked, and conditions on each row.
pub(super) struct Plan<'q> {
    /// None when nothing is said of words.
    pub(super) words: Option<Find>,
    /// What is indexed beside words, and is true of all that the conditions let through.
    narrowing: Vec<(Share, Find)>,
    /// All must hold.
    pub(super) conditions: Vec<Condition<'q>>,
}

/// Of which messages a property leaves how many.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Share {
    /// Few, wherever they are.
    Few,
    /// Perhaps many, but not the newest, with which a search begins.
    Old,
    /// Perhaps many, the newest among them.
    New,
}

/// What a search goes by, in the order of ids; all else is looked at in each message.
pub(super) enum Drive<'q> {
    /// The index of words.
    Words(Find),
    /// The messages of a label, by name.
    Label(&'q str),
    /// An index of the messages, by name.
    Index(&'static str),
    /// All messages, or what the engine thinks is best.
    Messages,
}

/// Something that must be true of a row.
pub(super) enum Condition<'q> {
    All(Vec<Condition<'q>>),
    Any(Vec<Condition<'q>>),
    Not(Box<Condition<'q>>),
    /// A full-text query that could not join the driving one.
    Words(Find),
    /// The same where few messages are looked at.
    Each(Find),
    /// Among the messages with a label, by name: an option that can be sought by itself.
    Among(&'q str),
    Simple(&'q Query),
}

/// One half of a query, or both.
enum Part<'q> {
    /// Says nothing, such as a word without a letter.
    Nothing,
    Words(Find),
    /// What must not be there.
    NotWords(Find),
    Condition(Condition<'q>),
    /// A condition, and what the index has of it.
    Narrowed(Share, Find, Condition<'q>),
}

impl<'q> Plan<'q> {
    pub(super) fn of(query: &'q Query, scope: &Scope<'q>) -> Self {
        let mut plan = Self::taken_apart(query);
        // `PostgreSQL` reads all that its index has of a word, however it goes on.
        let whole = scope.engine == Engine::Sqlite;
        plan.words = plan.words.map(|words| scope.endings.put_into(words));
        plan.narrowing.retain(|(share, _)| scope.properties && (whole || *share == Share::Few));
        plan
    }

    pub(super) fn taken_apart(query: &'q Query) -> Self {
        let parts = match query {
            Query::All(parts) => parts.iter().map(part).collect(),
            other => vec![part(other)],
        };
        let (mut wanted, mut unwanted, mut conditions) = (Vec::new(), Vec::new(), Vec::new());
        let mut narrowing = Vec::new();
        for part in parts {
            match part {
                Part::Nothing => {}
                Part::Words(words) => wanted.push(words),
                Part::NotWords(words) => unwanted.push(words),
                Part::Condition(condition) => conditions.push(condition),
                Part::Narrowed(share, find, condition) => {
                    narrowing.push((share, find));
                    conditions.push(condition);
                }
            }
        }
        let words = if wanted.is_empty() {
            let not = |words| Condition::Not(Box::new(Condition::Words(words)));
            conditions.extend(unwanted.into_iter().map(not));
            None
        } else if unwanted.is_empty() {
            Some(Find::All(wanted))
        } else {
            Some(Find::ButNot(Box::new(Find::All(wanted)), unwanted))
        };
        Self { words, narrowing, conditions }
    }

    /// Takes out what the search is to go by.
    pub(super) fn drive(&mut self, scope: &Scope<'q>) -> Drive<'q> {
        if let Some(narrow) = scope.narrow {
            self.look_at_each();
            return match narrow {
                Narrow::Label(name) => self.take_label(Some(name)),
                Narrow::Index(name) => Some(Drive::Index(name)),
            }
            .unwrap_or(Drive::Messages);
        }
        let narrowing = std::mem::take(&mut self.narrowing);
        let by_index = self.words.is_some() || narrowing.iter().any(|part| part.0 != Share::New);
        if self.words.is_none()
            && let Some(label) = self.take_label(None)
        {
            return label;
        }
        if !by_index {
            return Drive::Messages;
        }
        let narrowing = narrowing.into_iter().map(|(_, find)| find);
        Drive::Words(Find::All(self.words.take().into_iter().chain(narrowing).collect()))
    }

    /// Makes of the words a condition on each message.
    pub(super) fn look_at_each(&mut self) {
        self.conditions.extend(self.words.take().map(Condition::Each));
    }

    /// Whether the index may have more to say than of words.
    pub(super) fn is_narrowed(&self) -> bool {
        !self.narrowing.is_empty()
    }

    /// Whether [`Plan::drive`] would go by the index of words.
    pub(super) fn asks_index(&self) -> bool {
        self.words.is_some() || self.narrowing.iter().any(|part| part.0 != Share::New)
    }

    /// Appends ` AND ` and what must be true of a row, for each condition.
    pub(super) fn push_conditions(&self, select: &mut QueryBuilder, scope: &Scope<'_>) {
        for condition in &self.conditions {
            select.push(" AND ");
            condition.push(select, scope);
        }
    }

    /// A label, or that of this name, as what drives the search. It is no condition then.
    fn take_label(&mut self, which: Option<&str>) -> Option<Drive<'q>> {
        let is_label = |one: &Condition<'_>| match one {
            Condition::Simple(Query::Label(name)) => which.is_none_or(|which| which == name),
            _ => false,
        };
        let at = self.conditions.iter().position(is_label)?;
        match self.conditions.remove(at) {
            Condition::Simple(Query::Label(name)) => Some(Drive::Label(name)),
            _ => None,
        }
    }

    /// The same as a condition; none when it says nothing.
    fn condition(self) -> Option<Condition<'q>> {
        let mut all = self.conditions;
        all.extend(self.words.map(Condition::Words));
        if all.len() > 1 { Some(Condition::All(all)) } else { all.pop() }
    }
}

fn part(query: &Query) -> Part<'_> {
    match query {
        Query::Words(Words { place, text, prefix }) => words::phrase(text, *prefix)
            .map_or(Part::Nothing, |phrase| Part::Words(Find::Phrase(*place, phrase))),
        Query::All(_) => {
            let plan = Plan::taken_apart(query);
            match plan {
                Plan { words: Some(words), conditions, .. } if conditions.is_empty() => {
                    Part::Words(words)
                }
                plan => plan.condition().map_or(Part::Nothing, Part::Condition),
            }
        }
        Query::Any(options) => any(options),
        Query::Not(inner) => match part(inner) {
            Part::Nothing => Part::Nothing,
            Part::Words(words) => Part::NotWords(words),
            Part::NotWords(words) => Part::Words(words),
            Part::Condition(condition) | Part::Narrowed(_, _, condition) => {
                Part::Condition(Condition::Not(Box::new(condition)))
            }
        },
        simple => {
            let narrowing = match simple {
                Query::Attachment => Some((Share::Few, properties::attachment())),
                Query::Larger(size) => properties::larger(*size).map(|find| (Share::Few, find)),
                Query::Before(date) => Some((Share::Old, properties::before(*date))),
                Query::Since(date) => Some((Share::New, properties::since(*date))),
                _ => None,
            };
            let condition = Condition::Simple(simple);
            match narrowing {
                Some((share, find)) => Part::Narrowed(share, find, condition),
                None => Part::Condition(condition),
            }
        }
    }
}

/// One full-text query when all options are about words, else conditions.
fn any(options: &[Query]) -> Part<'_> {
    let (mut words, mut conditions) = (Vec::new(), Vec::new());
    for option in options {
        match part(option) {
            Part::Nothing => {}
            Part::Words(option) => words.push(option),
            Part::NotWords(option) => {
                conditions.push(Condition::Not(Box::new(Condition::Words(option))));
            }
            Part::Condition(Condition::Simple(Query::Label(name))) => {
                conditions.push(Condition::Among(name));
            }
            Part::Condition(condition) | Part::Narrowed(_, _, condition) => {
                conditions.push(condition);
            }
        }
    }
    match (words.is_empty(), conditions.is_empty()) {
        (true, true) => Part::Nothing,
        (false, true) => Part::Words(Find::Any(words)),
        (no_words, _) => {
            if !no_words {
                conditions.push(Condition::Words(Find::Any(words)));
            }
            Part::Condition(Condition::Any(conditions))
        }
    }
}

impl Condition<'_> {
    /// Appends SQL over `m`, a message, and `f`, its folder.
    pub(super) fn push(&self, sql: &mut QueryBuilder, scope: &Scope<'_>) {
        match self {
            Self::All(parts) => joined(parts, " AND ", sql, scope),
            Self::Any(parts) => joined(parts, " OR ", sql, scope),
            Self::Not(inner) => {
                sql.push("NOT (");
                inner.push(sql, scope);
                sql.push(")");
            }
            Self::Words(words) => fts::push_condition(sql, scope.engine, scope.user, words),
            Self::Each(words) => fts::push_each(sql, scope.engine, scope.user, words),
            Self::Among(label) => {
                sql.push("m.id IN (SELECT message_id FROM message_labels WHERE label_id = ");
                push_label(label, sql, scope);
                sql.push(")");
            }
            Self::Simple(query) => simple(query, sql, scope),
        }
    }
}

fn joined(parts: &[Condition<'_>], by: &str, sql: &mut QueryBuilder, scope: &Scope<'_>) {
    sql.push("(");
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            sql.push(by);
        }
        part.push(sql, scope);
    }
    sql.push(")");
}

/// The id of a label, by name.
pub(super) fn push_label(name: &str, sql: &mut QueryBuilder, scope: &Scope<'_>) {
    sql.push("(SELECT id FROM labels WHERE user_id = ").push_bind(scope.user.0);
    sql.push(" AND name_key = ").push_bind(labels::name_key(name)).push(")");
}

fn simple(query: &Query, sql: &mut QueryBuilder, scope: &Scope<'_>) {
    match query {
        Query::Attachment => sql.push("m.attachments > 0"),
        Query::Unread(true) => sql.push("m.unread = 1"),
        Query::Unread(false) => sql.push("m.unread = 0"),
        Query::Starred => sql.push("m.starred = 1"),
        Query::Answered => sql.push("m.answered = 1"),
        Query::Muted => {
            sql.push("m.conversation_id IN (SELECT conversation_id FROM muted_conversations");
            sql.push(" WHERE user_id = ").push_bind(scope.user.0).push(")")
        }
        Query::Suspected => {
            sql.push("f.role = 'spam' AND EXISTS (SELECT 1 FROM spam_messages z");
            sql.push(" WHERE z.message_id = m.id AND z.judged = 1 AND z.wanted = 0)")
        }
        Query::In(name) => match scope.folders.get(name.as_str()).map(Vec::as_slice) {
            None | Some([]) => sql.push("1 = 0"),
            // One of a name is the usual case, for which an index has the messages in order.
            Some([folder]) => sql.push("m.folder_id = ").push_bind(folder.0),
            Some(folders) => {
                sql.push("m.folder_id IN (");
                sql.push_list(folders.iter().map(|folder| folder.0))
            }
        },
        Query::Label(name) => {
            sql.push("EXISTS (SELECT 1 FROM message_labels y WHERE y.message_id = m.id");
            sql.push(" AND y.label_id = ");
            push_label(name, sql, scope);
            sql.push(")")
        }
        Query::Labelled => {
            sql.push("EXISTS (SELECT 1 FROM message_labels y WHERE y.message_id = m.id)")
        }
        Query::Before(date) => sql.push("m.date < ").push_bind(*date),
        Query::Since(date) => sql.push("m.date >= ").push_bind(*date),
        Query::Larger(size) => sql.push("m.size > ").push_bind(*size),
        Query::Smaller(size) => sql.push("m.size < ").push_bind(*size),
        // Taken apart by `part`.
        Query::All(_) | Query::Any(_) | Query::Not(_) | Query::Words(_) => sql.push("1 = 1"),
    };
}
