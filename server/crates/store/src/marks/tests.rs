use super::*;
use crate::words::phrase;

fn shown(spans: &[Span]) -> String {
    spans
        .iter()
        .map(|span| if span.mark { format!("[{}]", span.text) } else { span.text.clone() })
        .collect()
}

fn marked(text: &str, typed: &[&str]) -> String {
    let phrases: Vec<Phrase> = typed
        .iter()
        .filter_map(|typed| phrase(typed.trim_end_matches('*'), typed.ends_with('*')))
        .collect();
    shown(&mark(text, &phrases.iter().collect::<Vec<_>>()))
}

#[test]
fn words_are_marked_whatever_their_case_and_accents() {
    assert_eq!(marked("Crème brûlée, CRÈME!", &["creme"]), "[Crème] brûlée, [CRÈME]!");
}

#[test]
fn a_phrase_is_marked_as_one_and_only_as_a_whole() {
    assert_eq!(marked("a red red car, red paint", &["red car"]), "a red [red car], red paint");
}

#[test]
fn a_beginning_marks_the_whole_word() {
    assert_eq!(marked("reporting a port", &["rep*"]), "[reporting] a port");
}

#[test]
fn text_without_blanks_is_marked_where_the_piece_stands() {
    assert_eq!(marked("東京都の天気", &["京都"]), "東[京都]の天気");
    assert_eq!(marked("東京都の天気", &["東京都"]), "[東京都]の天気");
    assert_eq!(marked("東京都の天気", &["天"]), "東京都の[天]気");
    assert_eq!(marked("東京都の天気", &["気"]), "東京都の天[気]");
}

#[test]
fn a_snippet_begins_shortly_before_its_match() {
    let text = format!("{} needle {}", "hay ".repeat(100), "straw ".repeat(100));
    let needle = phrase("needle", false).expect("a word");
    let snippet = shown(&around(&text, &[&needle]).expect("a match"));
    assert!(snippet.starts_with("… hay"), "{snippet}");
    assert!(snippet.contains("[needle]"), "{snippet}");
    assert!(snippet.len() < 250, "{snippet}");
}
