//! The mail that is measured with: a public mailing list of 6,000 messages, repeated as often
//! as needed with other ids, dates and a word of its own in each subject.

use anyhow::{Context, Result, ensure};
use std::{
    env,
    fmt::Write as _,
    fs,
    io::{self, Write},
    ops::Range,
    path::{Path, PathBuf},
    process::Command,
};

use xtask::workspace;

/// When all mail was received: after the dates in it, or they would not be believed.
const FROM_LINE: &[u8] = b"From archive@localhost Thu Oct 01 00:00:00 2026\n";

/// The year of the first repetition. A million messages reach ten years further.
const FIRST_YEAR: usize = 2016;

/// The archive, in memory.
pub struct Archive {
    mbox: Vec<u8>,
    messages: Vec<Range<usize>>,
}

impl Archive {
    /// Reads it from the corpus: `PILLARBOX_CORPUS`, or `corpus` in `shared` beside the project.
    pub fn read() -> Result<Self> {
        let path = Self::path();
        ensure!(path.is_file(), "no mail to measure with: {} is missing", path.display());
        let zstd = Command::new("zstd").arg("-dc").arg(&path).output();
        let mbox = zstd.context("cannot start zstd")?.stdout;
        let messages = split(&mbox);
        ensure!(!messages.is_empty(), "{} holds no message", path.display());
        Ok(Self { mbox, messages })
    }

    /// The file that it comes from.
    pub fn path() -> PathBuf {
        let corpus = env::var_os("PILLARBOX_CORPUS").map(PathBuf::from);
        corpus
            .unwrap_or_else(|| workspace::root().join("../shared/corpus"))
            .join("lists/openbmc.mbox.zst")
    }

    /// Messages before they repeat.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// The `n`th message of an endless mailbox: the archive as it is, then again and again,
    /// changed so that no two messages are the same.
    pub fn message(&self, n: usize) -> Vec<u8> {
        let source = unquoted(&self.mbox[self.messages[n % self.len()].clone()]);
        if n < self.len() { source } else { varied(&source, n, n / self.len()) }
    }

    /// Writes the first `count` messages as a Maildir, readable by everyone.
    pub fn write_maildir(&self, dir: &Path, count: usize) -> Result<u64> {
        self.write_maildir_from(dir, 0, count)
    }

    /// The same with the `count` messages from the `first` on.
    pub fn write_maildir_from(&self, dir: &Path, first: usize, count: usize) -> Result<u64> {
        for folder in ["cur", "new", "tmp"] {
            fs::create_dir_all(dir.join(folder))?;
        }
        let mut bytes = 0;
        for n in first..first + count {
            let source = self.message(n);
            bytes += source.len() as u64;
            fs::write(dir.join(format!("new/{}.{n}.bench", 1_500_000_000 + n)), source)?;
        }
        Ok(bytes)
    }

    /// Writes the first `count` messages as one mbox (mboxrd).
    pub fn write_mbox(&self, out: impl Write, count: usize) -> Result<u64> {
        let mut out = io::BufWriter::new(out);
        let mut bytes = 0;
        for n in 0..count {
            let source = self.message(n);
            bytes += source.len() as u64;
            out.write_all(FROM_LINE)?;
            for line in source.split_inclusive(|byte| *byte == b'\n') {
                if is_from_line(line) {
                    out.write_all(b">")?;
                }
                out.write_all(line)?;
            }
            out.write_all(b"\n")?;
        }
        out.flush()?;
        Ok(bytes)
    }
}

/// A word that only the `n`th message has: `n` in syllables.
pub fn word(n: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "ke", "lo", "mi", "nu", "pa", "re", "so", "ti", "vu", "za", "de", "fo", "gi", "hu",
        "ja",
    ];
    let digits = (0..6).rev().map(|place| SYLLABLES[(n >> (4 * place)) & 15]);
    digits.collect()
}

/// Where the messages of an mbox are, without their `From ` line and the blank line after them.
fn split(mbox: &[u8]) -> Vec<Range<usize>> {
    let mut messages: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    let mut after_blank = true;
    for line in mbox.split_inclusive(|byte| *byte == b'\n') {
        if after_blank && line.starts_with(b"From ") {
            if let Some(last) = messages.last_mut() {
                last.end = at - 1;
            }
            messages.push(at + line.len()..mbox.len() - 1);
        }
        after_blank = line == b"\n";
        at += line.len();
    }
    messages
}

fn is_from_line(line: &[u8]) -> bool {
    let quotes = line.iter().take_while(|byte| **byte == b'>').count();
    line[quotes..].starts_with(b"From ")
}

fn unquoted(source: &[u8]) -> Vec<u8> {
    let lines = source.split_inclusive(|byte| *byte == b'\n');
    lines
        .flat_map(|line| if line[0] == b'>' && is_from_line(line) { &line[1..] } else { line })
        .copied()
        .collect()
}

/// The message as number `n`, in the `round`th repetition of the archive: conversations stay
/// together within a round, and dates rise with `n`.
fn varied(source: &[u8], n: usize, round: usize) -> Vec<u8> {
    let end = source.windows(2).position(|pair| pair == b"\n\n").map_or(source.len(), |at| at + 1);
    let mut out = Vec::with_capacity(source.len() + 256);
    let mut field = Vec::new();
    for line in source[..end].split_inclusive(|byte| *byte == b'\n') {
        if line[0] != b' ' && line[0] != b'\t' {
            let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
            field = name.to_ascii_lowercase();
            if field == b"subject" {
                let text = line[..line.len() - 1].trim_ascii_end();
                out.extend_from_slice(text);
                out.extend_from_slice(format!(" {}\n", word(n)).as_bytes());
                continue;
            }
            if field == b"date" {
                out.extend_from_slice(date(n).as_bytes());
            }
        }
        match field.as_slice() {
            b"date" => {}
            b"message-id" | b"in-reply-to" | b"references" => {
                let text = String::from_utf8_lossy(line).replace('>', &format!(".{round}>"));
                out.extend_from_slice(text.as_bytes());
            }
            _ => out.extend_from_slice(line),
        }
    }
    out.extend_from_slice(&source[end..]);
    out
}

/// Five minutes after that of `n - 1`, in a calendar whose months have 28 days.
fn date(n: usize) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (minute, hour) = (n * 5 % 60, n * 5 / 60);
    let (year, month) = month(n);
    let mut line = String::new();
    let _ = writeln!(
        line,
        "Date: {} {} {year} {:02}:{minute:02}:00 +0000",
        hour / 24 % 28 + 1,
        MONTHS[month],
        hour % 24
    );
    line
}

/// Year and month, from 0, of the `n`th message.
fn month(n: usize) -> (usize, usize) {
    let months = n / (12 * 24 * 28);
    (FIRST_YEAR + months / 12, months % 12)
}

/// The month of the `n`th message as a search says it.
pub fn month_of(n: usize) -> String {
    let (year, month) = month(n);
    format!("{year}-{:02}", month + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MBOX: &[u8] = b"From a Mon\nMessage-ID: <1@x.test>\nSubject: One\n\n>From here\n\n\
        From b Mon\nMessage-ID: <2@x.test>\nIn-Reply-To:\n <1@x.test>\nSubject: Two\n\nText\n\n";

    fn archive() -> Archive {
        Archive { mbox: MBOX.to_vec(), messages: split(MBOX) }
    }

    #[test]
    fn an_mbox_is_split_into_the_messages_that_went_in() {
        let archive = archive();
        assert_eq!(archive.len(), 2);
        assert_eq!(archive.message(0), b"Message-ID: <1@x.test>\nSubject: One\n\nFrom here\n");
        assert!(archive.message(1).ends_with(b"Subject: Two\n\nText\n"));
    }

    #[test]
    fn a_repeated_message_answers_the_one_repeated_with_it() {
        let text = String::from_utf8(archive().message(3)).expect("text");
        assert!(text.contains("Message-ID: <2@x.test.1>\nIn-Reply-To:\n <1@x.test.1>\n"), "{text}");
        assert!(text.contains(&format!("Subject: Two {}\n\nText", word(3))), "{text}");
    }

    #[test]
    fn what_is_written_as_mbox_reads_back_the_same() {
        let mut mbox = Vec::new();
        archive().write_mbox(&mut mbox, 4).expect("written");
        let again = Archive { messages: split(&mbox), mbox };
        assert_eq!(again.len(), 4);
        assert_eq!(
            (0..4).map(|n| again.message(n)).collect::<Vec<_>>(),
            (0..4).map(|n| archive().message(n)).collect::<Vec<_>>()
        );
    }
}
