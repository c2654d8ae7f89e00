//! Hostile and ordinary HTML. The result is judged by parsing it, never by comparing strings.

#[path = "../corpus/files.rs"]
#[expect(dead_code, reason = "shared with the corpus tests, which use all of it")]
mod files;
mod judge;
mod vectors;

use mail::{
    parse,
    sanitise::{self, Policy},
};
use std::time::{Duration, Instant};

/// A message that carries `html`.
fn message(html: &str) -> Vec<u8> {
    let header = "From: a@b.test\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
                  Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
    [header.as_bytes(), html.as_bytes()].concat()
}

fn shown(html: &str, remote: bool) -> parse::Frame {
    parse::frame(&message(html), remote, &|n| format!("/messages/1/parts/{n}"))
}

#[test]
fn no_vector_does_anything() {
    let Some(vectors) = vectors::all() else { return };
    let mut faults = Vec::new();
    for vector in &vectors {
        for remote in [false, true] {
            let began = Instant::now();
            let document = shown(&vector.html, remote).document;
            let took = began.elapsed();
            if took > Duration::from_secs(20) {
                faults.push(format!("{}: took {took:?}", vector.name));
            }
            faults.extend(
                judge::document(&document, remote)
                    .into_iter()
                    .map(|fault| format!("{} (remote {remote}): {fault}", vector.name)),
            );
        }
    }
    println!("{} vectors", vectors.len());
    assert!(vectors.len() > 600);
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn cleaning_what_is_clean_changes_nothing() {
    let Some(vectors) = vectors::all() else { return };
    let policy = Policy { remote_images: true, ..Policy::default() };
    let mut faults = Vec::new();
    for vector in vectors.iter().filter(|vector| vector.html.len() < 100_000) {
        let once = sanitise::clean(&vector.html, &policy);
        let twice = sanitise::clean(&once.html, &policy);
        if once.html != twice.html {
            faults.push(format!("{}:\n  {}\n  {}", vector.name, once.html, twice.html));
        }
        let sheet = format!("<style>{}</style>", once.css);
        let again = sanitise::clean(&sheet, &policy);
        if once.css != again.css {
            faults.push(format!("{} style:\n  {}\n  {}", vector.name, once.css, again.css));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn all_html_of_the_corpus_is_harmless() {
    let Some(messages) = files::messages() else { return };
    let mut faults = Vec::new();
    for file in &messages {
        let document =
            parse::frame(&file.bytes, false, &|n| format!("/messages/1/parts/{n}")).document;
        let found = judge::document(&document, false);
        faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", file.path)));
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn ordinary_designs_keep_their_words_tables_colours_and_media_queries() {
    let Some(corpus) = files::corpus() else { return };
    let mut seen = 0;
    for entry in std::fs::read_dir(corpus.join("html/ordinary")).expect("ordinary designs") {
        let path = entry.expect("an entry").path();
        let html = std::fs::read_to_string(&path).expect("text");
        let name = path.display();
        let document = shown(&html, true).document;
        let (before, after) = (judge::Design::of(&html), judge::Design::of(&document));
        assert_eq!(before.words, after.words, "{name}: words");
        assert_eq!(before.tables, after.tables, "{name}: table cells");
        assert_eq!(before.links, after.links, "{name}: links");
        assert_eq!(before.pictures, after.pictures, "{name}: pictures");
        assert!(after.classes >= before.classes, "{name}: classes");
        assert_eq!(before.widths, after.widths, "{name}: widths, alignments, colours");
        let kept = judge::declarations(&document) * 100 / judge::declarations(&html).max(1);
        println!("{name}: {kept} % of the declarations kept");
        assert!(kept >= 80, "{name}: only {kept} % of the declarations are left");
        assert_eq!(html.contains("@media"), document.contains("@media"), "{name}: media queries");
        seen += 1;
    }
    assert!(seen >= 5);
}
