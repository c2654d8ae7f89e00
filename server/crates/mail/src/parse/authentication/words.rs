/// A piece of a structured field (RFC 5322, section 3.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// Text up to a blank; quoted text without its quotes. What stands in `<…>` is one word, with
    /// the brackets.
    Text(String),
    /// The inside of a comment, other comments in it included.
    Comment(String),
    /// `;`
    Semicolon,
}

/// Takes a field apart. A quote, bracket or comment that is not closed goes on to the end.
pub fn words(value: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut text = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        let ends = c.is_whitespace() || matches!(c, '(' | ';');
        if ends && !text.is_empty() {
            words.push(Word::Text(std::mem::take(&mut text)));
        }
        match c {
            '(' => words.push(Word::Comment(comment(&mut chars))),
            ';' => words.push(Word::Semicolon),
            '"' => text.push_str(&until(&mut chars, '"')),
            '<' => {
                text.push('<');
                text.push_str(&until(&mut chars, '>'));
                text.push('>');
            }
            c if c.is_whitespace() => {}
            c => text.push(c),
        }
    }
    if !text.is_empty() {
        words.push(Word::Text(text));
    }
    words
}

/// The rest of a comment.
fn comment(chars: &mut impl Iterator<Item = char>) -> String {
    let mut inside = String::new();
    let mut depth = 1_usize;
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                inside.extend(chars.next());
                continue;
            }
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        inside.push(c);
    }
    inside
}

/// The text up to `end`, without backslashes.
fn until(chars: &mut impl Iterator<Item = char>, end: char) -> String {
    let mut inside = String::new();
    while let Some(c) = chars.next().filter(|c| *c != end) {
        if c == '\\' {
            inside.extend(chars.next());
        } else {
            inside.push(c);
        }
    }
    inside
}
