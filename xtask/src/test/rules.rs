//! Who may know whom. Cargo enforces most of it; the rest is looked up here.

use super::Tally;
use crate::{run, workspace};
use anyhow::{Context, Result};
use std::{fs, path::Path};

/// A package, what is asked of `cargo tree` besides its name, and what it must not depend on,
/// however indirectly.
const TREES: [(&str, &[&str], &[&str]); 4] = [
    (
        "app",
        &["--target", "wasm32-unknown-unknown", "--no-default-features", "--features", "hydrate"],
        &["sqlx", "tokio", "mio", "axum", "lettre", "store", "mail", "server"],
    ),
    ("model", &[], &["leptos", "sqlx", "tokio", "axum"]),
    ("store", &[], &["app", "mail", "server", "leptos", "axum"]),
    ("mail", &[], &["app", "store", "server", "leptos", "axum", "sqlx"]),
];

/// A text, and the only place where a Rust file may hold it.
const PLACES: [(&str, &str); 2] =
    [("sqlx::", "server/crates/store/"), ("IntoResponse for", "server/src/http/error.rs")];

/// A file that grows beyond this hides its story.
const LONGEST_FILE: usize = 500;

/// Each rule is one test.
pub fn check() -> Result<Tally> {
    let mut tally = Tally::default();
    for (package, arguments, banned) in TREES {
        tally += verdict(
            &format!("dependencies of {package}"),
            &banned_in_tree(package, arguments, banned)?,
        );
    }
    let files = rust_files()?;
    for (text, place) in PLACES {
        tally +=
            verdict(&format!("`{text}` only in {place}"), &found_elsewhere(&files, text, place));
    }
    tally += verdict(&format!("no file over {LONGEST_FILE} lines"), &too_long(&files));
    Ok(tally)
}

fn verdict(rule: &str, against: &[String]) -> Tally {
    if against.is_empty() {
        return Tally::PASSED;
    }
    eprintln!("{rule}: broken by {}", against.join(", "));
    Tally::FAILED
}

fn banned_in_tree(package: &str, arguments: &[&str], banned: &[&str]) -> Result<Vec<String>> {
    let mut tree = run::cargo();
    tree.args(["tree", "--package", package, "--edges", "normal", "--prefix", "none"])
        .args(["--format", "{p}"])
        .args(arguments);
    let tree = run::output(&mut tree).with_context(|| format!("{} failed", run::line(&tree)))?;
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let mut found: Vec<_> = names.filter(|name| banned.contains(name)).map(str::to_owned).collect();
    found.sort();
    found.dedup();
    Ok(found)
}

/// The Rust files of the application, by their path from the root. This tool names what it
/// looks for, so it is left out.
fn rust_files() -> Result<Vec<(String, String)>> {
    let root = workspace::root();
    let mut files = Vec::new();
    for folder in ["app", "server"] {
        for entry in ignore::Walk::new(root.join(folder)) {
            let entry = entry?;
            if entry.path().extension().is_some_and(|extension| extension == "rs") {
                let name = entry.path().strip_prefix(&root)?.to_string_lossy().into_owned();
                files.push((name, fs::read_to_string(entry.path())?));
            }
        }
    }
    Ok(files)
}

fn found_elsewhere(files: &[(String, String)], text: &str, place: &str) -> Vec<String> {
    files
        .iter()
        .filter(|(name, content)| !name.starts_with(place) && content.contains(text))
        .map(|(name, _)| name.clone())
        .collect()
}

fn too_long(files: &[(String, String)]) -> Vec<String> {
    let is_test = |name: &str| Path::new(name).components().any(|part| part.as_os_str() == "tests");
    files
        .iter()
        .filter(|(name, content)| !is_test(name) && content.lines().count() > LONGEST_FILE)
        .map(|(name, _)| name.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_outside_of_its_place_is_found() {
        let files = [
            ("server/crates/store/src/lib.rs".to_owned(), "sqlx::query".to_owned()),
            ("server/src/main.rs".to_owned(), "use sqlx::Row;".to_owned()),
        ];
        assert_eq!(
            found_elsewhere(&files, "sqlx::", "server/crates/store/"),
            ["server/src/main.rs"]
        );
    }

    #[test]
    fn a_long_file_is_found_unless_it_is_a_test() {
        let long = "x\n".repeat(LONGEST_FILE + 1);
        let files =
            [("app/src/a.rs".to_owned(), long.clone()), ("app/tests/b.rs".to_owned(), long)];
        assert_eq!(too_long(&files), ["app/src/a.rs"]);
    }
}
