//! Where the words go.

use crate::parse::cut;

/// Text up to a limit.
pub struct Output {
    text: String,
    limit: usize,
}

impl Output {
    /// Takes at most so many bytes.
    pub fn new(limit: usize) -> Self {
        Self { text: String::new(), limit }
    }

    /// What follows is not kept.
    pub fn is_full(&self) -> bool {
        self.text.len() >= self.limit
    }

    /// Words that go on where the last ones ended. Characters that control something are blanks.
    pub fn push(&mut self, words: &str) {
        let words = cut(words, self.limit.saturating_sub(self.text.len()));
        if words.contains(controls) {
            self.text.extend(words.chars().map(|c| if controls(c) { ' ' } else { c }));
        } else {
            self.text.push_str(words);
        }
    }

    /// What follows is another word.
    pub fn blank(&mut self) {
        self.gap(' ');
    }

    /// What follows is another line.
    pub fn line(&mut self) {
        if self.text.ends_with(' ') {
            self.text.pop();
        }
        self.gap('\n');
    }

    fn gap(&mut self, gap: char) {
        if !self.is_full() && !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
            self.text.push(gap);
        }
    }

    /// All of it.
    pub fn finish(mut self) -> String {
        self.text.truncate(self.text.trim_end().len());
        self.text
    }
}

fn controls(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}
