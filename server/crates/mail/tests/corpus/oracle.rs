//! Python's email package as a second opinion.

use super::files::File;
use std::{
    collections::{BTreeMap, HashSet},
    io::Write as _,
    process::{Command, Stdio},
};

/// Reads paths from standard input; writes one JSON object a line: the path, and the words of
/// every text/plain part of the message, as far as Python can decode it.
const SCRIPT: &str = r"
import sys, re, json, email, email.policy
for path in sys.stdin.read().split('\n'):
    if not path: continue
    with open(path, 'rb') as f: source = f.read()
    words = []
    try:
        message = email.message_from_bytes(source, policy=email.policy.compat32)
        for part in message.walk():
            if part.get_content_type() != 'text/plain' or part.is_multipart(): continue
            if str(part.get('Content-Transfer-Encoding', '')).strip().lower() not in ('', '7bit', '8bit', 'binary', 'quoted-printable', 'base64'): continue
            content = part.get_payload(decode=True)
            if content is None: continue
            charset = part.get_content_charset() or 'ascii'
            try: text = content.decode(charset)
            except Exception: continue
            words += re.findall(r'[^\W_]+', text)
    except Exception:
        pass
    print(json.dumps([path, words]))
";

#[expect(clippy::disallowed_methods, reason = "the second opinion is another program")]
fn command() -> Command {
    Command::new("python3")
}

/// The interpreter, if there is one; says loudly when there is not.
pub fn is_here() -> bool {
    let there = command().arg("--version").output().is_ok_and(|o| o.status.success());
    if !there {
        eprintln!("\n*** SKIPPED: no python3 to compare with ***\n");
    }
    there
}

/// Every word that Python finds in text parts is in what the search sees. Exceptions stand in
/// `agreement/words.tsv` with their reasons.
pub fn check_words(messages: &[File]) {
    let mut child = command()
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 starts");
    let paths: Vec<String> = messages.iter().map(|f| f.place.display().to_string()).collect();
    // It reads all of its input before it writes anything.
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(paths.join("\n").as_bytes()).expect("all paths are written");
    drop(input);
    let output = child.wait_with_output().expect("python3 ends");
    assert!(output.status.success(), "python3 failed");

    let reasons = super::agreement::reasons("words.tsv");
    let mut compared = 0;
    let mut unexplained = BTreeMap::new();
    let mut explained = HashSet::new();
    for (line, file) in String::from_utf8_lossy(&output.stdout).lines().zip(messages) {
        let (path, words): (String, Vec<String>) = serde_json::from_str(line).expect("JSON");
        assert_eq!(path, file.place.display().to_string());
        let text = mail::parse::extract(&file.bytes).text;
        let known: HashSet<&str> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let missing: Vec<&String> = words
            .iter()
            .filter(|w| !known.contains(w.as_str()) && !text.contains(w.as_str()))
            .collect();
        compared += words.len();
        if missing.is_empty() {
            continue;
        }
        if reasons.contains_key(&file.path) {
            explained.insert(file.path.clone());
        } else {
            let some: Vec<_> = missing.iter().take(8).collect();
            unexplained.insert(file.path.clone(), format!("{} words, {some:?}", missing.len()));
        }
    }
    println!("{compared} words compared; {} messages differ with a reason", explained.len());
    assert!(compared > 100_000, "only {compared} words were compared");
    assert!(unexplained.is_empty(), "words lost: {unexplained:#?}");
    let stale: Vec<_> = reasons.keys().filter(|path| !explained.contains(*path)).collect();
    assert!(stale.is_empty(), "reasons without a difference: {stale:?}");
}
