use crate::pop3::{
    Connection, Entry, Outcome, Pop3Error, Stage, header,
    retrieve::{self, HEADERS, Unasked},
};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What sessions before have shown of how messages must be named.
#[derive(Clone, Debug, Default)]
pub struct Naming {
    /// Ids that the server has given to several messages. Whoever has one has the hash of the
    /// headers appended, also where only one of them is left: its name stays the same.
    pub shared: HashSet<String>,
    /// Messages, by number and size, at whose headers sessions broke off: they are not asked for,
    /// so a message of these that has no id of its own is not among the entries.
    pub passed_over: HashSet<(u32, u64)>,
}

/// Gives each of `entries`, sorted by number, that is among `nameless` an id made of its headers
/// (TOP), which stay the same from session to session where the server's own ids are missing or
/// mean two messages. Entries whose headers the server would not show are taken out and answered,
/// with its reason; so are those that are passed over.
///
/// The id is appended to what is there already.
pub(super) async fn identify(
    connection: &mut Connection,
    entries: &mut Vec<Entry>,
    nameless: &BTreeSet<u32>,
) -> Result<BTreeMap<u32, String>, Pop3Error> {
    let (mut hidden, mut doubtful) = (BTreeMap::new(), Vec::new());
    let mut asked = Vec::with_capacity(nameless.len());
    for Entry { number, size, .. } in entries.iter().filter(|it| nameless.contains(&it.number)) {
        if connection.naming.passed_over.contains(&(*number, *size)) {
            let reason = "connections broke off at its headers".to_owned();
            hidden.insert(*number, reason);
        } else {
            asked.push((*number, *size));
        }
    }
    let mut unasked = Unasked::of(asked.iter().map(|(number, _)| (*number, HEADERS)));
    let most = connection.limits.message.saturating_mul(retrieve::PATIENCE);
    connection.stage = Stage::Listing;
    for (number, size) in &asked {
        connection.unnamed = Some((*number, *size));
        retrieve::ask(connection, retrieve::top, &mut unasked).await;
        match retrieve::headers_of(connection, most).await? {
            Some(outcome) => name(entries, &mut hidden, *number, outcome),
            None => doubtful.push((*number, *size)),
        }
    }
    for (number, size) in doubtful {
        connection.unnamed = Some((number, size));
        retrieve::ask(connection, retrieve::top, &mut Unasked::of([(number, HEADERS)])).await;
        if let Some(outcome) = retrieve::headers_of(connection, most).await? {
            name(entries, &mut hidden, number, outcome);
        }
    }
    connection.unnamed = None;
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
