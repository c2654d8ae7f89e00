use super::Body;
use proptest::prelude::*;

/// Feeds `stream` in pieces of these lengths, over and over, and answers the message and what
/// is left for the next answer.
fn feed(strict: bool, stream: &[u8], pieces: &[usize]) -> (Vec<u8>, Vec<u8>) {
    let (mut body, mut message) = (Body::new(strict), Vec::new());
    let mut rest = stream;
    for piece in pieces.iter().cycle() {
        let (chunk, later) = rest.split_at((*piece).min(rest.len()));
        let (used, ended) = body.feed(chunk, &mut message);
        if ended {
            assert_eq!(body.seen(), message.len() as u64);
            return (message, [&chunk[used..], later].concat());
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
        let whole = feed(true, &stream, &[stream.len()]);
        let split = feed(true, &stream, &pieces);
        prop_assert_eq!(&whole, &split);
        prop_assert_eq!(whole, (expected, after));
    }
}

#[test]
fn where_lines_end_in_lf_a_dot_and_lf_end_the_message() {
    let stream = b"..a\n.b\n..\nc\n.\nrest";
    for piece in 1..stream.len() {
        let (message, rest) = feed(false, stream, &[piece]);
        assert_eq!(message, b".a\nb\n.\nc\n", "pieces of {piece}");
        assert_eq!(rest, b"rest", "pieces of {piece}");
    }
}

#[test]
fn an_empty_message_is_a_message() {
    assert_eq!(feed(true, b".\r\n", &[1]), (Vec::new(), Vec::new()));
}
