//! Recorded sessions with anything changed in them: the reader of answers neither panics nor
//! hangs, makes the same of the same bytes however they are split, and hands over only what is
//! there with its end.
//!
//! What cannot be reproduced is not worth finding: a failure names its seed, and
//! `PILLARBOX_SEED=… cargo nextest run -p mail mutations` runs that one again. With
//! `PILLARBOX_ROUNDS=1000000` it runs so many, from that seed on if it is given too;
//! `cargo test -p mail mutations` has the patience for it.

use super::provider::{Split, Told, limits, pass, visit};
use std::{
    hash::{BuildHasher, RandomState},
    ops::Range,
    path::Path,
    time::{Duration, Instant},
};
use testpeers::{Fault, Mailbox};
use tokio::io::AsyncWriteExt;

/// How long it looks for something, unless the environment says otherwise.
const BUDGET: Duration = Duration::from_secs(4);

/// Numbers that follow from a seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `most`, or 0.
    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % (most.max(1) as u64)).unwrap()
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// What real servers said: each file of `server/fixtures/pop3`.
fn sessions() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/pop3");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> =
        files.filter(|file| file.extension().is_some_and(|end| end == "session")).collect();
    // The same seed means the same everywhere.
    files.sort();
    files.into_iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// What servers of different kinds said.
async fn recordings() -> Vec<Vec<u8>> {
    let letters = [
        (b"one".to_vec(), b"Subject: 1\r\n\r\n.\r\n..\r\n".to_vec()),
        (b"two".to_vec(), b"\r\n\0\n.\n\r".to_vec()),
        (b"two".to_vec(), b"Subject: 3\r\n\r\n".repeat(40)),
        (b"\xffthree".to_vec(), b"x".repeat(11_000)),
    ];
    let kinds: [&[Fault]; 6] = [
        &[],
        &[Fault::NoPipelining],
        &[Fault::Refuses("UIDL", "unknown")],
        &[Fault::BareLf, Fault::Refuses("CAPA", "unknown")],
        &[Fault::Refuses("RETR 2", "damaged"), Fault::Refuses("LIST", "unknown")],
        &[Fault::KeepsAll, Fault::Size(u64::MAX)],
    ];
    let mut recordings = sessions();
    for faults in kinds {
        let mut mailbox = Mailbox::new(letters.clone()).with(faults.iter().cloned());
        let (_, said) = pass(&mut mailbox, &[100_000], 1 << 16).await;
        assert!(said.len() > 100);
        recordings.push(said);
    }
    recordings
}

const WORDS: [&[u8]; 16] = [
    b"\r\n",
    b"\n",
    b"\r",
    b".",
    b".\r\n",
    b"\r\n.\r\n",
    b"+OK\r\n",
    b"-ERR\r\n",
    b"+OK",
    b"-ERR ",
    b"+ \r\n",
    b"1 ",
    b"\0",
    b"\xff",
    b"4294967296 x\r\n",
    b"[SYS/TEMP] ",
];

fn mutated(chance: &mut Chance, recordings: &[Vec<u8>]) -> Vec<u8> {
    let mut said = chance.one_of(recordings).clone();
    for _ in 0..=chance.below(6) {
        let at = chance.below(said.len() + 1);
        let end = (at + chance.below(40)).min(said.len());
        match chance.below(7) {
            0 if at < said.len() => said[at] = u8::try_from(chance.below(256)).unwrap(),
            1 => drop(said.drain(at..end)),
            2 => drop(said.splice(at..at, chance.one_of(&WORDS).iter().copied())),
            3 => drop(said.splice(at..end, chance.one_of(&WORDS).iter().copied())),
            4 => {
                let again = said[at..end].repeat(1 + chance.below(300));
                drop(said.splice(at..at, again));
            }
            5 => {
                let other = chance.one_of(recordings);
                said.truncate(at);
                said.extend(&other[chance.below(other.len())..]);
            }
            _ => said.truncate(at),
        }
    }
    said
}

/// A pass over what a server says whatever it hears, in pieces of these lengths.
async fn fed(said: &[u8], lengths: Vec<usize>) -> Told {
    let (stream, mut theirs) = tokio::io::duplex(1 << 22);
    theirs.write_all(said).await.unwrap();
    theirs.shutdown().await.unwrap();
    visit(Split { stream, lengths, piece: 0 }, limits()).await
}

fn check(seed: u64, recordings: &[Vec<u8>]) {
    let mut chance = Chance(seed);
    let said = mutated(&mut chance, recordings);
    let lengths: Vec<usize> = (0..8).map(|_| 1 + chance.below(90)).collect();
    // Time stands still until everybody waits, and then jumps: whoever hangs is found at once.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let whole = runtime.block_on(fed(&said, vec![1 << 20]));
    let split = runtime.block_on(fed(&said, lengths));
    let show = said.escape_ascii();
    assert_eq!(format!("{whole:?}"), format!("{split:?}"), "{show}");
    for (number, source) in &whole.messages {
        assert!(source.len() as u64 <= limits().message, "message {number} of {show}");
        let starts = (0..said.len()).filter(|at| *at == 0 || said[at - 1] == b'\n');
        let there = starts
            .map(|at| &said[at..])
            .any(|from| is_body(from, b"\r\n", source) || is_body(from, b"\n", source));
        assert!(there, "message {number} was not said: {} in {show}", source.escape_ascii());
    }
}

/// Whether `said` begins with the body of an answer, up to its end, and that is `expected`:
/// read line by line, as RFC 1939 describes it.
fn is_body(said: &[u8], line_end: &[u8], expected: &[u8]) -> bool {
    let (mut said, mut expected) = (said, expected);
    while let Some(end) = said.windows(line_end.len()).position(|bytes| bytes == line_end) {
        let line = &said[..end];
        if line == b"." || line == b".\r" && line_end == b"\n" {
            return expected.is_empty();
        }
        let line = [line.strip_prefix(b".").unwrap_or(line), line_end].concat();
        let Some(rest) = expected.strip_prefix(line.as_slice()) else { return false };
        (said, expected) = (&said[end + line_end.len()..], rest);
    }
    false
}

#[test]
fn whatever_a_server_says_is_read_alike_in_any_pieces_and_nothing_is_made_up() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let recordings = runtime.block_on(recordings());
    let (seed, asked) = (setting("PILLARBOX_SEED"), setting("PILLARBOX_ROUNDS"));
    let first = seed.unwrap_or_else(|| RandomState::new().hash_one(0));
    let end = Instant::now() + BUDGET;
    let rounds: Range<u64> = 0..asked.unwrap_or(if seed.is_some() { 1 } else { u64::MAX });
    for round in rounds {
        if seed.is_none() && asked.is_none() && Instant::now() >= end {
            println!("{round} rounds from seed {first}");
            return;
        }
        let seed = first.wrapping_add(round);
        let outcome = std::panic::catch_unwind(|| check(seed, &recordings));
        assert!(outcome.is_ok(), "see above; again with PILLARBOX_SEED={seed}");
    }
}

#[expect(clippy::disallowed_methods, reason = "a setting of the test, not of the program")]
fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap())
}

#[tokio::test(start_paused = true)]
async fn recorded_sessions_are_read_to_their_end() {
    let sessions = sessions();
    assert!(sessions.len() >= 2);
    for session in sessions {
        let told = fed(&session, vec![1 << 20]).await;
        assert!(told.error.is_none() && told.remarks.is_empty(), "{told:?}");
        assert_eq!((told.entries.len(), told.messages.len()), (5, 4), "{told:?}");
        assert_eq!((told.skipped, told.deleted.len()), (vec![5], 4));
    }
}
