use crate::wire::Filter;
use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// What the server says it can do (CAPA, RFC 2449), a line each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Capabilities(Vec<String>);

/// How long the server keeps messages that are left there (RFC 2449, section 6.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// For ever.
    Never,
    /// So many days after they were first seen; 0: what was retrieved may be gone with the
    /// session.
    Days(u32),
}

impl Capabilities {
    /// It has not said anything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is worth knowing may be another once the server knows who asks: it says so of delays
    /// and expiry (RFC 2449, sections 6.5 and 6.7), or has not yet offered what makes it quick.
    pub fn may_change(&self) -> bool {
        let of_user =
            |name| self.words(name).is_some_and(|mut words| words.any(|w| same(w, "USER")));
        !self.pipelining() || of_user("LOGIN-DELAY") || of_user("EXPIRE")
    }

    /// Several commands may be sent before the first is answered.
    pub fn pipelining(&self) -> bool {
        self.words("PIPELINING").is_some()
    }

    /// The beginning of a message.
    pub fn top(&self) -> bool {
        self.words("TOP").is_some()
    }

    /// USER and PASS.
    pub fn user(&self) -> bool {
        self.words("USER").is_some()
    }

    /// A SASL mechanism (RFC 5034).
    pub fn sasl(&self, mechanism: &str) -> bool {
        self.words("SASL").is_some_and(|mut words| words.any(|word| same(word, mechanism)))
    }

    /// Names and passwords for USER and PASS are UTF-8 (RFC 6856, section 2.2).
    pub fn utf8_user(&self) -> bool {
        self.words("UTF8").is_some_and(|mut words| words.any(|word| same(word, "USER")))
    }

    /// The least time between two sessions, at most a day: nobody means more.
    pub fn login_delay(&self) -> Option<Duration> {
        let seconds = self.words("LOGIN-DELAY")?.next()?.parse::<u32>().ok()?;
        Some(Duration::from_secs(seconds.into()).min(Duration::from_hours(24)))
    }

    /// What becomes of mail that stays.
    pub fn expire(&self) -> Option<Expiry> {
        let word = self.words("EXPIRE")?.next()?;
        if same(word, "NEVER") {
            return Some(Expiry::Never);
        }
        word.parse().ok().map(Expiry::Days)
    }

    /// What follows `name`, if that is offered.
    fn words(&self, name: &str) -> Option<impl Iterator<Item = &str>> {
        self.0.iter().find_map(|line| {
            let mut words = line.split_ascii_whitespace();
            words.next().is_some_and(|word| same(word, name)).then_some(words)
        })
    }
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// Reads the capabilities on their way to async-pop, and keeps them from it.
///
/// It rejects an answer with a single capability that it does not know (`UTF8 USER`, `SASL
/// SCRAM-SHA-256-PLUS`) and loses its place in the stream; and it tries SASL before USER, so
/// that a wrong password is tried twice. So it is shown that there are none. It is shown the
/// whole answer at once: it remembers how long an answer in pieces had to become, and waits for
/// ever when the next is shorter.
#[derive(Debug, Default)]
pub(super) struct Overheard {
    capabilities: Arc<Mutex<Capabilities>>,
    state: State,
    lines: Vec<String>,
    /// The beginning of the command that is being written.
    command: Vec<u8>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Elsewhere,
    Status,
    List,
}

impl Overheard {
    /// Tells `capabilities` what the server says last.
    pub fn new(capabilities: &Arc<Mutex<Capabilities>>) -> Self {
        Self { capabilities: Arc::clone(capabilities), ..Self::default() }
    }
}

/// What was heard so far.
pub(super) fn heard(capabilities: &Mutex<Capabilities>) -> MutexGuard<'_, Capabilities> {
    capabilities.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Filter for Overheard {
    fn sent(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if byte == b'\n' {
                if self.command == b"CAPA\r" {
                    self.state = State::Status;
                }
                self.command.clear();
            } else if self.command.len() < 8 {
                self.command.push(byte);
            }
        }
    }

    fn received(&mut self, line: &mut String) -> bool {
        match self.state {
            State::Elsewhere => true,
            State::Status if line.starts_with("+OK") => {
                self.lines.clear();
                self.state = State::List;
                false
            }
            State::Status => {
                self.state = State::Elsewhere;
                "-ERR".clone_into(line);
                true
            }
            State::List if line == "." => {
                self.state = State::Elsewhere;
                *heard(&self.capabilities) = Capabilities(mem::take(&mut self.lines));
                "+OK\r\n.".clone_into(line);
                true
            }
            State::List => {
                self.lines.push(mem::take(line));
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Capabilities, Expiry};
    use std::time::Duration;

    fn of(lines: &[&str]) -> Capabilities {
        Capabilities(lines.iter().map(|line| (*line).to_owned()).collect())
    }

    #[test]
    fn names_and_words_count_in_any_case_and_only_whole() {
        let told = of(&["user", "sasl login PLAIN", "Utf8 user", "PIPELININGS", "LOGIN-DELAY 900"]);
        assert!(told.user() && told.sasl("PLAIN") && told.sasl("LOGIN") && told.utf8_user());
        assert!(!told.sasl("XOAUTH2") && !told.pipelining());
        assert_eq!(told.login_delay(), Some(Duration::from_mins(15)));
    }

    #[test]
    fn what_may_change_with_who_asks_is_asked_for_again() {
        assert!(of(&[]).may_change());
        assert!(of(&["USER", "SASL PLAIN"]).may_change());
        assert!(of(&["PIPELINING", "LOGIN-DELAY 900 USER"]).may_change());
        assert!(of(&["PIPELINING", "EXPIRE 30 user"]).may_change());
        assert!(!of(&["PIPELINING", "USER", "EXPIRE 30", "LOGIN-DELAY 900"]).may_change());
    }

    #[test]
    fn what_expires_when_is_understood_or_ignored() {
        let expire = |line| of(&[line]).expire();
        assert_eq!(expire("EXPIRE NEVER"), Some(Expiry::Never));
        assert_eq!(expire("EXPIRE 0"), Some(Expiry::Days(0)));
        assert_eq!(expire("EXPIRE 30 USER"), Some(Expiry::Days(30)));
        for nonsense in ["EXPIRE", "EXPIRE soon", "EXPIRE -1", "EXPIRE 99999999999"] {
            assert_eq!(expire(nonsense), None, "{nonsense}");
        }
        assert_eq!(of(&["LOGIN-DELAY x"]).login_delay(), None);
        let for_ever = of(&["LOGIN-DELAY 4294967295"]).login_delay();
        assert_eq!(for_ever, Some(Duration::from_hours(24)));
    }
}
