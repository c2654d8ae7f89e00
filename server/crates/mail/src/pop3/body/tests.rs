use super::Body;
use proptest::prelude::*;

/// Feeds `stream` in pieces of these lengths, over and over, and answers the message and what
/// is left for the next answer.
fn feed(strict: bool, limit: u64, stream: &[u8], pieces: &[usize]) -> (Option<Vec<u8>>, Vec<u8>) {
    let mut body = Body::new(strict, limit, 0);
    let mut rest = stream;
    for piece in pieces.iter().cycle() {
        let (chunk, later) = rest.split_at((*piece).min(rest.len()));
        let (used, ended) = body.feed(chunk);
        if ended {
            return (body.finish(), [&chunk[used..], later].concat());
        }
        assert_eq!(used, chunk.len());
        assert!(!later.is_empty(), "the body has no end");
        rest = later;
    }
    unreachable!("there is a piece");
}

/// What a server makes of a message (RFC 1939, section 3), line by line.
fn stuff(message: &[u8]) -> Vec<u8> {
    let mut wire = Vec::new();
    let mut line_start = true;
    for (at, byte) in message.iter().enumerate() {
        if line_start && *byte == b'.' {
            wire.push(b'.');
        }
        wire.push(*byte);
        line_start = message[..=at].ends_with(b"\r\n");
    }
    if !line_start {
        wire.extend(b"\r\n");
    }
    wire.extend(b".\r\n");
    wire
}

/// Messages of the bytes that matter, and a few that do not.
fn messages() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        Just(b"\r\n".to_vec()),
        Just(b".".to_vec()),
        Just(b"\r".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r\n.".to_vec()),
        Just(b"\r\n.\r".to_vec()),
        Just(b"\n.\n".to_vec()),
        Just(b"x".to_vec()),
        Just(b"\0".to_vec()),
    ];
    prop::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat())
}

proptest! {
    #[test]
    fn any_split_of_the_stream_gives_the_same_message(
        message in messages(),
        pieces in prop::collection::vec(1_usize..9, 1..20),
        after in messages(),
    ) {
        let stream = [stuff(&message), after.clone()].concat();
        let mut expected = message;
        if !expected.is_empty() && !expected.ends_with(b"\r\n") {
            expected.extend(b"\r\n");
        }
        let whole = feed(true, 1000, &stream, &[stream.len()]);
        let split = feed(true, 1000, &stream, &pieces);
        prop_assert_eq!(&whole, &split);
        prop_assert_eq!(whole, (Some(expected), after));
    }

    #[test]
    fn the_limit_is_kept_to_the_byte_however_the_stream_is_split(
        message in messages(),
        pieces in prop::collection::vec(1_usize..9, 1..20),
        limit in 0_u64..60,
    ) {
        let message = [message, b"\r\n".to_vec()].concat();
        let (kept, rest) = feed(true, limit, &stuff(&message), &pieces);
        prop_assert_eq!(kept, (message.len() as u64 <= limit).then_some(message));
        prop_assert_eq!(rest, Vec::<u8>::new());
    }
}

#[test]
fn where_lines_end_in_lf_a_dot_and_lf_end_the_message() {
    let stream = b"..a\n.b\n..\nc\n.\nrest";
    for piece in 1..stream.len() {
        let (message, rest) = feed(false, 100, stream, &[piece]);
        assert_eq!(message.as_deref(), Some(b".a\nb\n.\nc\n".as_slice()), "pieces of {piece}");
        assert_eq!(rest, b"rest", "pieces of {piece}");
    }
}

#[test]
fn an_empty_message_is_a_message() {
    assert_eq!(feed(true, 100, b".\r\n", &[1]), (Some(Vec::new()), Vec::new()));
}

#[test]
fn a_large_message_gets_its_room_once() {
    let mut body = Body::new(true, 1 << 30, 1 << 25);
    body.feed(&vec![b'x'; 1 << 20]);
    body.trust(1 << 25);
    assert_eq!(body.kept.capacity(), 1 << 25);
    let mut small = Body::new(true, 1 << 30, 1 << 40);
    small.feed(b"x");
    small.trust(1 << 40);
    assert!(small.kept.capacity() <= 1 << 20, "a word about the size is not worth memory yet");
}
