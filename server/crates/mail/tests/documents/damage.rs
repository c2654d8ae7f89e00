//! Files that were damaged on their way, or made to do damage: nothing panics, nothing is over
//! its bounds.

use crate::support::document;
use mail::text::{Limits, TextError, text_of};
use proptest::prelude::*;
use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    [
        "contract.pdf",
        "dues.pdf",
        "lease.docx",
        "ledger.xlsx",
        "locked.pdf",
        "minutes.odt",
        "regatta.pptx",
        "safety.odp",
        "tides.ods",
    ]
    .map(document)
    .into()
});

/// What means something to a reader of packages or of PDF.
const PIECES: [&[u8]; 24] = [
    b"<<",
    b">>",
    b"[",
    b"(",
    b" 0 R",
    b"4294967295",
    b"-1",
    b"stream\n",
    b"endstream",
    b"endobj",
    b"1 0 obj",
    b"/Length 99999999",
    b"/Filter/FlateDecode",
    b"/Filter/LZWDecode",
    b"/Prev 9",
    b"/Kids[2 0 R 3 0 R]",
    b"/Type/ObjStm/N 9/First 9",
    b"xref\n0 9999999\n",
    b"trailer",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"\xFF\xFF\xFF\xFF",
    b"\0\0\0\0",
    b"]]><a b='",
];

#[derive(Clone, Debug)]
enum Change {
    Flip(usize, u8),
    Put(usize, usize),
    Cut(usize, usize),
    Repeat(usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<prop::sample::Index>().prop_map(|at| at.index(1 << 20));
    prop_oneof![
        (at.clone(), any::<u8>()).prop_map(|(at, bits)| Change::Flip(at, bits)),
        (at.clone(), 0..PIECES.len()).prop_map(|(at, piece)| Change::Put(at, piece)),
        (at.clone(), 1..2000_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        (at, 1..200_usize).prop_map(|(at, length)| Change::Repeat(at, length)),
    ]
}

fn changed(mut file: Vec<u8>, change: &Change) -> Vec<u8> {
    if file.is_empty() {
        return file;
    }
    let size = file.len();
    match *change {
        Change::Flip(at, bits) => file[at % size] ^= bits,
        Change::Put(at, piece) => {
            file.splice(at % size..at % size, PIECES[piece].iter().copied());
        }
        Change::Cut(at, length) => {
            file.drain(at % size..(at % size + length).min(size));
        }
        Change::Repeat(at, length) => {
            let piece = file[at % size..(at % size + length).min(size)].repeat(20);
            file.splice(at % size..at % size, piece);
        }
    }
    file
}

fn within_bounds(file: &[u8]) {
    let limits = Limits { text: 2000, unpacked: 16 << 20, ..Limits::default() };
    let begun = Instant::now();
    let stop = || begun.elapsed() > Duration::from_secs(20);
    let text = text_of("application/octet-stream", "file", file, &limits, &stop);
    assert!(text.as_ref().map_or(0, String::len) <= limits.text);
    assert!(!matches!(text, Err(TextError::Panicked | TextError::Stopped)), "{text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn changed_files_are_read_within_the_bounds(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..6),
    ) {
        let file = which.get(&FILES).clone();
        within_bounds(&changes.iter().fold(file, changed));
    }

    #[test]
    fn files_that_end_too_early_are_read_within_the_bounds(
        which in any::<prop::sample::Index>(),
        end in any::<prop::sample::Index>(),
    ) {
        let file = which.get(&FILES);
        within_bounds(&file[..end.index(file.len())]);
    }
}
