use super::message;
use mail::parse::{self, limits};
use std::time::{Duration, Instant};

/// Everything that is done with a message; it must end soon.
fn read(source: &[u8]) -> model::Extract {
    let began = Instant::now();
    let extract = parse::extract(source);
    parse::content(source);
    parse::frame(source, false, &|n| n.to_string());
    let took = began.elapsed();
    assert!(took < Duration::from_secs(20), "took {took:?}");
    extract
}

#[test]
fn messages_in_messages_end_at_the_limit_and_their_words_are_found() {
    let source =
        "Content-Type: message/rfc822\n\n".repeat(20_000) + "Subject: deep\n\ndeep words\n";
    let extract = read(source.as_bytes());
    assert_eq!(extract.attachments.len(), 1);
    assert!(extract.text.len() <= limits::INDEXED_TEXT);
}

#[test]
fn multiparts_in_multiparts_end_at_the_limit() {
    let level = |n: u32| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n");
    let levels: Vec<String> = (0..5_000).map(level).collect();
    let source = levels.concat() + "\ndeep words\n";
    assert!(read(source.as_bytes()).text.contains("deep words"));
}

#[test]
fn parts_end_at_the_limit() {
    let body = "--b\nContent-Type: application/pdf\n\nx\n".repeat(50_000);
    let source = message("Content-Type: multipart/mixed; boundary=b", &body);
    assert_eq!(read(&source).attachments.len(), limits::PARTS - 1);
}

#[test]
fn unclosed_parts_do_not_cost_more_than_they_weigh() {
    let body = "--b\nContent-Type: multipart/mixed; boundary=nowhere\n\nx\n".repeat(20_000);
    read(&message("Content-Type: multipart/mixed; boundary=b", &body));
}

#[test]
fn long_headers_and_texts_are_cut_for_the_search() {
    let header = format!("To: {}\nSubject: x", "a@b.test, ".repeat(20_000));
    let extract = read(&message(&header, &"wörd ".repeat(1_000_000)));
    assert!(extract.to.len() <= limits::ADDRESSES);
    assert!(extract.text.len() <= limits::INDEXED_TEXT);
    assert!(extract.snippet.chars().count() <= limits::SNIPPET);
}

#[test]
fn long_text_is_shown_cut() {
    let source = message("Subject: x", &"word ".repeat(400_000));
    let model::Body::Text { cut, .. } = parse::content(&source).body else { panic!("text") };
    assert!(cut);
}

#[test]
fn style_that_never_ends_is_read_once() {
    let css = "@media screen{".repeat(2_000) + &"p{color:red}".repeat(2_000);
    read(&message(
        "Content-Type: text/html",
        &format!("<style>{css}</style><p style='{}'>x", "color:rgb(".repeat(5_000)),
    ));
}

#[test]
fn html_without_a_bottom_is_read_as_its_words() {
    let source =
        message("Content-Type: text/html", &format!("{}deep words", "<b>".repeat(200_000)));
    assert_eq!(read(&source).text, "deep words");
    let document = parse::frame(&source, false, &|n| n.to_string()).document;
    assert!(document.contains("deep words") && !document.contains("<b>"));
}
