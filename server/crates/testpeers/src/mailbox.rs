use std::io;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};

/// A message at the provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Letter {
    /// What UIDL says.
    pub uid: Vec<u8>,
    /// Byte for byte; lines end in CRLF.
    pub source: Vec<u8>,
}

/// What is wrong with a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Hangs up after so many bytes.
    Cut(usize),
    /// Falls silent after so many bytes.
    Stall(usize),
    /// Answers this command with `-ERR` and these words. Begins with the command:
    /// `RETR 2`, `UIDL`, `CAPA`.
    Refuses(&'static str, &'static str),
    /// Refuses RETR while other commands wait.
    RefusesEarly,
    /// Throws away what came together with a command.
    ForgetsEarly,
    /// Does not tell of PIPELINING.
    NoPipelining,
    /// Says this line in the listing of ids, before the one of this place.
    Odd(usize, Vec<u8>),
    /// Says in LIST that each message has so many bytes.
    Size(u64),
    /// Ends its lines in LF.
    BareLf,
    /// Deletes nothing, and says so when it is asked to end.
    KeepsAll,
    /// Deletes nothing, and says that it did.
    KeepsQuietly,
    /// Says this instead of the answer to the command that begins so.
    Says(&'static str, Vec<u8>),
    /// Falls silent when a command that begins so has come, without carrying it out.
    LeavesBefore(&'static str),
    /// Deletes what was marked when it is asked to end, and falls silent without an answer.
    LeavesAfterQuit,
    /// Tells of this capability too.
    Can(&'static str),
    /// Writes this line in front of each message that is retrieved, and does not with TOP.
    Stamps(&'static str),
}

/// A POP3 server with one mailbox, correct except for its faults. Anybody may sign in.
///
/// It answers each command before it reads the next, so it stops reading while nobody reads.
#[derive(Clone, Debug, Default)]
pub struct Mailbox {
    /// What is in it.
    pub letters: Vec<Letter>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// It fell silent in the last session, by a fault that says at which command.
    pub silent: bool,
}

impl Mailbox {
    /// A mailbox without faults.
    pub fn new(letters: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>) -> Self {
        let letters = letters.into_iter().map(|(uid, source)| Letter { uid, source }).collect();
        Self { letters, ..Self::default() }
    }

    /// The same with these faults.
    #[must_use]
    pub fn with(mut self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.faults.extend(faults);
        self
    }

    /// One session. Answers what the server said, whether it came to an end or not. What was
    /// deleted is gone from the mailbox if the client asked for the end.
    pub async fn serve(&mut self, stream: impl AsyncRead + AsyncWrite + Unpin) -> Vec<u8> {
        self.serve_telling(stream, &mut |_| {}).await
    }

    /// The same, and tells `gone` what is deleted before the client hears of it.
    pub(crate) async fn serve_telling(
        &mut self,
        stream: impl AsyncRead + AsyncWrite + Unpin,
        gone: &mut (dyn FnMut(&[Letter]) + Send),
    ) -> Vec<u8> {
        let mut session = Session {
            stream: BufReader::new(stream),
            said: Vec::new(),
            deleted: vec![false; self.letters.len()],
            quit: false,
            silent: false,
        };
        // That the client hangs up, or is hung up on, is an end like any other.
        let _ = session.run(self, gone).await;
        self.silent = session.silent;
        if session.quit && !self.keeps() {
            let mut deleted = session.deleted.iter();
            self.letters.retain(|_| !deleted.next().unwrap());
        }
        session.said
    }

    fn keeps(&self) -> bool {
        self.has(&Fault::KeepsAll) || self.has(&Fault::KeepsQuietly)
    }

    fn has(&self, fault: &Fault) -> bool {
        self.faults.contains(fault)
    }
}

struct Session<S> {
    stream: BufReader<S>,
    said: Vec<u8>,
    deleted: Vec<bool>,
    quit: bool,
    silent: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    async fn run(
        &mut self,
        mailbox: &Mailbox,
        gone: &mut (dyn FnMut(&[Letter]) + Send),
    ) -> io::Result<()> {
        self.say(mailbox, b"+OK ready <1@pillarbox.test>\r\n".to_vec()).await?;
        while !self.quit {
            let mut line = Vec::new();
            if self.stream.read_until(b'\n', &mut line).await? == 0 {
                break;
            }
            let command = String::from_utf8_lossy(&line).trim_end().to_owned();
            if mailbox.has(&Fault::ForgetsEarly) {
                let early = self.stream.buffer().len();
                self.stream.consume(early);
            }
            let leaves = |fault: &Fault| matches!(fault, Fault::LeavesBefore(begin) if command.starts_with(begin));
            if mailbox.faults.iter().any(leaves) {
                self.silent = true;
                return Ok(());
            }
            let answer = self.answer(mailbox, &command);
            if self.quit && !mailbox.keeps() {
                let letters = mailbox.letters.iter().zip(&self.deleted);
                let deleted = letters.filter(|(_, deleted)| **deleted);
                gone(&deleted.map(|(letter, _)| letter.clone()).collect::<Vec<_>>());
            }
            if self.quit && mailbox.has(&Fault::LeavesAfterQuit) {
                self.silent = true;
                return Ok(());
            }
            self.say(mailbox, answer).await?;
        }
        self.stream.shutdown().await
    }

    fn answer(&mut self, mailbox: &Mailbox, command: &str) -> Vec<u8> {
        for fault in &mailbox.faults {
            match fault {
                Fault::Refuses(refused, words) if command.starts_with(refused) => {
                    return format!("-ERR {words}\r\n").into_bytes();
                }
                Fault::Says(asked, words) if command.starts_with(asked) => return words.clone(),
                _ => {}
            }
        }
        let (verb, argument) = command.split_once(' ').unwrap_or((command, ""));
        let number = argument.split(' ').next().unwrap_or_default().parse::<usize>();
        let place = number.ok().and_then(|number| number.checked_sub(1));
        let place = place.filter(|place| self.deleted.get(*place) == Some(&false));
        let letter = place.map(|place| &mailbox.letters[place]);
        match (verb, letter) {
            ("CAPA", _) => {
                let can = if mailbox.has(&Fault::NoPipelining) { "" } else { "PIPELINING\r\n" };
                let more: String =
                    mailbox.faults.iter().fold(String::new(), |more, fault| match fault {
                        Fault::Can(line) => more + line + "\r\n",
                        _ => more,
                    });
                format!("+OK\r\nUSER\r\nUIDL\r\nTOP\r\n{can}{more}.\r\n").into_bytes()
            }
            ("USER" | "PASS" | "AUTH", _) => b"+OK\r\n".to_vec(),
            ("UIDL", _) => self.list(mailbox, true),
            ("LIST", _) => self.list(mailbox, false),
            ("RETR", _)
                if mailbox.has(&Fault::RefusesEarly) && !self.stream.buffer().is_empty() =>
            {
                b"-ERR not so fast\r\n".to_vec()
            }
            ("RETR", Some(letter)) => {
                let mut answer = b"+OK\r\n".to_vec();
                for fault in &mailbox.faults {
                    if let Fault::Stamps(line) = fault {
                        answer.extend([line.as_bytes(), b"\r\n"].concat());
                    }
                }
                answer.extend(stuffed(&letter.source));
                answer
            }
            ("TOP", Some(letter)) => {
                let source = &letter.source;
                let end = source.windows(4).position(|at| at == b"\r\n\r\n").map(|at| at + 4);
                [b"+OK\r\n".to_vec(), stuffed(&source[..end.unwrap_or(source.len())])].concat()
            }
            ("DELE", Some(_)) => {
                self.deleted[place.unwrap()] = true;
                b"+OK\r\n".to_vec()
            }
            ("RETR" | "TOP" | "DELE", None) => b"-ERR no such message\r\n".to_vec(),
            ("QUIT", _) => {
                self.quit = true;
                let keeps = mailbox.has(&Fault::KeepsAll);
                if keeps { b"-ERR not removed\r\n".to_vec() } else { b"+OK\r\n".to_vec() }
            }
            _ => b"-ERR unknown command\r\n".to_vec(),
        }
    }

    fn list(&self, mailbox: &Mailbox, ids: bool) -> Vec<u8> {
        let lie = mailbox.faults.iter().find_map(|fault| match fault {
            Fault::Size(size) => Some(*size),
            _ => None,
        });
        let mut list = b"+OK\r\n".to_vec();
        for (place, letter) in mailbox.letters.iter().enumerate() {
            for fault in mailbox.faults.iter().filter(|_| ids) {
                if let Fault::Odd(before, line) = fault
                    && *before == place
                {
                    list.extend([line.as_slice(), b"\r\n"].concat());
                }
            }
            if self.deleted[place] {
                continue;
            }
            let size = lie.unwrap_or(letter.source.len() as u64).to_string().into_bytes();
            let value = if ids { &letter.uid } else { &size };
            list.extend([(place + 1).to_string().as_bytes(), b" ", value, b"\r\n"].concat());
        }
        list.extend(b".\r\n");
        list
    }

    async fn say(&mut self, mailbox: &Mailbox, mut words: Vec<u8>) -> io::Result<()> {
        if mailbox.has(&Fault::BareLf) {
            let before_lf = |at: usize| words[at] == b'\r' && words.get(at + 1) == Some(&b'\n');
            words = (0..words.len()).filter(|at| !before_lf(*at)).map(|at| words[at]).collect();
        }
        let end = mailbox.faults.iter().find_map(|fault| match fault {
            Fault::Cut(after) | Fault::Stall(after) => Some((*after, fault)),
            _ => None,
        });
        let left = end.map_or(usize::MAX, |(after, _)| after.saturating_sub(self.said.len()));
        let now = &words[..left.min(words.len())];
        self.said.extend(now);
        self.stream.write_all(now).await?;
        self.stream.flush().await?;
        match end {
            Some((_, Fault::Stall(_))) if left <= words.len() => std::future::pending().await,
            Some(_) if left <= words.len() => Err(io::ErrorKind::BrokenPipe.into()),
            _ => Ok(()),
        }
    }
}

/// A message as it goes over the wire (RFC 1939, section 3), with its end.
fn stuffed(source: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(source.len() + 16);
    let mut line_start = true;
    for (at, byte) in source.iter().enumerate() {
        if line_start && *byte == b'.' {
            wire.push(b'.');
        }
        wire.push(*byte);
        line_start = source[..=at].ends_with(b"\r\n");
    }
    if !line_start {
        wire.extend(b"\r\n");
    }
    wire.extend(b".\r\n");
    wire
}
