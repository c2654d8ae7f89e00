//! What a server may do wrong, and what comes of it: one row each.

use super::provider::{Told, pass};
use crate::pop3::{Pipelining, Pop3Error};
use testpeers::{Fault, Mailbox};

fn source(n: u8) -> Vec<u8> {
    format!("Subject: {n}\r\n\r\n.\r\n..dots {n}\r\n").into_bytes()
}

fn three() -> Mailbox {
    with_ids([b"one", b"two", b"three"])
}

fn with_ids(ids: [&[u8]; 3]) -> Mailbox {
    Mailbox::new(ids.iter().zip(1..).map(|(uid, n)| (uid.to_vec(), source(n))))
}

/// `collected, skipped, remarks, left at the server: how it ended`.
fn summary(told: &Told, mailbox: &Mailbox) -> String {
    let mut collected: Vec<u32> = told.messages.iter().map(|(number, _)| *number).collect();
    // What was refused in haste comes last.
    collected.sort_unstable();
    let end = match &told.error {
        None => "well",
        Some(Pop3Error::Unreachable(_)) => "unreachable",
        Some(Pop3Error::Tls(_)) => "tls",
        Some(Pop3Error::Authentication(_)) => "authentication",
        Some(Pop3Error::Busy(_)) => "busy",
        Some(Pop3Error::Temporary(_)) => "temporary",
        Some(Pop3Error::Permanent(_)) => "permanent",
        Some(Pop3Error::Dropped(_)) => "dropped",
        Some(Pop3Error::Timeout(_)) => "timeout",
        Some(Pop3Error::Protocol(_)) => "protocol",
        Some(Pop3Error::Sink(_) | Pop3Error::Spool(_)) => "sink",
    };
    let (skipped, remarks, left) = (&told.skipped, told.remarks.len(), mailbox.letters.len());
    format!("{collected:?} {skipped:?} {remarks} {left}: {end}")
}

const WELL: &str = "[1, 2, 3] [] 0 0: well";

#[tokio::test(start_paused = true)]
#[expect(clippy::too_many_lines, reason = "a table")]
async fn each_fault_has_its_outcome_and_one_bad_message_or_line_never_blocks_the_others() {
    use Fault::{
        BareLf, Cut, KeepsAll, NoPipelining, Odd, Refuses, RefusesEarly, Says, Size, Stall,
    };
    let odd = |line: &[u8]| three().with([Odd(1, line.to_vec())]);
    let says = |asked, words: &[u8]| three().with([Says(asked, words.to_vec())]);
    let all_printable: Vec<u8> = (0x21..=0x7e).collect();
    let large = [b"+OK\r\n".to_vec(), b"x\r\n".repeat(5_000), b".\r\n".to_vec()].concat();
    let endless = [b"+OK\r\n".to_vec(), b"x\r\n".repeat(200_000)].concat();
    let table: Vec<(&str, Mailbox, &str)> = vec![
        ("nothing", three(), WELL),
        ("no CAPA", three().with([Refuses("CAPA", "unknown")]), WELL),
        ("no PIPELINING", three().with([NoPipelining]), WELL),
        // Ids.
        ("no UIDL", three().with([Refuses("UIDL", "unknown")]), WELL),
        ("no UIDL and no PIPELINING", three().with([Refuses("UIDL", ""), NoPipelining]), WELL),
        (
            "no UIDL and TOP for some only",
            three().with([Refuses("UIDL", ""), Refuses("TOP 2", "damaged")]),
            "[1, 3] [] 1 1: well",
        ),
        (
            "no UIDL and no TOP",
            three().with([Refuses("UIDL", ""), Refuses("TOP", "")]),
            "[] [] 0 3: protocol",
        ),
        (
            "no UIDL and no LIST",
            three().with([Refuses("UIDL", ""), Refuses("LIST", "")]),
            "[] [] 0 3: protocol",
        ),
        ("an id twice", with_ids([b"one", b"one", b"three"]), "[1, 2, 3] [] 1 0: well"),
        ("an id for all", with_ids([b"one", b"one", b"one"]), "[1, 2, 3] [] 2 0: well"),
        (
            "an id twice and no TOP",
            with_ids([b"one", b"one", b"three"]).with([Refuses("TOP", "")]),
            "[3] [] 3 2: well",
        ),
        (
            "a message twice",
            Mailbox::new([(b"a".to_vec(), source(1)), (b"a".to_vec(), source(1))]),
            "[1, 2] [] 1 0: well",
        ),
        ("every printable byte in an id", with_ids([&all_printable, b"~", b"!"]), WELL),
        ("bytes that no id may have", with_ids([b"a b", b"\x80\xff", b"\x01"]), WELL),
        ("ids that are like the end", with_ids([b".", b"..", b"+OK"]), WELL),
        ("ids that are numbers", with_ids([b"1", b"2 2", b"-ERR"]), WELL),
        ("overlong ids", with_ids([&b"u".repeat(71), &b"u".repeat(3000), b"u"]), WELL),
        (
            "an id that is far too long",
            with_ids([b"one", &b"u".repeat(100_000), b"three"]),
            "[1, 3] [] 2 1: well",
        ),
        ("an endless id", with_ids([b"one", &b"u".repeat(300_000), b"u"]), "[] [] 0 3: protocol"),
        // Lines of listings.
        ("an empty line", odd(b""), "[1, 2, 3] [] 1 0: well"),
        ("words", odd(b"what is this"), "[1, 2, 3] [] 1 0: well"),
        ("binary", odd(b"\x00\xff\xfe 1"), "[1, 2, 3] [] 1 0: well"),
        ("a number without an id", odd(b"2"), "[1, 2, 3] [] 1 0: well"),
        ("message zero", odd(b"0 zero"), "[1, 2, 3] [] 1 0: well"),
        ("a negative number", odd(b"-1 minus"), "[1, 2, 3] [] 1 0: well"),
        ("a number out of range", odd(b"4294967296 big"), "[1, 2, 3] [] 1 0: well"),
        ("a number with many digits", odd(&b"9".repeat(4000)), "[1, 2, 3] [] 1 0: well"),
        ("a message that is not there", odd(b"4294967295 no"), "[1, 2, 3] [4294967295] 0 0: well"),
        ("a message listed twice", odd(b"1 other"), "[1, 2, 3] [] 1 0: well"),
        ("a status among the ids", odd(b"-ERR"), "[1, 2, 3] [] 1 0: well"),
        ("an early end of the ids", odd(b"."), "[] [] 0 3: protocol"),
        // Sizes.
        ("no LIST", three().with([Refuses("LIST", "no")]), "[1, 2, 3] [] 1 0: well"),
        ("all sizes nothing", three().with([Size(0)]), WELL),
        ("all sizes too small", three().with([Size(1)]), WELL),
        ("all sizes over the limit", three().with([Size(39_999)]), WELL),
        ("all sizes absurd", three().with([Size(u64::MAX)]), "[] [1, 2, 3] 0 3: well"),
        ("sizes instead of ids", says("UIDL", b"+OK\r\n1 9\r\n.\r\n"), "[1] [] 2 2: well"),
        // Messages.
        ("lines end in LF", three().with([BareLf]), WELL),
        ("a damaged message", three().with([Refuses("RETR 2", "bad")]), "[1, 3] [2] 0 1: well"),
        ("no message comes", three().with([Refuses("RETR", "")]), "[] [1, 2, 3] 0 3: well"),
        ("a large message", says("RETR 2", &large), "[1, 3] [2] 0 1: well"),
        ("an endless message", says("RETR 2", &endless), "[1] [2] 0 3: protocol"),
        ("an empty message", says("RETR 2", b"+OK\r\n.\r\n"), WELL),
        ("garbage", says("RETR 2", b"\x00\x01\x02\r\n"), "[1] [] 0 3: protocol"),
        ("a status that is none", says("RETR 2", b"OK\r\n"), "[1] [] 0 3: protocol"),
        ("an empty status", says("RETR 2", b"\r\n"), "[1] [] 0 3: protocol"),
        ("refuses what comes early", three().with([RefusesEarly]), WELL),
        // The end.
        ("keeps a message", three().with([Refuses("DELE 2", "no")]), "[1, 2, 3] [] 0 1: well"),
        ("keeps all", three().with([KeepsAll]), "[1, 2, 3] [] 0 3: protocol"),
        // Refusals with a code.
        ("in use", three().with([Refuses("PASS", "[IN-USE]")]), "[] [] 0 3: busy"),
        ("too soon", three().with([Refuses("PASS", "[LOGIN-DELAY]")]), "[] [] 0 3: busy"),
        ("a passing fault", three().with([Refuses("PASS", "[SYS/TEMP]")]), "[] [] 0 3: temporary"),
        ("a lasting fault", three().with([Refuses("PASS", "[SYS/PERM]")]), "[] [] 0 3: permanent"),
        ("a password", three().with([Refuses("PASS", "[AUTH]")]), "[] [] 0 3: authentication"),
        ("no words", three().with([Refuses("PASS", "")]), "[] [] 0 3: authentication"),
        ("no listing now", three().with([Refuses("UIDL", "[SYS/TEMP]")]), "[] [] 0 3: temporary"),
        (
            "no end now",
            three().with([Refuses("QUIT", "[SYS/TEMP]")]),
            "[1, 2, 3] [] 0 3: temporary",
        ),
        // Silence.
        ("says nothing", three().with([Stall(0)]), "[] [] 0 3: timeout"),
        ("stops in the middle", three().with([Stall(250)]), "[1, 2] [] 0 3: timeout"),
        ("hangs up in the middle", three().with([Cut(250)]), "[1, 2] [] 0 3: dropped"),
    ];
    for (what, mailbox, expected) in table {
        for (lengths, room) in [(vec![1], 1), (vec![7, 1, 3], 16), (vec![100_000], 1 << 20)] {
            let mut mailbox = mailbox.clone();
            let (told, _) = pass(&mut mailbox, &lengths, room).await;
            let now = summary(&told, &mailbox);
            assert_eq!(now, expected, "{what}, in pieces of {lengths:?}: {told:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn only_servers_that_fail_at_pipelining_are_said_to() {
    for (fault, expected) in [
        (Fault::RefusesEarly, Pipelining::Failed),
        (Fault::ForgetsEarly, Pipelining::Failed),
        (Fault::NoPipelining, Pipelining::Off),
        (Fault::Refuses("RETR 2", "damaged"), Pipelining::On),
        (Fault::Refuses("UIDL", "unknown"), Pipelining::On),
    ] {
        let (told, _) = pass(&mut three().with([fault.clone()]), &[100_000], 1 << 20).await;
        assert_eq!(told.pipelining, expected, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_cut_or_stalled_at_any_byte_of_a_session_loses_and_invents_nothing() {
    let whole = pass(&mut three(), &[100_000], 1 << 20).await.1;
    for after in 0..whole.len() {
        for fault in [Fault::Cut(after), Fault::Stall(after)] {
            let mut mailbox = three().with([fault.clone()]);
            let (told, _) = pass(&mut mailbox, &[5, 1, 64], 1 << 10).await;
            match told.error {
                Some(Pop3Error::Dropped(_) | Pop3Error::Timeout(_)) => {}
                ref other => panic!("{fault:?}: {other:?}"),
            }
            assert!(told.deleted.is_empty(), "{fault:?}: nothing was confirmed");
            for (number, source) in &told.messages {
                assert_eq!(*source, self::source(u8::try_from(*number).unwrap()), "{fault:?}");
            }
            // Where the server has deleted, and was cut off when it said so, all is here.
            assert!(mailbox.letters.len() == 3 || told.messages.len() == 3, "{fault:?}");
        }
    }
    let (told, _) = pass(&mut three().with([Fault::Cut(whole.len())]), &[9], 1 << 10).await;
    assert!(told.error.is_none() && told.deleted == [1, 2, 3], "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn two_sides_that_talk_at_once_never_wait_for_each_other() {
    // Far more than fits into the network, in both directions: the server answers before it
    // reads on.
    let letters = (0..2_000).map(|n: u32| (n.to_string().into_bytes(), vec![b'x'; 500]));
    let mut mailbox = Mailbox::new(letters);
    let (told, _) = pass(&mut mailbox, &[100_000], 64).await;
    assert!(told.error.is_none(), "{:?}", told.error);
    assert_eq!((told.messages.len(), told.deleted.len()), (2_000, 2_000));
}
