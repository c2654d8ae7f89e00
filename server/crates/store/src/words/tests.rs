use super::*;

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
