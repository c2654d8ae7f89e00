//! What was done with a message, and how the header of one in a file says it.

use super::mozilla;
use model::MessageRow;

/// What its reader has done with a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own")]
pub struct State {
    /// Nobody has opened it.
    pub unread: bool,
    /// Starred.
    pub starred: bool,
    /// Answered.
    pub answered: bool,
    /// Forwarded.
    pub forwarded: bool,
}

impl State {
    /// Of a message that is here.
    pub fn of(row: &MessageRow) -> Self {
        let MessageRow { unread, starred, answered, forwarded, .. } = *row;
        Self { unread, starred, answered, forwarded }
    }

    /// Reads `Status` and `X-Status` (mutt, Dovecot, UW imapd) and `X-Mozilla-Status` (Thunderbird)
    /// in the header of a message. Without them it counts as read: an archive is not ten thousand
    /// pieces of news.
    pub fn read(source: &[u8]) -> Self {
        let mut heard = None;
        for line in header(source) {
            let mut state: Self = heard.unwrap_or_default();
            heard = state.hear(line).then_some(state).or(heard);
        }
        match (heard, mozilla::state(source)) {
            // Each program knows what was done with it there.
            (Some(one), Some(other)) => Self {
                unread: one.unread && other.unread,
                starred: one.starred || other.starred,
                answered: one.answered || other.answered,
                forwarded: one.forwarded || other.forwarded,
            },
            (one, other) => one.or(other).unwrap_or_default(),
        }
    }

    /// Follows one line of a header; answers whether it is about the state.
    pub fn hear(&mut self, line: &[u8]) -> bool {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return false };
        let (name, value) = line.split_at(colon);
        if name.eq_ignore_ascii_case(b"Status") {
            self.unread = !value.contains(&b'R');
        } else if name.eq_ignore_ascii_case(b"X-Status") {
            self.starred = value.contains(&b'F');
            self.answered = value.contains(&b'A');
        } else {
            return false;
        }
        true
    }

    /// The lines that say it. That a message was forwarded has no letter there: that is a keyword.
    pub fn lines(self) -> [String; 2] {
        let status = if self.unread { "O" } else { "RO" };
        let marks = [(self.answered, "A"), (self.starred, "F")];
        let marks: String =
            marks.into_iter().filter_map(|(set, mark)| set.then_some(mark)).collect();
        [format!("Status: {status}"), format!("X-Status: {marks}")]
    }
}

/// The lines of a message's header.
pub fn header(source: &[u8]) -> impl Iterator<Item = &[u8]> {
    source.split(|byte| *byte == b'\n').take_while(|line| !line.trim_ascii().is_empty())
}

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn the_header_tells_the_state_and_the_body_nothing() {
        let state = |text: &str| {
            let State { unread, starred, answered, .. } = State::read(text.as_bytes());
            (unread, starred, answered)
        };
        assert_eq!(state("Subject: x\n\nbody\n"), (false, false, false));
        assert_eq!(state("Status: RO\r\nX-Status: F\r\n\r\n"), (false, true, false));
        assert_eq!(state("status: O\nX-Status: A\n\n"), (true, false, true));
        assert_eq!(state("Subject: x\n\nStatus: O\n"), (false, false, false));
    }
}
