//! Filters: which messages, and what happens to them when they arrive.

use crate::{FolderKey, LabelId};
use serde::{Deserialize, Serialize};

/// A filter as settings show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Its id.
    pub id: crate::FilterId,
    /// Whether it does anything.
    pub enabled: bool,
    /// Which messages, as a search; see [`search`](crate::search).
    pub query: String,
    /// What happens to them.
    pub actions: FilterActions,
    /// The name of the folder they move to; empty when they do not move.
    pub folder_name: String,
    /// The name of the label it puts on them; empty when it puts none.
    pub label_name: String,
}

/// What a filter does to a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterActions {
    /// Moves it there; Trash deletes it, Archive keeps it out of the inbox.
    pub folder: Option<FolderKey>,
    /// Puts this label on it.
    pub label: Option<LabelId>,
    /// Stars it.
    pub star: bool,
    /// Marks it as read.
    pub read: bool,
    /// Keeps it out of Spam, whatever it looks like.
    pub not_spam: bool,
    /// Sends it on to this address; empty: nowhere.
    pub forward: String,
}

impl FilterActions {
    /// Does nothing at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The form of a filter, all of it text. What it says of messages is kept as one query, so that
/// what arrives is judged by what a search finds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterForm {
    /// Words in `From`, side by side.
    #[serde(default)]
    pub from: String,
    /// Words in `To`.
    #[serde(default)]
    pub to: String,
    /// Words in the `List-Id`.
    #[serde(default)]
    pub list: String,
    /// Words in the subject.
    #[serde(default)]
    pub subject: String,
    /// Anything else, as one would search for it.
    #[serde(default)]
    pub words: String,
    /// More bytes than this: `500K`, `5M`.
    #[serde(default)]
    pub larger: String,
    /// Has a file: `on`, or empty.
    #[serde(default)]
    pub attachment: String,
    /// Where it moves, as addresses name folders; empty: nowhere.
    #[serde(default)]
    pub folder: String,
    /// The id of the label that is put on it; empty: none.
    #[serde(default)]
    pub label: String,
    /// Is starred: `on`, or empty.
    #[serde(default)]
    pub star: String,
    /// Is marked as read: `on`, or empty.
    #[serde(default)]
    pub read: String,
    /// Is never taken for spam: `on`, or empty.
    #[serde(default)]
    pub not_spam: String,
    /// Where it is sent on to; empty: nowhere.
    #[serde(default)]
    pub forward: String,
    /// It happens to what is here already, too: `on`, or empty.
    #[serde(default)]
    pub apply: String,
}

/// What the form calls its fields.
pub const FILTER_FIELDS: [&str; 14] = [
    "from",
    "to",
    "list",
    "subject",
    "words",
    "larger",
    "attachment",
    "folder",
    "label",
    "star",
    "read",
    "not_spam",
    "forward",
    "apply",
];

impl FilterForm {
    /// The form of a filter that is there.
    pub fn of(filter: &Filter) -> Self {
        let on = |yes: bool| if yes { "on".to_owned() } else { String::new() };
        let actions = &filter.actions;
        Self {
            folder: actions.folder.as_ref().map(ToString::to_string).unwrap_or_default(),
            label: actions.label.map(|label| label.to_string()).unwrap_or_default(),
            star: on(actions.star),
            read: on(actions.read),
            not_spam: on(actions.not_spam),
            forward: actions.forward.clone(),
            ..Self::of_query(&filter.query)
        }
    }

    /// One of [`FILTER_FIELDS`], to be read or written.
    pub fn field(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "from" => &mut self.from,
            "to" => &mut self.to,
            "list" => &mut self.list,
            "subject" => &mut self.subject,
            "words" => &mut self.words,
            "larger" => &mut self.larger,
            "attachment" => &mut self.attachment,
            "folder" => &mut self.folder,
            "label" => &mut self.label,
            "star" => &mut self.star,
            "read" => &mut self.read,
            "not_spam" => &mut self.not_spam,
            "forward" => &mut self.forward,
            "apply" => &mut self.apply,
            _ => return None,
        })
    }

    /// What is to happen.
    pub fn actions(&self) -> FilterActions {
        let Ok(folder) = self.folder.parse();
        FilterActions {
            folder: (!self.folder.is_empty()).then_some(folder),
            label: self.label.parse().ok(),
            star: self.star == "on",
            read: self.read == "on",
            not_spam: self.not_spam == "on",
            forward: self.forward.trim().to_owned(),
        }
    }

    /// All that it says of messages as one query; empty when it says nothing.
    pub fn query(&self) -> String {
        let fields = [
            ("from", &self.from),
            ("to", &self.to),
            ("list", &self.list),
            ("subject", &self.subject),
            ("larger", &self.larger),
        ];
        let mut parts: Vec<String> =
            fields.iter().filter_map(|(name, value)| condition(name, value)).collect();
        if self.attachment == "on" {
            parts.push("has:attachment".to_owned());
        }
        // Last, so that a quotation mark left open reaches nowhere else; and an OR that has
        // nothing before it joins nothing.
        let words = self.words.trim().trim_start_matches("OR ").trim_start_matches('|').trim();
        if !words.is_empty() {
            parts.push(words.to_owned());
        }
        parts.join(" ")
    }

    /// The search for what a filter of this query can be applied to after the fact: what was sent,
    /// is being written, or lies in Spam or Trash stays as it is. Of a filter that says that they
    /// are no spam, those too that are in Spam by their looks; not those that their reader put
    /// there.
    pub fn already_here(query: &str, not_spam: bool) -> String {
        let spam = if not_spam { "(-in:spam OR is:suspected)" } else { "-in:spam" };
        // First, for a quotation mark that is not closed goes on to the end.
        format!("-in:drafts -in:sent -in:trash {spam} ({query})")
    }

    /// The same for a filter that says this and nothing else.
    pub fn suspected(query: &str) -> String {
        format!("is:suspected ({query})")
    }

    /// The fields of a query; what fits into none is in `words`.
    pub fn of_query(query: &str) -> Self {
        let mut conditions = Self::default();
        let pieces = pieces(query);
        let is_or = |n: Option<usize>| {
            let piece = n.and_then(|n| pieces.get(n));
            piece.is_some_and(|piece| *piece == "OR" || *piece == "|")
        };
        let mut words: Vec<&str> = Vec::new();
        for (n, piece) in pieces.iter().enumerate() {
            let joined = is_or(n.checked_sub(1)) || is_or(Some(n + 1));
            if joined || !conditions.take(piece) {
                words.push(piece);
            }
        }
        conditions.words = words.join(" ");
        conditions
    }

    /// Puts one piece of a query into its field; false when there is none, or it is taken.
    fn take(&mut self, piece: &str) -> bool {
        if piece == "has:attachment" {
            let is_free = self.attachment.is_empty();
            "on".clone_into(&mut self.attachment);
            return is_free;
        }
        let Some((name, value)) = piece.split_once(':') else { return false };
        if !["from", "to", "list", "subject", "larger"].contains(&name) {
            return false;
        }
        let Some(field) = self.field(name) else { return false };
        let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        let plain = quoted.unwrap_or(value);
        if !field.is_empty() || plain.is_empty() || plain.contains('"') {
            return false;
        }
        plain.clone_into(field);
        true
    }
}

/// `from:ada`, `subject:"two words"`; none for an empty value.
fn condition(name: &str, value: &str) -> Option<String> {
    let value: String = value
        .chars()
        .map(|c| if c.is_control() || matches!(c, '"' | '“' | '”' | '„') { ' ' } else { c })
        .collect();
    let value = value.trim();
    let quoted = value.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')'));
    (!value.is_empty())
        .then(|| if quoted { format!("{name}:\"{value}\"") } else { format!("{name}:{value}") })
}

/// A query cut at the blanks that stand in no quotation marks and no parentheses.
fn pieces(query: &str) -> Vec<&str> {
    let (mut pieces, mut start) = (Vec::new(), None);
    let (mut quoted, mut depth) = (false, 0_usize);
    for (at, c) in query.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            c if c.is_whitespace() && !quoted && depth == 0 => {
                pieces.extend(start.take().map(|start| &query[start..at]));
                continue;
            }
            _ => {}
        }
        start.get_or_insert(at);
    }
    pieces.extend(start.map(|start| &query[start..]));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::parse;

    #[test]
    fn fields_become_a_query_and_the_query_the_fields() {
        let conditions = FilterForm {
            from: "ada@pillarbox.test".to_owned(),
            to: "Grace Hopper".to_owned(),
            list: "dev.lists.test".to_owned(),
            subject: "weekly (draft)".to_owned(),
            words: "budget OR report -\"last year\"".to_owned(),
            larger: "5M".to_owned(),
            attachment: "on".to_owned(),
            ..Default::default()
        };
        let query = conditions.query();
        assert_eq!(
            query,
            "from:ada@pillarbox.test to:\"Grace Hopper\" list:dev.lists.test \
             subject:\"weekly (draft)\" larger:5M has:attachment budget OR report -\"last year\""
        );
        assert_eq!(parse(&query, 0).notice, None);
        assert_eq!(FilterForm::of_query(&query), conditions);
    }

    #[test]
    fn what_fits_into_no_field_is_among_the_words() {
        for query in [
            "from:ada OR from:grace",
            "-from:ada",
            "(from:ada subject:x) newer_than:3d",
            "in:\"Old projects\" is:unread",
            "\"from:ada\" x",
        ] {
            let conditions = FilterForm::of_query(query);
            assert_eq!(conditions, FilterForm { words: query.to_owned(), ..Default::default() });
            assert_eq!(conditions.query(), query);
        }
        let twice = FilterForm::of_query("from:ada from:lovelace");
        assert_eq!((twice.from.as_str(), twice.words.as_str()), ("ada", "from:lovelace"));
        assert_eq!(twice.query(), "from:ada from:lovelace");
    }

    #[test]
    fn no_field_reaches_into_another() {
        let conditions = FilterForm {
            from: "ada\" OR subject:\"".to_owned(),
            words: "OR x \"y".to_owned(),
            ..Default::default()
        };
        assert_eq!(conditions.query(), "from:\"ada  OR subject:\" x \"y");
        assert_eq!(FilterForm::default().query(), "");
    }
}
