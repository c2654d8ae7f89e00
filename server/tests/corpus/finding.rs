use crate::{Faults, Seen, app::Visitor, arriving::Stored};
use model::SearchPage;
use std::collections::HashMap;

/// One message in this many is searched for.
const SAMPLED: usize = 5;

/// Looks for messages by the rarest word of their subjects.
pub async fn check(visitor: &Visitor, stored: &[Stored<'_>], seen: &mut Seen, faults: &mut Faults) {
    let mut common: HashMap<String, usize> = HashMap::new();
    for word in stored.iter().flat_map(|one| words(&one.extract.subject)) {
        *common.entry(word.to_lowercase()).or_default() += 1;
    }
    for one in stored.iter().step_by(SAMPLED) {
        let subject = &one.extract.subject;
        let rarest = words(subject).min_by_key(|word| common.get(&word.to_lowercase()));
        let Some(word) = rarest else { continue };
        if is_found(visitor, one, word).await {
            seen.searched += 1;
        } else {
            faults.push(format!("{}: not found by {word:?} of {subject:?}", one.file.path));
        }
    }
    assert!(seen.searched > 100, "only {} were searched for", seen.searched);
}

fn words(subject: &str) -> impl Iterator<Item = &str> {
    let parts = subject.split(|c: char| !c.is_alphanumeric());
    parts.filter(|word| word.chars().count() > 3)
}

/// Whether the message is on one of the pages of what the word finds, its subject marked.
async fn is_found(visitor: &Visitor, one: &Stored<'_>, word: &str) -> bool {
    let mut at = String::new();
    loop {
        let query = [("query", format!("subject:\"{word}\"")), ("at", at)];
        let answer = visitor.request(reqwest::Method::GET, "/api/messages/search");
        let answer = answer.query(&query).header("accept", "application/json").send().await;
        let found = answer.expect("an answer").json::<SearchPage>().await.expect("a page").page;
        if let Some(row) = found.rows.iter().find(|row| row.id == one.id) {
            return row.subject.iter().any(|span| span.mark);
        }
        let Some(older) = found.older else { return false };
        at = older.to_string();
    }
}
