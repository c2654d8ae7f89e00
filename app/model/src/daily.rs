use crate::{FolderKey, Operation, Role};
use serde::{Deserialize, Serialize};

/// What is done, once a day, with the old mail that a saved search finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Daily {
    /// It goes to Archive.
    Archive,
    /// It goes to Trash.
    Delete,
    /// It counts as read.
    Read,
}

impl Daily {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Archive, Self::Delete, Self::Read];

    /// The word in forms and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Archive => "archive",
            Self::Delete => "delete",
            Self::Read => "read",
        }
    }

    /// What it does, for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Archive => "Archive what it finds",
            Self::Delete => "Move what it finds to Trash",
            Self::Read => "Mark what it finds as read",
        }
    }

    /// What `word` names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|daily| daily.as_str() == word)
    }

    /// The operation.
    pub const fn operation(self) -> Operation {
        match self {
            Self::Archive => Operation::Move(FolderKey::Role(Role::Archive)),
            Self::Delete => Operation::Move(FolderKey::Role(Role::Trash)),
            Self::Read => Operation::Unread(false),
        }
    }

    /// The search for those that `query` finds and to which it is still to be done. What was put
    /// away by somebody stays where it is.
    pub fn search(self, query: &str) -> String {
        let not = match self {
            Self::Archive => "-in:archive -in:snoozed -in:sent -in:drafts -in:spam -in:trash",
            Self::Delete => "-in:drafts -in:spam -in:trash",
            Self::Read => "is:unread -in:drafts",
        };
        // First, for a quotation mark that is not closed goes on to the end.
        format!("{not} ({query})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Query, parse};

    #[test]
    fn a_search_of_a_day_leaves_out_what_is_done_already_whatever_the_query() {
        for query in ["a OR b", "(a", "a)", "\"a", "OR", "-", ""] {
            for daily in Daily::ALL {
                let Query::All(parts) = parse(&daily.search(query), 0).query else {
                    panic!("{query} leaves nothing out");
                };
                let kept = match daily {
                    Daily::Read => parts.contains(&Query::Unread(true)),
                    _ => parts.contains(&Query::Not(Box::new(Query::In("trash".into())))),
                };
                assert!(kept, "{query}: {parts:?}");
            }
        }
    }

    #[test]
    fn each_is_read_from_its_own_word() {
        for daily in Daily::ALL {
            assert_eq!(Daily::from_word(daily.as_str()), Some(daily));
        }
        assert_eq!(Daily::from_word("erase"), None);
    }
}
