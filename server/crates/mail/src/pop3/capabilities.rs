use crate::wire::Filter;

/// What the server says it can do (CAPA, RFC 2449), read on its way to async-pop.
///
/// async-pop rejects an answer with a single capability that it does not know (`UTF8 USER`,
/// `SASL SCRAM-SHA-256-PLUS`) and loses its place in the stream; and it tries SASL before
/// USER, so that a wrong password is tried twice. So it is shown only what it needs: SASL
/// PLAIN, where USER is not offered. And it is shown the whole answer at once: it remembers
/// how long an answer in pieces had to become, and waits for ever when the next is shorter.
#[derive(Debug, Default)]
pub(super) struct Capabilities {
    names: Vec<String>,
    state: State,
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

impl Capabilities {
    /// Several commands may be sent before the first is answered.
    pub fn pipelining(&self) -> bool {
        self.offers("PIPELINING")
    }

    /// SASL PLAIN is the only way to sign in that is offered.
    pub fn only_sasl_plain(&self) -> bool {
        !self.offers("USER") && self.sasl_plain()
    }

    fn sasl_plain(&self) -> bool {
        self.names.iter().any(|line| {
            let mut words = line.split_ascii_whitespace();
            words.next().is_some_and(|word| word.eq_ignore_ascii_case("SASL"))
                && words.any(|word| word.eq_ignore_ascii_case("PLAIN"))
        })
    }

    fn offers(&self, name: &str) -> bool {
        self.names.iter().any(|line| {
            line.split_ascii_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case(name))
        })
    }
}

impl Filter for Capabilities {
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
                self.names.clear();
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
                let only_plain = self.only_sasl_plain();
                let shown = if only_plain { "+OK\r\nSASL PLAIN\r\n." } else { "+OK\r\n." };
                shown.clone_into(line);
                true
            }
            State::List => {
                self.names.push(std::mem::take(line));
                false
            }
        }
    }
}
