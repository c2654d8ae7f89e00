//! Whether a message looks like those that its reader marked as spam.
//!
//! Each reader's own choices are all that is known: how many of the messages that they marked as
//! spam, and of those that they kept, have a [token](tokens). No rules, no lists, nothing asked of
//! others. A message's tokens are combined as Gary Robinson proposed ("A Statistical Approach to
//! the Spam Problem", Linux Journal 107, 2003), by Fisher's method, as `SpamBayes` does it:
//!
//! 1. The share of spam among the messages with a token, both kinds weighed by how many there
//!    are, drawn towards one half as long as few messages have it ([`Trained::telling`]).
//! 2. The [`CLUES`] most telling tokens are combined to two probabilities, that so many hints at
//!    spam, and so many at the contrary, are there by chance (chi-square). The [score](score) is
//!    the middle of the two: near 1 for spam, near 0 for the contrary, near one half where
//!    nothing is known or both are strong.
//!
//! Only what is beyond doubt counts: [`SPAM`] is high, because good mail in Spam costs more than
//! spam in the inbox.

mod clues;

pub use clues::{TOKENS, tokens};

/// Messages of each kind that have to be known before anything is judged.
pub const ENOUGH: i64 = 20;
/// A score from here on is spam.
pub const SPAM: f64 = 0.95;
/// Tokens that decide, the most telling ones.
const CLUES: usize = 150;
/// What a token tells that no message had: nothing.
const UNKNOWN: f64 = 0.5;
/// How much [`UNKNOWN`] weighs, in messages.
const STRENGTH: f64 = 0.45;
/// Tokens that tell less than this are left out.
const LEAST: f64 = 0.1;

/// How many messages have a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Marked as spam.
    pub spam: i64,
    /// Kept.
    pub ham: i64,
}

/// How many messages were learned from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trained {
    /// Marked as spam.
    pub spam: i64,
    /// Kept.
    pub ham: i64,
}

impl Trained {
    /// Enough of both kinds to judge.
    pub fn is_enough(self) -> bool {
        self.spam >= ENOUGH && self.ham >= ENOUGH
    }

    /// How much a token speaks for spam, between 0 and 1.
    fn telling(self, count: Count) -> f64 {
        let share = |count: i64, of: i64| (float(count) / float(of.max(1))).min(1.0);
        let (spam, ham) = (share(count.spam, self.spam), share(count.ham, self.ham));
        let known = float(count.spam) + float(count.ham);
        let raw = if spam + ham > 0.0 { spam / (spam + ham) } else { UNKNOWN };
        (STRENGTH * UNKNOWN + known * raw) / (STRENGTH + known)
    }
}

/// How much a message with these tokens looks like spam: 0 not at all, 1 very much.
pub fn score(counts: impl IntoIterator<Item = Count>, trained: Trained) -> f64 {
    let mut clues: Vec<f64> = counts
        .into_iter()
        .map(|count| trained.telling(count))
        .filter(|telling| (telling - UNKNOWN).abs() >= LEAST)
        .collect();
    clues.sort_by(|one, other| (other - UNKNOWN).abs().total_cmp(&(one - UNKNOWN).abs()));
    clues.truncate(CLUES);
    if clues.is_empty() {
        return UNKNOWN;
    }
    let spam = 1.0 - by_chance(clues.iter().map(|telling| 1.0 - telling));
    let ham = 1.0 - by_chance(clues.iter().copied());
    f64::midpoint(spam - ham, 1.0)
}

/// That probabilities are this small by chance (Fisher): the chi-square distribution with two
/// degrees of freedom for each, from -2 ln of their product on.
fn by_chance(probabilities: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = probabilities.len();
    let half: f64 = -probabilities.map(|one| one.max(f64::MIN_POSITIVE).ln()).sum::<f64>();
    let mut term = (-half).exp();
    let mut sum = term;
    let mut degree = 1.0;
    for _ in 1..count {
        term *= half / degree;
        sum += term;
        degree += 1.0;
    }
    sum.min(1.0)
}

#[expect(clippy::cast_precision_loss, reason = "far fewer messages than 2^52")]
fn float(count: i64) -> f64 {
    count.max(0) as f64
}

#[cfg(test)]
mod tests;
