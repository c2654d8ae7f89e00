use crate::parse::transfer::is_base64;
use std::ops::{AddAssign, Range};

/// A place at which the middle of a part was left out.
#[derive(Clone, Debug)]
pub struct Gap {
    /// Bytes of the outline in front of it.
    at: usize,
    pub(super) left_out: LeftOut,
    /// The last two bytes that were left out.
    last: [u8; 2],
}

/// What is known of bytes that were left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// How many they are.
    pub raw: usize,
    /// Symbols of base64 among them.
    pub symbols: usize,
    /// How many they are when they are quoted-printable and are decoded.
    pub quoted: usize,
}

impl Gap {
    pub(super) fn new(at: usize) -> Self {
        Self { at, left_out: LeftOut::default(), last: [0; 2] }
    }

    /// Nothing was left out.
    pub(super) fn is_empty(&self) -> bool {
        self.left_out.raw == 0
    }

    /// Leaves out a line, or a part of one, but for its end, which stays in `line_end`; what was
    /// there did not end the gap, and is left out first.
    pub(super) fn leave_out(&mut self, line_end: &mut Vec<u8>, bytes: &[u8]) {
        if line_end == b"\r" && bytes == b"\n" {
            line_end.push(b'\n');
            return;
        }
        self.count(line_end);
        let text = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        self.count(text);
        line_end.clear();
        line_end.extend(bytes.iter().skip(text.len()));
    }

    fn count(&mut self, bytes: &[u8]) {
        let counted = &mut self.left_out;
        counted.raw += bytes.len();
        counted.symbols += bytes.iter().filter(|&&byte| is_base64(byte)).count();
        for &byte in bytes {
            counted.quoted += 1;
            // What stands for a byte or, at the end of a line, for nothing.
            let spent = match (self.last, byte) {
                ([b'=', hex], other) if hex.is_ascii_hexdigit() && other.is_ascii_hexdigit() => 2,
                ([b'=', b'\r'], b'\n') => 3,
                ([_, b'='], b'\n') => 2,
                _ => 0,
            };
            counted.quoted = counted.quoted.saturating_sub(spent);
            let [_, last] = self.last;
            self.last = if spent > 0 { [0; 2] } else { [last, byte] };
        }
    }

    fn left_out(&self) -> LeftOut {
        let mut left_out = self.left_out;
        // The line end that it quotes is the delimiter's.
        if matches!(self.last, [_, b'=']) {
            left_out.quoted = left_out.quoted.saturating_sub(1);
        }
        left_out
    }
}

/// All gaps of a message, by their places in its source.
#[derive(Clone, Debug, Default)]
pub struct Gaps(Vec<Gap>);

impl Gaps {
    /// Those of an outline whose first `skipped` bytes are not read.
    pub fn new(gaps: &[Gap], skipped: usize) -> Self {
        let moved =
            gaps.iter().map(|gap| Gap { at: gap.at.saturating_sub(skipped), ..gap.clone() });
        Self(moved.collect())
    }

    /// What was left out of the bytes in this range; none where they are whole.
    pub fn within(&self, range: &Range<usize>) -> Option<LeftOut> {
        let inside = |gap: &&Gap| range.start < gap.at && gap.at <= range.end;
        let mut inside = self.0.iter().filter(inside).peekable();
        inside.peek()?;
        let mut sum = LeftOut::default();
        inside.for_each(|gap| sum += gap.left_out());
        Some(sum)
    }
}

impl AddAssign for LeftOut {
    fn add_assign(&mut self, other: Self) {
        self.raw += other.raw;
        self.symbols += other.symbols;
        self.quoted += other.quoted;
    }
}
