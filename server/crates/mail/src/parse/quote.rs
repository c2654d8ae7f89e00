//! Plain text to blocks of the same quote depth.

use super::link;
use model::TextBlock;

/// Blocks in order. A line's depth is its number of leading `>`, blanks between them allowed.
pub fn blocks(text: &str) -> Vec<TextBlock> {
    let mut blocks: Vec<(u8, String)> = Vec::new();
    for line in text.trim_end_matches('\n').split('\n') {
        let (depth, words) = depth_of(line);
        match blocks.last_mut() {
            Some((last, text)) if *last == depth => {
                text.push('\n');
                text.push_str(words);
            }
            _ => blocks.push((depth, words.to_owned())),
        }
    }
    blocks
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(depth, text)| TextBlock { depth, text: link::inlines(&text) })
        .collect()
}

/// How often a line is quoted, and the line without the marks and one blank behind them.
/// `>From` is mbox's escape, not a quote.
fn depth_of(line: &str) -> (u8, &str) {
    let mut depth = 0_u8;
    let mut rest = line;
    if line.starts_with(">From ") {
        return (0, line);
    }
    loop {
        let after_blank = if depth > 0 { rest.strip_prefix(' ').unwrap_or(rest) } else { rest };
        match after_blank.strip_prefix('>') {
            Some(after) => {
                depth = depth.saturating_add(1);
                rest = after;
            }
            None if depth > 0 => return (depth, rest.strip_prefix(' ').unwrap_or(rest)),
            None => return (0, line),
        }
    }
}
