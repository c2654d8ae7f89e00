//! Any mailbox, any faults, any splits, against what the mailbox really holds.

use super::provider::{limits, pass};
use proptest::prelude::*;
use testpeers::{Fault, Mailbox};

/// Messages of the bytes that matter.
fn source() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        4 => Just(b"\r\n".to_vec()),
        4 => Just(b".".to_vec()),
        2 => Just(b"Subject: a\r\n".to_vec()),
        2 => Just(b"\r\n.\r\n+OK\r\n".to_vec()),
        1 => Just(b"\r".to_vec()),
        1 => Just(b"\n.\n".to_vec()),
        1 => Just(b"-ERR\r\n".to_vec()),
        2 => prop::collection::vec(any::<u8>(), 0..30),
        1 => Just(vec![b'x'; 6_000]),
    ];
    prop::collection::vec(token, 0..12)
        .prop_map(|tokens| [tokens.concat(), b"\r\n".to_vec()].concat())
}

/// Ids as RFC 1939 has them, so few that some mean two messages.
fn uid() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(b"same".to_vec()),
        prop::collection::vec(0x21_u8..=0x7e, 1..=3),
        prop::collection::vec(0x21_u8..=0x7e, 70),
    ]
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        (0_usize..6_000).prop_map(Fault::Cut),
        (0_usize..6_000).prop_map(Fault::Stall),
        Just(Fault::Refuses("RETR 1", "damaged")),
        Just(Fault::Refuses("RETR 3", "damaged")),
        Just(Fault::Refuses("DELE 2", "no")),
        Just(Fault::Refuses("UIDL", "unknown")),
        Just(Fault::Refuses("LIST", "unknown")),
        Just(Fault::Refuses("TOP", "unknown")),
        Just(Fault::Refuses("CAPA", "unknown")),
        Just(Fault::RefusesEarly),
        Just(Fault::ForgetsEarly),
        Just(Fault::NoPipelining),
        Just(Fault::KeepsAll),
        any::<u64>().prop_map(Fault::Size),
        (0_usize..4, prop::collection::vec(any::<u8>(), 0..20)).prop_map(|(place, mut line)| {
            // Neither an end nor two lines nor an id for another message.
            line.retain(|byte| *byte != b'\n' && *byte != b'.' && !byte.is_ascii_digit());
            Fault::Odd(place, line)
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_is_reported_is_what_the_mailbox_holds_and_nothing_else_is_deleted(
        letters in prop::collection::vec((uid(), source()), 0..8),
        faults in prop::collection::vec(fault(), 0..3),
        lengths in prop::collection::vec(prop_oneof![Just(1_usize), 1_usize..50, Just(70_000)], 1..10),
        room in prop_oneof![1_usize..20, Just(1_usize << 16)],
    ) {
        let whole = Mailbox::new(letters).with(faults);
        let mut mailbox = whole.clone();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let (told, _) = runtime.block_on(pass(&mut mailbox, &lengths, room));

        // Each message at most once, byte for byte, and none over the limit.
        let mut numbers: Vec<u32> = told.messages.iter().map(|(number, _)| *number).collect();
        numbers.extend(&told.skipped);
        numbers.sort_unstable();
        prop_assert!(numbers.windows(2).all(|two| two[0] != two[1]), "{:?}", numbers);
        for (number, source) in &told.messages {
            let letter = &whole.letters[*number as usize - 1];
            prop_assert_eq!(source, &letter.source);
            prop_assert!(source.len() as u64 <= limits().message);
        }
        // No two messages under one name.
        let mut uids: Vec<&str> = told.entries.iter().map(|entry| entry.uid.as_str()).collect();
        uids.sort_unstable();
        prop_assert!(uids.windows(2).all(|two| two[0] != two[1]), "{:?}", uids);
        // Gone from the server is only what is here, and all of it that was confirmed.
        let gone = whole.letters.len() - mailbox.letters.len();
        let here: Vec<_> = told.messages.iter().map(|(_, source)| source).collect();
        for letter in &whole.letters {
            prop_assert!(mailbox.letters.contains(letter) || here.contains(&&letter.source));
        }
        prop_assert!(told.deleted.is_empty() || told.deleted.len() == gone);
        // All is told where nothing went wrong.
        if told.error.is_none() {
            prop_assert_eq!(numbers.len(), told.entries.len());
            prop_assert_eq!(told.deleted.len(), gone);
        }
        if told.error.is_none() && told.remarks.is_empty() {
            prop_assert_eq!(told.entries.len(), whole.letters.len());
        }
    }
}
