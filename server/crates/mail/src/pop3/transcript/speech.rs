use std::{collections::VecDeque, mem};

/// Bytes of a line that are written down.
const SHOWN: usize = 200;

/// What the client waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    /// A line.
    Status,
    /// A line, and where it is `+OK`, more up to a lone dot: somebody's mail, or a listing.
    Lines,
    /// The same, and the lines say what the server can do.
    Capabilities,
    /// A line; where it is `+`, the client says something secret, and another line is due.
    SignIn,
    /// A line; where it is `+OK`, all that follows is encrypted.
    Stls,
}

/// Both sides of a session, put into lines for a log.
#[derive(Debug)]
pub(super) struct Speech {
    due: VecDeque<Due>,
    /// What the server is saying after a status line.
    within: Option<Due>,
    /// Bytes and lines of it so far.
    said: (u64, u64),
    /// The client's next line is a secret.
    secret: bool,
    /// Nothing more can be understood.
    over: bool,
    client: Line,
    server: Line,
}

/// The beginning of a line, and how long it is.
#[derive(Debug, Default)]
struct Line {
    begin: Vec<u8>,
    length: u64,
}

impl Speech {
    pub fn from_the_greeting() -> Self {
        let mut speech = Self::from_a_command();
        speech.due.push_back(Due::Status);
        speech
    }

    pub fn from_a_command() -> Self {
        Self {
            due: VecDeque::new(),
            within: None,
            said: (0, 0),
            secret: false,
            over: false,
            client: Line::default(),
            server: Line::default(),
        }
    }

    /// The client says this.
    pub fn client(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut told = Vec::new();
        for piece in self.pieces(bytes) {
            if let Some((line, _)) = self.client.take(piece) {
                told.push(format!("C: {}", self.command(&line)));
            }
        }
        told
    }

    /// The server says this.
    pub fn server(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut told = Vec::new();
        for piece in self.pieces(bytes) {
            let Some((line, length)) = self.server.take(piece) else { continue };
            if let Some(what) = self.within {
                told.extend(self.more(what, &line, length));
            } else if !self.over {
                told.push(format!("S: {}", shown(&line)));
                self.status(&line);
            }
        }
        told
    }

    /// Nothing, once it is encrypted.
    fn pieces<'a>(&self, bytes: &'a [u8]) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let bytes = if self.over { &[] } else { bytes };
        bytes.split_inclusive(|byte| *byte == b'\n')
    }

    /// The command without its secrets.
    fn command(&mut self, line: &[u8]) -> String {
        if mem::take(&mut self.secret) {
            return "…".to_owned();
        }
        let text = shown(line);
        let mut words = text.splitn(3, ' ');
        let verb = words.next().unwrap_or_default().to_ascii_uppercase();
        let argument = words.next();
        let (due, told) = match (verb.as_str(), argument) {
            ("PASS", _) => (Due::Status, "PASS …".to_owned()),
            ("APOP", Some(name)) => (Due::Status, format!("APOP {name} …")),
            ("AUTH", Some(mechanism)) => {
                let first = if words.next().is_some() { " …" } else { "" };
                (Due::SignIn, format!("AUTH {mechanism}{first}"))
            }
            ("CAPA", _) => (Due::Capabilities, text),
            ("STLS", _) => (Due::Stls, text),
            ("RETR" | "TOP", _) | ("UIDL" | "LIST", None) => (Due::Lines, text),
            _ => (Due::Status, text),
        };
        self.due.push_back(due);
        told
    }

    fn status(&mut self, line: &[u8]) {
        let due = self.due.front().copied().unwrap_or(Due::Status);
        if due == Due::SignIn && line.starts_with(b"+") && !line.starts_with(b"+OK") {
            self.secret = true;
            return;
        }
        self.due.pop_front();
        if line.starts_with(b"+OK") {
            self.within = matches!(due, Due::Lines | Due::Capabilities).then_some(due);
            self.over = due == Due::Stls;
        }
    }

    /// A line after a status line.
    fn more(&mut self, what: Due, line: &[u8], length: u64) -> Option<String> {
        if line == b"." {
            self.within = None;
            let (bytes, lines) = mem::take(&mut self.said);
            let all = format!("S: ({lines} lines, {bytes} bytes)");
            return (what == Due::Lines).then_some(all);
        }
        self.said.0 += length;
        self.said.1 += 1;
        (what == Due::Capabilities).then(|| format!("S: {}", shown(line)))
    }
}

impl Line {
    /// The line that ends with this piece, without its end, and all its bytes.
    fn take(&mut self, piece: &[u8]) -> Option<(Vec<u8>, u64)> {
        let room = (SHOWN + 2).saturating_sub(self.begin.len());
        self.begin.extend(piece.iter().take(room));
        self.length += piece.len() as u64;
        if piece.last() != Some(&b'\n') {
            return None;
        }
        let Self { mut begin, length } = mem::take(self);
        while begin.last().is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
            begin.pop();
        }
        Some((begin, length))
    }
}

/// On one line, and not too long.
fn shown(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    text.chars().map(|c| if c.is_control() { '?' } else { c }).take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::Speech;

    /// A session of `C: …` and `S: …` lines, as the log has it, whatever pieces it comes in.
    fn log(mut speech: Speech, session: &str) -> Vec<String> {
        let mut told = Vec::new();
        for line in session.lines() {
            let (who, said) = line.split_once(": ").expect("who");
            let said = format!("{said}\r\n");
            for piece in said.as_bytes().chunks(3) {
                told.extend(if who == "C" { speech.client(piece) } else { speech.server(piece) });
            }
        }
        told
    }

    #[test]
    fn what_is_secret_and_what_is_mail_is_left_out_and_the_rest_is_there() {
        let session = "S: +OK ready\nC: CAPA\nS: +OK\nS: UIDL\nS: .\nC: USER ada\nS: +OK\n\
                       C: PASS secret word\nS: +OK\nC: UIDL\nC: LIST\nS: +OK\nS: 1 private\nS: .\n\
                       S: -ERR no\nC: RETR 1\nS: +OK 20 octets\nS: private\nS: +OK private\n\
                       S: ..private\nS: .\nC: DELE 1\nS: +OK\nC: QUIT\nS: +OK bye";
        let told = log(Speech::from_the_greeting(), session);
        let expected = "S: +OK ready\nC: CAPA\nS: +OK\nS: UIDL\nC: USER ada\nS: +OK\nC: PASS …\n\
                        S: +OK\nC: UIDL\nC: LIST\nS: +OK\nS: (1 lines, 11 bytes)\nS: -ERR no\n\
                        C: RETR 1\nS: +OK 20 octets\nS: (3 lines, 33 bytes)\nC: DELE 1\nS: +OK\n\
                        C: QUIT\nS: +OK bye";
        assert_eq!(told, expected.lines().collect::<Vec<_>>());
    }

    #[test]
    fn no_way_to_sign_in_shows_what_proves_it() {
        let table = [
            ("C: AUTH PLAIN c2VjcmV0\nS: +OK", "C: AUTH PLAIN …\nS: +OK"),
            (
                "C: auth login\nS: + VXNlcg==\nC: c2VjcmV0\nS: + UGFzcw==\nC: c2VjcmV0\nS: -ERR no",
                "C: AUTH login\nS: + VXNlcg==\nC: …\nS: + UGFzcw==\nC: …\nS: -ERR no",
            ),
            ("C: APOP ada c2VjcmV0\nS: +OK", "C: APOP ada …\nS: +OK"),
            ("C: pass c2VjcmV0\nS: -ERR no", "C: PASS …\nS: -ERR no"),
        ];
        for (session, expected) in table {
            let told = log(Speech::from_a_command(), session);
            assert_eq!(told, expected.lines().collect::<Vec<_>>());
            assert!(!told.concat().contains("c2VjcmV0"));
        }
    }

    #[test]
    fn what_is_encrypted_is_not_taken_for_lines() {
        let session = "S: +OK\nC: STLS\nS: +OK go\nC: \u{16}\u{3}secret\nS: \u{16}\u{3}secret";
        let told = log(Speech::from_the_greeting(), session);
        assert_eq!(told, ["S: +OK", "C: STLS", "S: +OK go"]);
    }

    #[test]
    fn a_line_without_end_takes_no_memory_and_a_second_log_line_cannot_be_smuggled_in() {
        let mut speech = Speech::from_the_greeting();
        for _ in 0..100 {
            assert!(speech.server(&[b'x'; 1000]).is_empty());
        }
        assert!(speech.server.begin.len() < 300);
        let told = speech.server(b"\x1b[31m\rC: PASS x\n");
        assert_eq!(told.len(), 1);
        assert!(!told.concat().contains(['\r', '\x1b']));
    }
}
