//! Our results beside those that other parsers' authors expect.

mod expected;

use super::files::File;
use expected::Expected;
use mail::parse;
use mail_parser::{HeaderName, MessageParser};
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    path::Path,
};

/// What is compared.
const ASPECTS: [&str; 5] = ["subject", "parts", "names", "text", "html"];

/// Exceptions: path and reason, one a line. Lines that begin with `#` are for readers.
pub fn reasons(file: &str) -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/agreement").join(file);
    std::fs::read_to_string(path)
        .unwrap_or_default()
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| {
            let (key, reason) = line.split_once('\t').expect("a tab before the reason");
            assert!(reason.trim().len() > 10, "{key}: a reason is a sentence");
            (key.to_owned(), reason.trim().to_owned())
        })
        .collect()
}

/// Compares and prints the table; fails on a disagreement without a reason, and on a reason
/// without a disagreement. Keys of reasons are `path aspect`.
pub fn check(messages: &[File]) {
    let reasons = reasons("parsers.tsv");
    let mut table: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    let mut unexplained = Vec::new();
    let mut used = BTreeSet::new();
    for file in messages {
        let Some((set, expected)) = expected::of(file) else { continue };
        let attached = expected.of_attached.then(|| attached_message(&file.bytes));
        let ours = ours(attached.as_deref().unwrap_or(&file.bytes));
        for (aspect, same, detail) in compare(&expected, &ours) {
            let cell = table.entry((set, aspect)).or_default();
            cell.1 += 1;
            if same {
                cell.0 += 1;
                continue;
            }
            let key = format!("{} {aspect}", file.path);
            if reasons.contains_key(&key) {
                used.insert(key);
            } else {
                unexplained.push(format!("{key}: {detail}"));
            }
        }
    }
    print_table(&table);
    for key in &used {
        println!("  {key}: {}", reasons.get(key).map_or("", String::as_str));
    }
    let compared: usize = table.values().map(|cell| cell.1).sum();
    assert!(compared > 300, "only {compared} comparisons");
    assert!(unexplained.is_empty(), "{} new:\n{}", unexplained.len(), unexplained.join("\n"));
    let stale: Vec<_> = reasons.keys().filter(|key| !used.contains(*key)).collect();
    assert!(stale.is_empty(), "reasons without a disagreement: {stale:#?}");
}

fn print_table(table: &BTreeMap<(&str, &str), (usize, usize)>) {
    println!("{:12} {}", "agreement", ASPECTS.map(|a| format!("{a:>9}")).concat());
    let sets: BTreeSet<&str> = table.keys().map(|(set, _)| *set).collect();
    for set in sets {
        let cells = ASPECTS.map(|aspect| match table.get(&(set, aspect)) {
            Some((same, all)) => format!("{:>9}", format!("{same}/{all}")),
            None => format!("{:>9}", "-"),
        });
        println!("{set:12} {}", cells.concat());
    }
}

fn attached_message(source: &[u8]) -> Vec<u8> {
    let attachments = parse::extract(source).attachments;
    let attached = attachments.iter().find(|part| part.media_type == "message/rfc822");
    let index = attached.expect("an attached message").index;
    parse::part(source, index).expect("its source").bytes
}

/// Our side, in the same terms.
fn ours(source: &[u8]) -> Expected {
    let extract = parse::extract(source);
    Expected {
        subject: Some(extract.subject.clone()),
        parts: Some(extract.attachments.len()),
        names: Some(extract.attachments.iter().map(|part| part.name.clone()).collect()),
        text: Some(extract.text.clone()),
        html: Some(parse::frame(source, true, &|n| format!("/p/{n}")).document),
        of_attached: false,
    }
}

fn compare(expected: &Expected, ours: &Expected) -> Vec<(&'static str, bool, String)> {
    let mut results = Vec::new();
    if let (Some(theirs), Some(ours)) = (&expected.subject, &ours.subject) {
        let same = squeezed(theirs) == squeezed(ours);
        results.push(("subject", same, format!("theirs {theirs:?}, ours {ours:?}")));
    }
    if let (Some(theirs), Some(ours)) = (expected.parts, ours.parts) {
        results.push(("parts", theirs == ours, format!("theirs {theirs}, ours {ours}")));
    }
    if let (Some(theirs), Some(names)) = (&expected.names, &ours.names) {
        let missing: Vec<_> =
            theirs.iter().filter(|name| !names.contains(&last_segment(name))).collect();
        results.push(("names", missing.is_empty(), format!("missing {missing:?} in {names:?}")));
    }
    if let (Some(theirs), Some(ours)) = (&expected.text, &ours.text) {
        let missing = missing_words(theirs, ours);
        results.push(("text", missing.is_empty(), format!("missing {missing:?}")));
    }
    if let (Some(theirs), Some(ours)) = (&expected.html, &ours.html) {
        // Both are read as HTML, so that only words count.
        let words = |html: &str| {
            let tree = scraper::Html::parse_document(html);
            let hidden = ["style", "script", "title", "noscript", "template"];
            tree.tree
                .root()
                .descendants()
                .filter(|node| {
                    !node.ancestors().any(|above| {
                        above.value().as_element().is_some_and(|e| hidden.contains(&e.name()))
                    })
                })
                .filter_map(|node| node.value().as_text().map(|text| format!("{} ", &**text)))
                .collect::<String>()
        };
        let missing = missing_words(&words(theirs), &words(ours));
        results.push(("html", missing.is_empty(), format!("missing {missing:?}")));
    }
    results
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn last_segment(name: &str) -> String {
    let name = MessageParser::default()
        .parse_headers(format!("Subject: {name}\r\n\r\n").as_bytes())
        .and_then(|m| m.header(HeaderName::Subject).and_then(|v| v.as_text()).map(str::to_owned))
        .unwrap_or_else(|| name.to_owned());
    name.rsplit(['/', '\\']).next().unwrap_or_default().trim().to_owned()
}

/// Words of theirs that are nowhere in ours, at most eight.
fn missing_words(theirs: &str, ours: &str) -> Vec<String> {
    let split = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let ours: HashSet<String> = split(ours).into_iter().collect();
    split(theirs).into_iter().filter(|word| !ours.contains(word)).take(8).collect()
}
