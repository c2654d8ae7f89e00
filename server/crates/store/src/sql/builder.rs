use super::{Query, QueryAs, Row, Value};
use std::{fmt, fmt::Write as _, mem};

/// Puts a query together; every value is bound, never written into the text.
pub(crate) struct QueryBuilder {
    text: String,
    /// Where in the text the values stand.
    places: Vec<usize>,
    values: Vec<Value>,
}

impl QueryBuilder {
    pub(crate) fn new(begin: &str) -> Self {
        Self { text: begin.to_owned(), places: Vec::new(), values: Vec::new() }
    }

    pub(crate) fn push(&mut self, sql: impl fmt::Display) -> &mut Self {
        let _ = write!(self.text, "{sql}");
        self
    }

    pub(crate) fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.places.push(self.text.len());
        self.text.push('?');
        self.values.push(value.into());
        self
    }

    /// What follows `(`: the values, with commas between them, and `)`.
    pub(crate) fn push_list<T: Into<Value>>(
        &mut self,
        values: impl IntoIterator<Item = T>,
    ) -> &mut Self {
        let mut list = self.list();
        for value in values {
            list.push_bind(value);
        }
        self.push(")")
    }

    /// What is pushed to the answer has commas between it.
    fn list(&mut self) -> List<'_> {
        List { builder: self, begun: false }
    }

    /// `VALUES (…), (…)`, a pair of brackets for each of `rows`.
    pub(crate) fn push_values<I: IntoIterator>(
        &mut self,
        rows: I,
        mut each: impl FnMut(List<'_>, I::Item),
    ) -> &mut Self {
        self.text.push_str("VALUES ");
        for (n, row) in rows.into_iter().enumerate() {
            self.text.push_str(if n == 0 { "(" } else { ", (" });
            each(self.list(), row);
            self.text.push(')');
        }
        self
    }

    /// The query; nothing is left here.
    pub(crate) fn build(&mut self) -> Query {
        Query::built(
            mem::take(&mut self.text),
            mem::take(&mut self.places),
            mem::take(&mut self.values),
        )
    }

    pub(crate) fn build_query_as<T: Row>(&mut self) -> QueryAs<T> {
        self.build().rows()
    }

    /// As it stands, for a look at how the engine would go about it.
    #[cfg(test)]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// A list within a query.
pub(crate) struct List<'b> {
    builder: &'b mut QueryBuilder,
    begun: bool,
}

impl List<'_> {
    pub(crate) fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        if self.begun {
            self.builder.text.push_str(", ");
        }
        self.begun = true;
        self.builder.push_bind(value);
        self
    }
}
