//! Text to tokens.

/// What a query is made of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Open,
    Close,
    Or,
    /// `-` with something right after it.
    Minus,
    Word(Word),
}

/// `operator:text`, `text` or `"text"`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Word {
    /// What stands before the colon, as typed; empty when there is none.
    pub(super) operator: String,
    pub(super) text: String,
    pub(super) quoted: bool,
    /// `*` follows.
    pub(super) prefix: bool,
}

/// The tokens, and whether a quotation mark was left open.
pub(super) fn tokens(text: &str) -> (Vec<Token>, bool) {
    let mut lexer = Lexer { rest: text, tokens: Vec::new(), unclosed: false };
    while lexer.step() {}
    (lexer.tokens, lexer.unclosed)
}

struct Lexer<'a> {
    rest: &'a str,
    tokens: Vec<Token>,
    unclosed: bool,
}

/// Stands between words, or begins another.
pub(super) fn ends_word(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '(' | ')') || is_quote(c)
}

/// A quotation mark; also the curly ones, which phones type.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„')
}

impl Lexer<'_> {
    fn step(&mut self) -> bool {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
        let Some(first) = self.rest.chars().next() else { return false };
        match first {
            '(' => self.symbol(Token::Open),
            ')' => self.symbol(Token::Close),
            '-' => {
                self.rest = &self.rest[1..];
                // A lone dash means nothing.
                if self.rest.starts_with(|c: char| !ends_word(c) || c == '(' || is_quote(c)) {
                    self.tokens.push(Token::Minus);
                }
            }
            c if is_quote(c) => {
                let word = self.quoted(String::new());
                self.tokens.push(Token::Word(word));
            }
            _ => self.word(),
        }
        true
    }

    fn symbol(&mut self, token: Token) {
        self.rest = &self.rest[1..];
        self.tokens.push(token);
    }

    /// At a quotation mark.
    fn quoted(&mut self, operator: String) -> Word {
        let inside = self.rest.trim_start_matches(is_quote);
        // `""`: both marks are used up, nothing is inside.
        let marks = self.rest[..self.rest.len() - inside.len()].chars().count();
        let (text, rest) = if marks > 1 {
            ("", inside)
        } else if let Some((end, mark)) = inside.char_indices().find(|(_, c)| is_quote(*c)) {
            (&inside[..end], &inside[end + mark.len_utf8()..])
        } else {
            self.unclosed = true;
            (inside, "")
        };
        let prefix = rest.starts_with('*');
        self.rest = rest.strip_prefix('*').unwrap_or(rest);
        Word { operator, text: text.to_owned(), quoted: true, prefix }
    }

    fn word(&mut self) {
        let end = self.rest.find(ends_word).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        if text == "OR" || text == "|" {
            return self.tokens.push(Token::Or);
        }
        let (operator, text) = match text.split_once(':') {
            Some((operator, text)) if is_operator(operator) => (operator.to_owned(), text),
            _ => (String::new(), text),
        };
        let word = if text.is_empty() && !operator.is_empty() && rest.starts_with(is_quote) {
            self.quoted(operator)
        } else {
            let prefix = text.ends_with('*');
            let text = text.trim_end_matches('*').to_owned();
            Word { operator, text, quoted: false, prefix }
        };
        self.tokens.push(Token::Word(word));
    }
}

/// Looks like an operator, known or not: `older_than`, but not `12` of `12:30` nor `http`'s
/// address.
pub(super) fn is_operator(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphabetic() || c == '_' || c == '-')
        && !matches!(text.to_ascii_lowercase().as_str(), "http" | "https" | "mailto")
}
