use super::*;
use proptest::prelude::*;

const SOURCE: &str = "Subject: Lunch\r\n\r\nShall we meet at the café?\r\n\r\n-- \r\nGrace\r\n";
const TEXT: &str = "Shall we meet at the café?\n\n-- \nGrace\n";

fn compressed(bytes: &[u8]) -> Vec<u8> {
    compression::compress(bytes).expect("compressed")
}

fn beside(text: &str, source: &[u8]) -> Vec<u8> {
    packed_beside(text, source).expect("packed")
}

#[test]
fn a_text_that_stands_in_its_source_is_kept_as_its_place() {
    let kept = beside(TEXT, SOURCE.as_bytes());
    assert_eq!(i64::try_from(kept.len()), Ok(LENGTH));
    assert_eq!(text_of(&kept, Some(&compressed(SOURCE.as_bytes()))), TEXT);
}

#[test]
fn a_text_that_does_not_is_kept_itself() {
    let encoded = b"Content-Transfer-Encoding: base64\r\n\r\nU2hhbGwgd2UgbWVldD8=\r\n";
    let kept = beside("Shall we meet?", encoded);
    assert_eq!(text_of(&kept, None), "Shall we meet?");
}

#[test]
fn a_text_far_into_a_large_source_is_kept_itself() {
    let source = format!("{}{TEXT}", "line\r\n".repeat(20_000));
    assert_eq!(text_of(&beside(TEXT, source.as_bytes()), None), TEXT);
}

#[test]
fn of_a_source_that_is_gone_or_another_there_is_no_text_and_nothing_worse() {
    let kept = beside(TEXT, SOURCE.as_bytes());
    assert_eq!(text_of(&kept, None), "");
    for other in [&b"short"[..], b"", &compressed(b"short"), &compressed(&[0xff; 200])] {
        assert_eq!(text_of(&kept, Some(other)), "");
    }
    assert_eq!(text_of(&kept[..5], Some(&compressed(SOURCE.as_bytes()))), "");
}

proptest! {
    #[test]
    fn every_text_comes_back_whatever_its_source(
        head in "[a-z: \r\n]{0,40}",
        text in "[a-zé東\r\n ]{0,200}",
        is_there in any::<bool>(),
    ) {
        let body = if is_there { text.replace('\n', "\r\n") } else { String::new() };
        let source = format!("{head}{body}");
        let kept = beside(&text, source.as_bytes());
        prop_assert_eq!(text_of(&kept, Some(&compressed(source.as_bytes()))), text);
    }

    #[test]
    fn no_bytes_are_too_odd_to_be_read(
        kept in prop::collection::vec(any::<u8>(), 0..20),
        source in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        text_of(&kept, Some(&source));
        text_of(&[&[PIECE], &kept[..]].concat(), Some(&compressed(&source)));
    }
}
