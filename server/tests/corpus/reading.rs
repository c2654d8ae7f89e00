use crate::{
    Faults, Seen,
    app::{Answer, Visitor},
    arriving::Stored,
    saving,
};
use model::{Conversation, OpenMessage};

/// Readers at a time.
const READERS: usize = 4;
/// The whole page is drawn for one message in this many: the reader's content, that of all.
const DRAWN: usize = 20;

/// Opens every message: its content, its frame with and without pictures, its source and its
/// attachments.
pub async fn check(visitor: &Visitor, stored: &[Stored<'_>], seen: &mut Seen, faults: &mut Faults) {
    let share = stored.len().div_ceil(READERS);
    let shares = stored.chunks(share).map(async |share| {
        let (mut seen, mut faults) = (Seen::default(), Faults::new());
        for (n, one) in share.iter().enumerate() {
            if let Err(fault) = read(visitor, one, n % DRAWN == 0, &mut seen).await {
                faults.push(format!("{}: {fault}", one.file.path));
            }
        }
        (seen, faults)
    });
    for (part, found) in futures::future::join_all(shares).await {
        seen.shown += part.shown;
        seen.frames += part.frames;
        seen.attachments += part.attachments;
        faults.extend(found);
    }
}

async fn read(
    visitor: &Visitor,
    one: &Stored<'_>,
    drawn: bool,
    seen: &mut Seen,
) -> Result<(), String> {
    let open = open(visitor, one).await?;
    if drawn {
        let page = visitor.get(&format!("/mail/inbox/{}", one.id)).await;
        same("the page's status", &page.status().as_u16(), &200)?;
        let page = page.text().await.map_err(|error| error.to_string())?;
        if !page.contains("<article") {
            return Err("the page has no article".to_owned());
        }
    }
    seen.shown += 1;
    for query in ["", "?images=1"] {
        frame(visitor, one, query).await?;
        seen.frames += 1;
    }
    saving::source(visitor, one).await?;
    for part in &open.attachments {
        saving::attachment(visitor, one, part).await?;
        seen.attachments += 1;
    }
    Ok(())
}

/// What the reader shows of the message.
async fn open(visitor: &Visitor, one: &Stored<'_>) -> Result<OpenMessage, String> {
    let answer = visitor.call("messages/open", &[("id", &one.id.to_string())]).await;
    same("the reader's status", &answer.status().as_u16(), &200)?;
    let conversation: Conversation = answer.json().await.map_err(|error| error.to_string())?;
    let item = conversation.messages.into_iter().find(|item| item.row.id == one.id);
    let open = item.and_then(|item| item.open).ok_or("it is not open in its conversation")?;
    if conversation.subject.chars().any(char::is_control) {
        return Err(format!("the heading is {:?}", conversation.subject));
    }
    let listed = one.extract.attachments.iter().filter(|part| !part.inline).count();
    same("attachments in the reader", &open.attachments.len(), &listed)?;
    Ok(*open)
}

/// The frame, sealed.
async fn frame(visitor: &Visitor, one: &Stored<'_>, query: &str) -> Result<(), String> {
    let answer = visitor.get(&format!("/messages/{}/frame{query}", one.id)).await;
    same("the frame's status", &answer.status().as_u16(), &200)?;
    let pictures = if query.is_empty() { "" } else { " https: http:" };
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:{pictures}; \
         sandbox allow-popups allow-popups-to-escape-sandbox allow-same-origin; \
         frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
    );
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("content-security-policy", &policy),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
    ] {
        same(name, &answer.header(name), &value)?;
    }
    let document = answer.text().await.map_err(|error| error.to_string())?;
    if document.starts_with("<!DOCTYPE html>") {
        Ok(())
    } else {
        Err("the frame is no document".to_owned())
    }
}

/// A sentence when they differ.
pub fn same<T: PartialEq + std::fmt::Debug>(what: &str, is: &T, should: &T) -> Result<(), String> {
    if is == should { Ok(()) } else { Err(format!("{what}: {is:?}, not {should:?}")) }
}
