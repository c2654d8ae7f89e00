use crate::{Faults, Seen, app::Visitor, arriving::Stored};
use model::{Cursor, FolderPage, MessageId, MessagePage, MessageRow, PAGE_SIZE};
use reqwest::Method;
use std::collections::{HashMap, HashSet};

/// Turns the inbox's pages to the last one and back: each message has one row, and each row is
/// fit to be seen. The page itself has a link for it.
pub async fn check(visitor: &Visitor, stored: &[Stored<'_>], seen: &mut Seen, faults: &mut Faults) {
    let paths: HashMap<MessageId, &str> =
        stored.iter().map(|one| (one.id, one.file.path.as_str())).collect();
    let (mut rows, mut at): (Vec<MessageRow>, Option<Cursor>) = (Vec::new(), None);
    let mut back = Vec::new();
    loop {
        let page = page(visitor, at).await;
        seen.pages += 1;
        let html = visitor.page(&format!("/mail/inbox?at={}", word(at))).await;
        for row in &page.rows {
            let path = paths.get(&row.id).copied().unwrap_or("a message that never came");
            faults.extend(unfit(row).map(|fault| format!("{path}: {fault}")));
            if !html.contains(&format!("/mail/inbox/{}", row.id)) {
                faults.push(format!("{path}: the page has no link to it"));
            }
        }
        rows.extend(page.rows);
        back.push(page.newer);
        at = page.older;
        if at.is_none() {
            break;
        }
    }
    seen.listed = rows.len();
    let ids: HashSet<MessageId> = rows.iter().map(|row| row.id).collect();
    assert_eq!(ids.len(), rows.len(), "no message is listed twice");
    for one in stored.iter().filter(|one| !ids.contains(&one.id)) {
        faults.push(format!("{}: is on no page", one.file.path));
    }
    if let Some(pair) =
        rows.windows(2).find(|pair| (pair[0].date, pair[0].id) <= (pair[1].date, pair[1].id))
    {
        faults.push(format!("{} stands before {}, which is newer", pair[0].id, pair[1].id));
    }
    let size = usize::try_from(PAGE_SIZE).expect("small");
    for (n, newer) in back.into_iter().enumerate().filter_map(|(n, newer)| newer.map(|at| (n, at)))
    {
        let before: Vec<MessageId> =
            page(visitor, Some(newer)).await.rows.iter().map(|row| row.id).collect();
        let expected: Vec<MessageId> =
            rows[(n - 1) * size..n * size].iter().map(|row| row.id).collect();
        if before != expected {
            faults.push(format!("back from page {n} leads to other rows"));
        }
    }
}

async fn page(visitor: &Visitor, at: Option<Cursor>) -> MessagePage {
    let path = format!("/api/messages/list?folder=inbox&at={}", word(at));
    let request = visitor.request(Method::GET, &path).header("accept", "application/json");
    let page: FolderPage =
        request.send().await.expect("an answer").json().await.expect("a page of the inbox");
    page.page
}

fn word(at: Option<Cursor>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}

/// What would break a line of the list, or turn its text around.
fn unfit(row: &MessageRow) -> Option<String> {
    let snippet: String = row.snippet.iter().map(|span| span.text.as_str()).collect();
    let fields = [
        ("subject", row.subject_text()),
        ("sender's name", row.from.name.clone()),
        ("sender's address", row.from.address.clone()),
        ("snippet", snippet),
    ];
    for (name, text) in fields {
        if let Some(bad) = text.chars().find(|c| c.is_control()) {
            return Some(format!("{bad:?} in the {name} {text:?}"));
        }
    }
    (row.size < 0 || row.attachments < 0).then(|| format!("sizes: {row:?}"))
}
