use super::*;
use crate::words::phrase;
use proptest::prelude::*;

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
    shown(&mark(text, &phrases))
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
    let snippet = shown(&around(&text, &[needle]).expect("a match"));
    assert!(snippet.starts_with("… hay"), "{snippet}");
    assert!(snippet.contains("[needle]"), "{snippet}");
    assert!(snippet.len() < 250, "{snippet}");
}

#[test]
fn a_query_marks_what_is_found_by_it_where_it_is_looked_for() {
    let query = "red -green from:blue subject:car body:paint in:inbox (old OR new) \"two words\"";
    let marks = Marks::of(&model::search::parse(query, 0).query);
    let text = "red green blue car paint inbox old new two words";
    assert_eq!(
        shown(&marks.subject(text)),
        "[red] green blue [car] paint inbox [old] [new] [two words]"
    );
    assert_eq!(
        shown(&marks.text(text)),
        "[red] green blue car [paint] inbox [old] [new] [two words]"
    );
    assert!(!marks.is_textless());
    assert!(Marks::of(&model::search::parse("from:ada -draft is:unread", 0).query).is_textless());
}

#[test]
fn a_text_of_nothing_but_matches_is_marked_a_thousand_times() {
    let marks = Marks::of(&model::search::parse("a", 0).query);
    let text = "a ".repeat(5000);
    let spans = marks.text(&text);
    assert_eq!(spans.iter().filter(|span| span.mark).count(), MOST);
    assert_eq!(Span::text(&spans), text);
}

proptest! {
    #[test]
    fn the_first_match_is_the_same_however_it_is_sought(
        text in "([aAbB12é東 .-]{0,4}|ab|Ab-b|a{38,42}){0,12}",
        typed in prop::collection::vec("(a|b|ab|é|東|a{38,42})([ -](a|b|ab)){0,2}[*]?", 1..4),
    ) {
        let phrases: Vec<Phrase> = typed
            .iter()
            .filter_map(|typed| phrase(typed.trim_end_matches('*'), typed.ends_with('*')))
            .collect();
        let sought = ascii::first(&text, &phrases);
        let found = first(&text, &phrases);
        if text.is_ascii() || sought.is_some() {
            prop_assert_eq!(sought, found);
        }
    }
}
