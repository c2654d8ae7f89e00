//! How Thunderbird says in a message's header what was done with it: `X-Mozilla-Status: 0001`, four
//! hexadecimal digits. It writes the line above the header that the message came with, and changes
//! it in place. What it deletes stays in the file with a mark, until the folder is compacted.

use super::{
    notes,
    state::{State, header},
};

const NAME: &[u8] = b"X-Mozilla-Status:";
const READ: u16 = 0x0001;
const REPLIED: u16 = 0x0002;
const MARKED: u16 = 0x0004;
const EXPUNGED: u16 = 0x0008;
const FORWARDED: u16 = 0x1000;

/// What the header of a message says, if it has such a line.
pub fn state(source: &[u8]) -> Option<State> {
    let flags = header(source).find_map(flags)?;
    let has = |flag| flags & flag != 0;
    Some(State {
        unread: !has(READ),
        starred: has(MARKED),
        answered: has(REPLIED),
        forwarded: has(FORWARDED),
    })
}

/// Whether a message in a folder of Thunderbird's was deleted there. Only the lines are looked at
/// that were put above the message's own: what a sender says of it does not count.
pub fn is_deleted(source: &[u8]) -> bool {
    let is_above = |line: &&[u8]| line.get(..2).is_some_and(|x| x.eq_ignore_ascii_case(b"X-"));
    let mut lines = header(source).take_while(is_above);
    !notes::is_noted(source) && lines.find_map(flags).is_some_and(|flags| flags & EXPUNGED != 0)
}

fn flags(line: &[u8]) -> Option<u16> {
    line.get(..NAME.len()).filter(|name| name.eq_ignore_ascii_case(NAME))?;
    let digits = std::str::from_utf8(&line[NAME.len()..]).ok()?;
    u16::from_str_radix(digits.trim(), 16).ok()
}

#[cfg(test)]
mod tests {
    use super::is_deleted;
    use crate::transfer::state::State;

    #[test]
    fn what_thunderbird_notes_is_understood() {
        let state = |text: &str| State::read(text.as_bytes());
        let read = State::default();
        let line = |digits: &str| format!("X-Mozilla-Status: {digits}\nSubject: x\n\n");
        assert_eq!(state(&line("0000")), State { unread: true, ..read });
        assert_eq!(state(&line("0001")), read);
        assert_eq!(
            state(&line("1007\r")),
            State { starred: true, answered: true, forwarded: true, ..read }
        );
        assert_eq!(state(&line("0011")), read, "other flags say nothing of it");
        for odd in ["", "x", "-1", "12345"] {
            assert_eq!(state(&line(odd)), read, "{odd}");
        }
        assert_eq!(state("X-Mozilla-Status2: 00800000\nSubject: x\n\n"), read);
        assert_eq!(state("Subject: x\n\nX-Mozilla-Status: 0000\n"), read);
    }

    #[test]
    fn of_two_programs_that_note_something_each_is_believed() {
        let state = |text: &str| State::read(text.as_bytes());
        let both = state("X-Mozilla-Status: 0000\nStatus: RO\nX-Status: A\n\n");
        assert_eq!(both, State { answered: true, ..State::default() });
        let both = state("Status: O\nX-Status: F\nX-Mozilla-Status: 1001\n\n");
        assert_eq!(both, State { starred: true, forwarded: true, ..State::default() });
        assert!(state("X-Mozilla-Status: 0000\nStatus: O\n\n").unread);
    }

    #[test]
    fn what_was_deleted_and_not_yet_compacted_says_so_above_the_message() {
        for text in [
            "X-Mozilla-Status: 0008\nSubject: x\n\n",
            "X-Account-Key: account1\r\nX-UIDL: 7\r\nX-Mozilla-Status: 0009\r\nSubject: x\r\n\r\n",
        ] {
            assert!(is_deleted(text.as_bytes()), "{text}");
        }
        for text in [
            "X-Mozilla-Status: 0001\nSubject: x\n\n",
            "Subject: x\nX-Mozilla-Status: 0008\n\n",
            "Subject: x\n\nX-Mozilla-Status: 0008\n",
            "X-Pillarbox-Export: 1\nStatus: O\nX-Mozilla-Status: 0008\n\n",
            "X-Pillarbox-Export: 0\nX-Mozilla-Status: 0008\n\n",
            "",
        ] {
            assert!(!is_deleted(text.as_bytes()), "{text}");
        }
    }
}
