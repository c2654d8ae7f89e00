//! The search syntax: text to [`Query`].

/// What a search asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// Every one of these; all mail when empty.
    All(Vec<Query>),
}

/// A query, and sentences about what could not be understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// What was understood.
    pub query: Query,
    /// One sentence for the person when something was not.
    pub notice: Option<String>,
}

/// Reads a query. Never fails: what cannot be understood is left out or taken as plain words,
/// and said in the notice.
pub fn parse(text: &str, now: crate::UnixMillis) -> Parsed {
    let _ = (text, now);
    Parsed { query: Query::All(Vec::new()), notice: None }
}
