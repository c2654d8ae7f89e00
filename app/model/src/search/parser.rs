//! Tokens to a query, by recursive descent:
//!
//! ```text
//! all  = any*
//! any  = unit (OR unit)*
//! unit = "-" unit | "(" all ")" | word
//! ```

use super::{
    Days, Parsed, Place, Query, Words,
    lexer::{Token, Word, tokens},
    operator::{age, date, size},
};
use crate::UnixMillis;
use std::vec::IntoIter;

/// Deeper groups are read as if their parentheses were not there.
const DEEPEST: usize = 8;
/// Words and operators beyond this are left out.
const MOST: usize = 64;
/// Longer queries are cut here. Bytes.
const LONGEST: usize = 4096;

pub(super) struct Parser<'d> {
    tokens: std::iter::Peekable<IntoIter<Token>>,
    now: UnixMillis,
    days: &'d dyn Days,
    names_days: bool,
    depth: usize,
    words: usize,
    notices: Vec<String>,
}

impl<'d> Parser<'d> {
    pub(super) fn new(text: &str, now: UnixMillis, days: &'d dyn Days) -> Self {
        let text_read = &text[..text.floor_char_boundary(LONGEST)];
        let (tokens, unclosed) = tokens(text_read);
        let mut parser = Self {
            tokens: tokens.into_iter().peekable(),
            now,
            days,
            names_days: false,
            depth: 0,
            words: 0,
            notices: Vec::new(),
        };
        if text_read.len() < text.len() {
            parser.notice("The search was too long; only its beginning was used.");
        }
        if unclosed {
            parser.notice(
                "A quotation mark was not closed; the phrase was taken to go on to the end.",
            );
        }
        parser
    }

    pub(super) fn parse(mut self) -> Parsed {
        let mut parts = Vec::new();
        loop {
            parts.extend(self.all());
            if self.tokens.next().is_none() {
                break;
            }
            // What stopped it was a closing parenthesis.
            self.notice("A closing parenthesis without an opening one was left out.");
        }
        let notice = (!self.notices.is_empty()).then(|| self.notices.join(" "));
        Parsed { query: joined(parts), notice, names_days: self.names_days }
    }

    fn notice(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if !self.notices.contains(&sentence) && self.notices.len() < 3 {
            self.notices.push(sentence);
        }
    }

    fn all(&mut self) -> Vec<Query> {
        let mut parts = Vec::new();
        while !matches!(self.tokens.peek(), None | Some(Token::Close)) {
            parts.extend(self.any());
        }
        parts
    }

    fn any(&mut self) -> Option<Query> {
        let mut options: Vec<Query> = Vec::new();
        let mut lone = self.skip_ors();
        options.extend(self.unit());
        while matches!(self.tokens.peek(), Some(Token::Or)) {
            self.skip_ors();
            let before = options.len();
            if !matches!(self.tokens.peek(), None | Some(Token::Close)) {
                options.extend(self.unit());
            }
            lone |= options.len() == before;
        }
        if lone {
            self.notice("OR needs something to search for on both sides; it was left out.");
        }
        match options.len() {
            0 | 1 => options.pop(),
            _ => Some(Query::Any(options)),
        }
    }

    fn skip_ors(&mut self) -> bool {
        let mut found = false;
        while self.tokens.next_if(|token| *token == Token::Or).is_some() {
            found = true;
        }
        found
    }

    fn unit(&mut self) -> Option<Query> {
        let mut negated = false;
        while self.tokens.next_if(|token| *token == Token::Minus).is_some() {
            negated = !negated;
        }
        let query = match self.tokens.next_if(|token| !matches!(token, Token::Close | Token::Or))? {
            Token::Open => self.group(),
            Token::Word(word) => self.word(word),
            Token::Minus | Token::Close | Token::Or => None,
        }?;
        Some(if negated { Query::Not(Box::new(query)) } else { query })
    }

    fn group(&mut self) -> Option<Query> {
        if self.depth == DEEPEST {
            self.notice("The parentheses are nested too deeply; the innermost were left out.");
            return None;
        }
        self.depth += 1;
        let parts = self.all();
        self.depth -= 1;
        if self.tokens.next().is_none() {
            self.notice("A parenthesis was not closed; the group was taken to go on to the end.");
        }
        (!parts.is_empty()).then(|| joined(parts))
    }

    fn word(&mut self, word: Word) -> Option<Query> {
        self.words += 1;
        if self.words > MOST {
            self.notice(format!("Only the first {MOST} words of the search were used."));
            return None;
        }
        if word.operator.is_empty() {
            return self.words_in(Place::Anywhere, word);
        }
        let place = match word.operator.to_ascii_lowercase().as_str() {
            "from" => Place::From,
            "to" => Place::To,
            "cc" | "bcc" => Place::Cc,
            "subject" => Place::Subject,
            "body" => Place::Body,
            "filename" => Place::Filename,
            "list" => Place::List,
            operator => return self.condition(operator, &word),
        };
        self.words_in(place, word)
    }

    fn words_in(
        &mut self,
        place: Place,
        Word { operator, text, prefix, .. }: Word,
    ) -> Option<Query> {
        if text.chars().any(char::is_alphanumeric) {
            return Some(Query::Words(Words { place, text, prefix }));
        }
        if operator.is_empty() {
            let star = if prefix { "*" } else { "" };
            self.notice(format!(
                "“{text}{star}” has no letters or digits to look for; it was left out."
            ));
        } else {
            self.notice(format!("“{operator}:” needs a word right after it; it was left out."));
        }
        None
    }

    /// Operators that are not about words.
    fn condition(&mut self, operator: &str, word: &Word) -> Option<Query> {
        let value = word.text.trim();
        let known = value.to_lowercase();
        let (query, expected) = match operator {
            "has" => (
                match known.as_str() {
                    "attachment" | "attachments" | "file" => Some(Query::Attachment),
                    kind => files(kind),
                },
                "attachment, pdf, document, spreadsheet, presentation or image",
            ),
            "is" => (
                match known.as_str() {
                    "unread" => Some(Query::Unread(true)),
                    "read" => Some(Query::Unread(false)),
                    "starred" => Some(Query::Starred),
                    "answered" => Some(Query::Answered),
                    "muted" => Some(Query::Muted),
                    "suspected" => Some(Query::Suspected),
                    "labelled" | "labeled" => Some(Query::Labelled),
                    _ => None,
                },
                "unread, read, starred, answered, muted or labelled",
            ),
            "in" if known == "anywhere" => (Some(Query::All(Vec::new())), ""),
            "in" => {
                ((!value.is_empty()).then(|| Query::In(value.to_owned())), "the name of a folder")
            }
            "label" => {
                ((!value.is_empty()).then(|| Query::Label(value.to_owned())), "the name of a label")
            }
            "before" => (self.date(value).map(Query::Before), "a date such as 2024-05-31"),
            "after" => (self.date(value).map(Query::Since), "a date such as 2024-05-31"),
            "older_than" => (self.ago(value).map(Query::Before), "an age such as 3d, 2w, 6m or 1y"),
            "newer_than" => (self.ago(value).map(Query::Since), "an age such as 3d, 2w, 6m or 1y"),
            "larger" => (size(value).map(Query::Larger), "a size such as 500K or 5M"),
            "smaller" => (size(value).map(Query::Smaller), "a size such as 500K or 5M"),
            _ => return self.plain(word),
        };
        if query.is_none() {
            self.notice(format!(
                "“{operator}:{value}” was left out: after “{operator}:” comes {expected}."
            ));
        }
        query
    }

    fn date(&mut self, text: &str) -> Option<UnixMillis> {
        let date = date(text, self.days);
        self.names_days |= date.is_some();
        date
    }

    fn ago(&self, text: &str) -> Option<UnixMillis> {
        self.now.checked_sub(age(text)?)
    }

    /// An unknown operator: perhaps `Re:done` or `std::vec`, so its words are looked for.
    fn plain(&mut self, word: &Word) -> Option<Query> {
        self.notice(format!(
            "“{}:” is not something that can be searched by; it was taken as a plain word.",
            word.operator
        ));
        let text = format!("{} {}", word.operator, word.text);
        self.words_in(Place::Anywhere, Word { operator: String::new(), text, ..word.clone() })
    }
}

/// Files of a kind, by how their names end.
fn files(kind: &str) -> Option<Query> {
    let endings: &[&str] = match kind {
        "pdf" => &["pdf"],
        "document" | "documents" => &["doc", "docx", "odt", "rtf", "pages"],
        "spreadsheet" | "spreadsheets" => &["xls", "xlsx", "ods", "csv", "numbers"],
        "presentation" | "presentations" => &["ppt", "pptx", "odp", "key"],
        "image" | "images" => &["png", "jpg", "jpeg", "gif", "webp", "heic", "tif", "tiff"],
        _ => return None,
    };
    let named = |ending: &&str| {
        let text = (*ending).to_owned();
        Query::Words(Words { place: Place::Filename, text, prefix: false })
    };
    Some(match endings {
        [only] => named(only),
        endings => Query::Any(endings.iter().map(named).collect()),
    })
}

fn joined(mut parts: Vec<Query>) -> Query {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            parts.push(last);
            Query::All(parts)
        }
        (_, None) => Query::All(parts),
    }
}
