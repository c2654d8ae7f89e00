use super::*;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

fn indexed(text: &str) -> String {
    let mut all = String::new();
    index_into(&mut all, text);
    all.trim_end().to_owned()
}

fn looked_for(text: &str) -> String {
    let phrase = phrase(text, false).expect("a word");
    let star = if phrase.prefix { "*" } else { "" };
    format!("{}{star}", phrase.words.join(" "))
}

#[test]
fn case_and_accents_fold() {
    assert_eq!(indexed("Élan STRASSE Straße Łódź Ærø"), "elan strasse strasse lodz aero");
    assert_eq!(indexed("e\u{301}lan ﬁne Ｆｕｌｌ"), "elan fine full");
    assert_eq!(indexed("ΣΊΣΥΦΟΣ σίσυφος"), "σισυφοσ σισυφοσ");
}

#[test]
fn addresses_and_file_names_fall_apart_at_their_signs() {
    assert_eq!(
        indexed("ada@pillarbox.test, report_2024-05.pdf"),
        "ada pillarbox test report 2024 05 pdf"
    );
}

#[test]
fn text_without_blanks_becomes_pairs_and_a_last_character() {
    assert_eq!(indexed("東京都"), "東京 京都 都");
    assert_eq!(indexed("第3回"), "第 3 回");
    assert_eq!(indexed("ｶﾅ"), indexed("カナ"));
}

#[test]
fn characters_in_parts_are_what_they_are_in_one() {
    for whole in ["회의 일정", "가각힣", "ガギ ぱ", "한국어 メール"] {
        let parts: String = whole.nfd().collect();
        assert_ne!(parts, whole);
        assert_eq!(indexed(&parts), indexed(whole), "{whole}");
        assert_eq!(looked_for(&parts), looked_for(whole), "{whole}");
        let places = |text: &str| -> Vec<String> {
            words(text).into_iter().map(|word| text[word.at].nfc().collect()).collect()
        };
        assert_eq!(places(&parts), places(whole), "{whole}");
    }
    assert_eq!(indexed("ｶﾞ"), indexed("ガ"));
    // Parts that make no whole stay as they are.
    assert_eq!(indexed("ㅋㅋ"), indexed("ㅋㅋ"));
    assert_eq!(indexed("\u{1112}\u{1112}"), "\u{1112}\u{1112} \u{1112}");
}

#[test]
fn a_piece_of_a_run_is_looked_for_by_its_pairs() {
    assert_eq!(looked_for("東京都"), "東京 京都");
    assert_eq!(looked_for("東"), "東*");
    assert_eq!(looked_for("東京3"), "東京 京 3");
    assert_eq!(looked_for("3東"), "3 東*");
}

#[test]
fn indic_words_keep_their_vowel_signs() {
    assert_eq!(indexed("हिन्दी"), "हिन्दी");
}

#[test]
fn a_very_long_word_is_cut_alike_in_index_and_query() {
    let long = "x".repeat(500);
    assert_eq!(indexed(&long), looked_for(&long));
    assert_eq!(indexed(&long).len(), LONGEST);
}

#[test]
fn words_know_where_they_stand() {
    let text = "An Élan 東京";
    let places: Vec<&str> = words(text).iter().map(|word| &text[word.at.clone()]).collect();
    assert_eq!(places, ["An", "Élan", "東京", "京"]);
}

/// As [`each_word`], without its short way for ASCII.
fn slowly(text: &str) -> Vec<(String, Range<usize>, bool)> {
    let (mut all, mut word, mut rest) = (Vec::new(), String::new(), 0);
    while rest < text.len() {
        let mut each = |word: &str, at, tail| {
            all.push((word.to_owned(), at, tail));
            true
        };
        rest = word_or_run(text, rest, &mut word, &mut each).expect("all of it");
    }
    all
}

proptest! {
    #[test]
    fn the_short_way_for_ascii_leads_to_the_same_words(
        text in "([a-cA-C0-2]{0,50}|[ .\r\n@_-]{1,3}|[\u{e9}\u{301}\u{ad}\u{df}\u{2014}]|[\u{6771}\u{4eac}]|\\PC){0,12}",
    ) {
        let words: Vec<_> =
            words(&text).into_iter().map(|word| (word.text, word.at, word.tail)).collect();
        prop_assert_eq!(words, slowly(&text));
    }
}
