//! Declarations, rules and `@media`.

use super::{
    property,
    value::{Value, Writer},
};
use crate::sanitise::policy::Policy;
use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, ParseError, Parser, ParserState,
    QualifiedRuleParser, RuleBodyItemParser, RuleBodyParser, StyleSheetParser, Token,
};

/// Functions within each other in a value.
const FUNCTION_DEPTH: usize = 6;

/// Selectors that look at an element's place or state.
const PSEUDO: &str = "hover link visited active focus first-child last-child only-child root \
    first-of-type last-of-type empty before after first-line first-letter";

/// Reads style and writes what is allowed. Items come out as text; what is refused comes out
/// as an error or an empty text, and the parser goes on behind it.
pub struct Reader<'p> {
    /// Remote pictures left out so far.
    pub blocked: u32,
    policy: &'p Policy,
    depth: usize,
}

impl<'p> Reader<'p> {
    pub fn new(policy: &'p Policy, depth: usize) -> Self {
        Self { blocked: 0, policy, depth }
    }
}

impl<'i> DeclarationParser<'i> for Reader<'_> {
    type Declaration = String;
    type Error = ();

    fn parse_value(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
        _: &ParserState,
    ) -> Result<String, ParseError<()>> {
        let name = name.to_ascii_lowercase();
        if !property::is_allowed(&name) {
            return Err(ParseError::custom(()));
        }
        let mut value = Value::new(&name, self.policy);
        value.read(input, FUNCTION_DEPTH)?;
        self.blocked += value.blocked;
        let text = value.writer.out.trim();
        Ok(if text.is_empty() { String::new() } else { format!("{name}:{text};") })
    }
}

impl<'i> QualifiedRuleParser<'i> for Reader<'_> {
    type Prelude = String;
    type QualifiedRule = String;
    type Error = ();

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<String, ParseError<()>> {
        selector(input)
    }

    fn parse_block(
        &mut self,
        selector: String,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<String, ParseError<()>> {
        let body: Vec<String> = RuleBodyParser::new(input, self).flatten().collect();
        let body = body.concat();
        Ok(if body.is_empty() { String::new() } else { format!("{selector}{{{body}}}\n") })
    }
}

impl<'i> AtRuleParser<'i> for Reader<'_> {
    type Prelude = String;
    type AtRule = String;
    type Error = ();

    fn parse_prelude(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
    ) -> Result<String, ParseError<()>> {
        if self.depth == 0 || !name.eq_ignore_ascii_case("media") {
            return Err(ParseError::custom(()));
        }
        let mut writer = Writer::default();
        media(input, &mut writer, 3)?;
        Ok(writer.out.trim().to_owned())
    }

    fn parse_block(
        &mut self,
        query: String,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<String, ParseError<()>> {
        let mut inner = Reader::new(self.policy, self.depth.saturating_sub(1));
        let rules: Vec<String> = StyleSheetParser::new(input, &mut inner).flatten().collect();
        self.blocked += inner.blocked;
        let rules = rules.concat();
        Ok(if rules.is_empty() { String::new() } else { format!("@media {query}{{{rules}}}\n") })
    }
}

impl RuleBodyItemParser<'_, String, ()> for Reader<'_> {
    fn parse_declarations(&self) -> bool {
        true
    }

    // Rules inside rules are refused.
    fn parse_qualified(&self) -> bool {
        false
    }
}

/// A list of selectors.
fn selector(input: &mut Parser<'_>) -> Result<String, ParseError<()>> {
    let mut writer = Writer::default();
    let mut pseudo = false;
    input.skip_whitespace();
    while let Ok(token) = input.next_including_whitespace() {
        let token = token.clone();
        match &token {
            Token::WhiteSpace(_) => writer.blank(),
            Token::Ident(word) => {
                let known =
                    || PSEUDO.split_ascii_whitespace().any(|p| word.eq_ignore_ascii_case(p));
                if pseudo && !known() {
                    return Err(ParseError::custom(()));
                }
                writer.token(&token);
            }
            Token::Colon
            | Token::Comma
            | Token::IDHash(_)
            | Token::Delim('.' | '*' | '>' | '+' | '~') => writer.token(&token),
            Token::SquareBracketBlock => {
                writer.raw("[");
                input.parse_nested_block(|input| attribute(input, &mut writer))?;
                writer.raw("]");
            }
            Token::Function(name) if pseudo && name.eq_ignore_ascii_case("nth-child") => {
                writer.token(&token);
                input.parse_nested_block(|input| attribute(input, &mut writer))?;
                writer.raw(")");
            }
            _ => return Err(ParseError::custom(())),
        }
        pseudo = matches!(token, Token::Colon);
    }
    match writer.out.trim() {
        "" => Err(ParseError::custom(())),
        selector => Ok(selector.to_owned()),
    }
}

/// What stands in `[…]` and in `:nth-child(…)`.
fn attribute(input: &mut Parser<'_>, writer: &mut Writer) -> Result<(), ParseError<()>> {
    while let Ok(token) = input.next_including_whitespace() {
        match token {
            Token::WhiteSpace(_) => writer.blank(),
            Token::Ident(_)
            | Token::QuotedString(_)
            | Token::Number { .. }
            | Token::Dimension { .. }
            | Token::Delim('=' | '+' | '-')
            | Token::IncludeMatch
            | Token::DashMatch
            | Token::PrefixMatch
            | Token::SuffixMatch
            | Token::SubstringMatch => writer.token(token),
            _ => return Err(ParseError::custom(())),
        }
    }
    Ok(())
}

/// A list of media queries.
fn media(input: &mut Parser<'_>, writer: &mut Writer, depth: usize) -> Result<(), ParseError<()>> {
    input.skip_whitespace();
    while let Ok(token) = input.next_including_whitespace() {
        let token = token.clone();
        match &token {
            Token::WhiteSpace(_) => writer.blank(),
            Token::Ident(_)
            | Token::Comma
            | Token::Colon
            | Token::Number { .. }
            | Token::Dimension { .. }
            | Token::Delim('/') => writer.token(&token),
            Token::ParenthesisBlock if depth > 0 => {
                writer.raw("(");
                input.parse_nested_block(|input| media(input, writer, depth - 1))?;
                writer.raw(")");
            }
            _ => return Err(ParseError::custom(())),
        }
    }
    Ok(())
}
