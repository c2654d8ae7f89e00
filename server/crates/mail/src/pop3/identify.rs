use crate::pop3::{
    Connection, Entry, Outcome, Pop3Error, Stage, header,
    retrieve::{self, HEADERS, Unasked},
};
use std::collections::{BTreeMap, BTreeSet};

/// Gives each of `entries`, sorted by number, that is among `nameless` an id made of its headers
/// (TOP), which stay the same from session to session where the server's own ids are missing or
/// mean two messages. Entries whose headers the server would not show are taken out and answered,
/// with its reason.
///
/// The id is appended to what is there already.
pub(super) async fn identify(
    connection: &mut Connection,
    entries: &mut Vec<Entry>,
    nameless: &BTreeSet<u32>,
) -> Result<BTreeMap<u32, String>, Pop3Error> {
    let mut unasked = Unasked::of(nameless.iter().map(|number| (*number, HEADERS)));
    let most = connection.limits.message.saturating_mul(retrieve::PATIENCE);
    let (mut hidden, mut doubtful) = (BTreeMap::new(), Vec::new());
    connection.stage = Stage::Listing;
    for number in nameless {
        retrieve::ask(connection, retrieve::top, &mut unasked).await;
        match retrieve::headers_of(connection, most).await? {
            Some(outcome) => name(entries, &mut hidden, *number, outcome),
            None => doubtful.push(*number),
        }
    }
    for number in doubtful {
        retrieve::ask(connection, retrieve::top, &mut Unasked::of([(number, HEADERS)])).await;
        if let Some(outcome) = retrieve::headers_of(connection, most).await? {
            name(entries, &mut hidden, number, outcome);
        }
    }
    connection.ahead.speed_up();
    entries.retain(|entry| !hidden.contains_key(&entry.number));
    Ok(hidden)
}

/// Appends the id that the headers give, or notes why there are none.
fn name(entries: &mut [Entry], hidden: &mut BTreeMap<u32, String>, number: u32, outcome: Outcome) {
    let reason = match outcome {
        Outcome::Message(headers) => {
            let found = entries.binary_search_by_key(&number, |entry| entry.number);
            if let Some(entry) = found.ok().and_then(|index| entries.get_mut(index)) {
                if !entry.uid.is_empty() {
                    entry.uid.push(' ');
                }
                entry.uid.push_str(&header::id(headers.outline()));
            }
            return;
        }
        Outcome::Refused(said) => said,
        Outcome::TooLarge => "its headers are too large".to_owned(),
    };
    hidden.insert(number, reason);
}
