//! Values and other runs of tokens.

use super::property;
use crate::sanitise::policy::{Picture, Policy};
use cssparser::{
    CowRcStr, ParseError, Parser, ToCss, Token, TokenSerializationType, serialize_string,
};

/// Functions whose result is a colour, a length or a gradient.
const FUNCTIONS: &str = "rgb rgba hsl hsla hwb lab lch oklab oklch calc min max clamp repeat minmax \
    linear-gradient radial-gradient conic-gradient repeating-linear-gradient \
    repeating-radial-gradient -webkit-linear-gradient -webkit-radial-gradient \
    -moz-linear-gradient fit-content";

/// Tokens as text, blanks only where they are needed.
#[derive(Default)]
pub struct Writer {
    pub out: String,
    last: Option<TokenSerializationType>,
}

impl Writer {
    pub fn token(&mut self, token: &Token<'_>) {
        let kind = token.serialization_type();
        if self.last.is_some_and(|last| last.needs_separator_when_before(kind)) {
            self.out.push_str("/**/");
        }
        self.out.push_str(&token.to_css_string());
        self.last = Some(kind);
    }

    pub fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
        self.last = None;
    }

    pub fn raw(&mut self, text: &str) {
        self.out.push_str(text);
        self.last = None;
    }
}

/// The value of a property, and how many remote pictures were left out of it.
pub struct Value<'p> {
    pub writer: Writer,
    pub blocked: u32,
    property: &'p str,
    policy: &'p Policy,
}

impl<'p> Value<'p> {
    pub fn new(property: &'p str, policy: &'p Policy) -> Self {
        Self { writer: Writer::default(), blocked: 0, property, policy }
    }

    /// Reads to the end of the declaration. Any token that is not allowed spoils all of it.
    pub fn read(&mut self, input: &mut Parser<'_>, depth: usize) -> Result<(), ParseError<()>> {
        input.skip_whitespace();
        while let Ok(token) = input.next_including_whitespace() {
            let token = token.clone();
            match &token {
                Token::WhiteSpace(_) => self.writer.blank(),
                Token::Ident(word) => {
                    if !property::allows_word(self.property, &word.to_ascii_lowercase()) {
                        return refused();
                    }
                    self.writer.token(&token);
                }
                Token::Number { value, .. } => self.length(*value, "", &token)?,
                Token::Percentage { unit_value, .. } => self.length(*unit_value, "%", &token)?,
                Token::Dimension { value, unit, .. } => {
                    let unit = unit.to_ascii_lowercase();
                    self.length(*value, &unit, &token)?;
                }
                Token::Hash(_)
                | Token::IDHash(_)
                | Token::Comma
                | Token::QuotedString(_)
                | Token::Delim('/' | '+' | '-' | '*' | '!') => self.writer.token(&token),
                Token::UnquotedUrl(address) => self.picture(address),
                Token::Function(name) if name.eq_ignore_ascii_case("url") => {
                    let address = input.parse_nested_block(string_alone)?;
                    self.picture(&address);
                }
                Token::Function(name) => {
                    let known = FUNCTIONS.split_ascii_whitespace();
                    if depth == 0 || !known.into_iter().any(|f| name.eq_ignore_ascii_case(f)) {
                        return refused();
                    }
                    self.writer.token(&token);
                    input.parse_nested_block(|input| self.read(input, depth - 1))?;
                    self.writer.raw(")");
                }
                Token::ParenthesisBlock if depth > 0 => {
                    self.writer.raw("(");
                    input.parse_nested_block(|input| self.read(input, depth - 1))?;
                    self.writer.raw(")");
                }
                _ => return refused(),
            }
        }
        Ok(())
    }

    /// Boxes must not leave their place, and nothing may depend on the height of the frame,
    /// which itself follows the height of the content.
    fn length(&mut self, value: f32, unit: &str, token: &Token<'_>) -> Result<(), ParseError<()>> {
        let of_frame_height = unit.ends_with("vh")
            || unit.ends_with("vmin")
            || unit.ends_with("vmax")
            || unit.ends_with("vb");
        let negative = value < 0.0 && !property::may_be_negative(self.property);
        if of_frame_height || negative || !value.is_finite() {
            return refused();
        }
        self.writer.token(token);
        Ok(())
    }

    fn picture(&mut self, address: &str) {
        match self.policy.picture(address) {
            Picture::Show(url) => {
                self.writer.raw("url(");
                let mut quoted = String::new();
                // Writing to a string does not fail.
                if serialize_string(&url, &mut quoted).is_ok() {
                    self.writer.raw(&quoted);
                }
                self.writer.raw(")");
            }
            Picture::Remote => {
                self.blocked += 1;
                self.writer.raw("none");
            }
            Picture::Never => self.writer.raw("none"),
        }
    }
}

fn string_alone<'i>(input: &mut Parser<'i>) -> Result<CowRcStr<'i>, ParseError<()>> {
    Ok(input.expect_string_cloned()?)
}

fn refused<T>() -> Result<T, ParseError<()>> {
    Err(ParseError::custom(()))
}
