use super::{Outline, Outliner};
use crate::parse::extract;
use base64::{Engine, engine::general_purpose::STANDARD};
use proptest::prelude::*;

/// The outline of a message that comes in pieces of these lengths, over and over.
fn outline(mut outliner: Outliner, message: &[u8], pieces: &[usize]) -> Outline {
    let mut rest = message;
    for piece in pieces.iter().cycle() {
        let (chunk, later) = rest.split_at((*piece).min(rest.len()));
        outliner.feed(chunk);
        rest = later;
        if rest.is_empty() {
            break;
        }
    }
    outliner.finish()
}

/// A part's header and its body, of so many bytes in lines.
fn part(encoding: &str, bytes: &[u8]) -> String {
    let lines = |text: &str, length: usize| -> String {
        let chars: Vec<char> = text.chars().collect();
        chars.chunks(length).map(|line| line.iter().collect::<String>() + "\r\n").collect()
    };
    let body = match encoding {
        "base64" => lines(&STANDARD.encode(bytes), 76),
        "quoted-printable" => {
            let escape = format!("={:02X}", bytes.first().copied().unwrap_or_default());
            bytes.chunks(20).map(|line| escape.repeat(line.len()) + "=\r\n").collect()
        }
        _ => lines(&bytes.iter().map(|byte| char::from(b'a' + byte % 26)).collect::<String>(), 50),
    };
    format!(
        "Content-Type: application/octet-stream; name=\"{encoding}.bin\"\r\n\
         Content-Transfer-Encoding: {encoding}\r\n\r\n{body}"
    )
}

fn message(parts: &[String]) -> String {
    let mut message = "Subject: Files\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
                       --b\r\n\r\nHello.\r\n"
        .to_owned();
    for part in parts {
        message.push_str("--b\r\n");
        message.push_str(part);
        // The line end before it is the delimiter's.
        message.push_str("\r\n");
    }
    message + "--b--\r\n"
}

proptest! {
    #[test]
    fn an_outline_tells_of_all_parts_what_the_message_does(
        parts in prop::collection::vec(
            (prop::sample::select(vec!["base64", "quoted-printable", "8bit"]), 0_usize..3000),
            0..6,
        ),
        kept in 150_usize..900,
        pieces in prop::collection::vec(1_usize..500, 1..9),
    ) {
        let parts: Vec<String> = parts
            .iter()
            .map(|(encoding, size)| part(encoding, &vec![7; *size]))
            .collect();
        let inner = format!("Content-Type: message/rfc822\r\n\r\n{}", message(&parts));
        let nested = message(&[parts.clone(), vec![inner]].concat());
        for message in [message(&parts), nested] {
            let outline = outline(Outliner::new(kept, 1 << 20), message.as_bytes(), &pieces);
            let (seen, whole) = (outline.extract(), extract(message.as_bytes()));
            prop_assert_eq!(&seen.attachments, &whole.attachments);
            prop_assert_eq!((&seen.subject, &seen.snippet), (&whole.subject, &whole.snippet));
        }
    }

    #[test]
    fn it_does_not_matter_in_which_pieces_a_message_comes(
        tokens in prop::collection::vec(
            prop::sample::select(vec!["\r\n", "\n", "\r", "-", "--", "--b", "text", "=3D", "=", ""]),
            0..60,
        ),
        pieces in prop::collection::vec(1_usize..9, 1..9),
    ) {
        let message = tokens.concat();
        let all = outline(Outliner::new(10, 100), message.as_bytes(), &[message.len().max(1)]);
        let split = outline(Outliner::new(10, 100), message.as_bytes(), &pieces);
        prop_assert_eq!(&all.bytes, &split.bytes);
        let left_out = |outline: &Outline| format!("{:?}", outline.gaps);
        prop_assert_eq!(left_out(&all), left_out(&split));
        let missing: usize = all.gaps.iter().map(|gap| gap.left_out.raw).sum();
        prop_assert_eq!(all.bytes.len() + missing, message.len(), "every byte is accounted for");
    }

    #[test]
    fn a_message_of_modest_parts_is_its_own_outline(message in "[-a\r\n:]{0,300}") {
        let outline = outline(Outliner::new(1 << 10, 1 << 10), message.as_bytes(), &[7]);
        prop_assert_eq!(outline.bytes(), message.as_bytes());
        prop_assert!(outline.gaps.is_empty());
    }
}

#[test]
fn memory_is_bounded_for_delimiters_without_end_and_for_a_line_without_end() {
    for line in ["--\r\n", "--b\r\n--b--\r\n", "x", "\r", "\n", "-"] {
        let outline = outline(Outliner::new(100, 1000), line.repeat(100_000).as_bytes(), &[999]);
        // A piece of a line may still come behind what is the most.
        assert!(outline.bytes().len() <= 1000 + 100 + 999, "{line:?}: {}", outline.bytes().len());
        outline.extract();
    }
}

#[test]
fn uuencoded_files_have_about_their_size() {
    let line = format!("M{}\r\n", "A".repeat(60));
    let body = format!("begin 644 a.bin\r\n{}`\r\nend\r\n", line.repeat(1000));
    let message = format!(
        "Content-Type: application/x-x\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n{body}"
    );
    let outline = outline(Outliner::new(500, 1 << 20), message.as_bytes(), &[100]);
    let size = outline.extract().attachments[0].size;
    assert!((44_000..46_000).contains(&size), "{size}");
}
