//! What poppler finds in a PDF is found here, too.

use crate::support::{fixtures, read};
use std::{collections::HashSet, path::Path, process::Command};

/// What pdftotext writes; none, loudly, when it is not installed.
#[expect(clippy::disallowed_methods, reason = "the second opinion is another program")]
fn poppler(path: &Path) -> Option<String> {
    let Ok(output) = Command::new("pdftotext").arg(path).arg("-").output() else {
        eprintln!("\n*** SKIPPED: no pdftotext to compare with ***\n");
        return None;
    };
    assert!(output.status.success(), "{}", path.display());
    String::from_utf8(output.stdout).ok()
}

fn words(text: &str) -> HashSet<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1).collect()
}

#[test]
fn the_words_are_those_that_poppler_finds() {
    for folder in ["documents", "demo/files"] {
        for file in std::fs::read_dir(fixtures().join(folder)).unwrap() {
            let path = file.unwrap().path();
            let is_pdf = path.extension().is_some_and(|ending| ending == "pdf");
            let Ok(ours) = read(&std::fs::read(&path).unwrap()) else { continue };
            let Some(theirs) = is_pdf.then(|| poppler(&path)).flatten() else { continue };
            let ours = ours.replace('ﬁ', "fi");
            let (ours, theirs) = (words(&ours), words(&theirs));
            let missing: Vec<_> = theirs.difference(&ours).collect();
            // Of Japanese, poppler has maps only where its data is installed.
            let is_japanese = |word: &&&str| word.chars().any(|c| c > '\u{2E80}');
            let more: Vec<_> = ours.difference(&theirs).filter(|word| !is_japanese(word)).collect();
            assert!(
                missing.is_empty() && more.is_empty(),
                "{}: {missing:?}, {more:?}",
                path.display()
            );
        }
    }
}
