use crate::pop3::{
    Connection, Entry, Pop3Error,
    connection::{Status, text},
};
use std::collections::HashMap;

/// Lines of one listing, at most; a mailbox with more is a fault or an attack.
const MOST_ENTRIES: usize = 1_000_000;
/// Faults that are told one by one.
const MOST_FAULTS: usize = 20;

/// UIDL joined with LIST.
pub(super) async fn entries(
    connection: &mut Connection,
    pipelining: bool,
) -> Result<(Vec<Entry>, Vec<String>), Pop3Error> {
    let mut faults = Faults::default();
    connection.send(if pipelining { b"UIDL\r\nLIST\r\n" } else { b"UIDL\r\n" }).await?;
    if let Status::Err(said) = connection.status().await? {
        let said = text(said);
        return Err(connection.blame.no_uidl(&said));
    }
    let mut entries: Vec<Entry> = Vec::new();
    each_line(connection, |line| match numbered(line) {
        Some((number, uid)) => {
            entries.push(Entry { number, uid: readable(uid), size: 0 });
        }
        None => faults.add(|| format!("A line of the listing makes no sense: “{}”.", show(line))),
    })
    .await?;

    entries.sort_by_key(|entry| entry.number);
    entries.dedup_by(|later, earlier| {
        let same = later.number == earlier.number;
        if same {
            faults.add(|| format!("Message {} is listed twice.", later.number));
        }
        same
    });
    tell_apart(&mut entries, &mut faults);

    if !pipelining {
        connection.send(b"LIST\r\n").await?;
    }
    if let Status::Err(said) = connection.status().await? {
        let said = text(said);
        faults.add(|| format!("The server does not tell sizes: “{said}”."));
        return Ok((entries, faults.told()));
    }
    each_line(connection, |line| {
        let size = numbered(line).and_then(|(number, rest)| {
            let digits = rest.split(|byte| *byte == b' ').next()?;
            Some((number, std::str::from_utf8(digits).ok()?.parse::<u64>().ok()?))
        });
        match size {
            Some((number, size)) => {
                let found = entries.binary_search_by_key(&number, |entry| entry.number);
                match found.ok().and_then(|index| entries.get_mut(index)) {
                    Some(entry) => entry.size = size,
                    None => faults.add(|| format!("Message {number} has no id; it stays there.")),
                }
            }
            None => faults.add(|| format!("A line of the sizes makes no sense: “{}”.", show(line))),
        }
    })
    .await?;
    Ok((entries, faults.told()))
}

/// Calls `take` with each line up to the one with the lone dot.
async fn each_line(
    connection: &mut Connection,
    mut take: impl FnMut(&[u8]),
) -> Result<(), Pop3Error> {
    for _ in 0..=MOST_ENTRIES {
        match connection.line().await?.trim_ascii_end() {
            b"." => return Ok(()),
            line => take(line.strip_prefix(b".").unwrap_or(line)),
        }
    }
    Err(connection.blame.endless(connection.stage))
}

/// A message number, from 1, and what follows it, which is not empty.
fn numbered(line: &[u8]) -> Option<(u32, &[u8])> {
    let line = line.trim_ascii();
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = line.split_at_checked(digits)?;
    let number = std::str::from_utf8(number).ok()?.parse().ok().filter(|number| *number > 0)?;
    let value = rest.trim_ascii_start();
    (value.len() < rest.len() && !value.is_empty()).then_some((number, value))
}

/// The id as text: as it is when it keeps to RFC 1939, with escapes for the bytes that do not.
fn readable(uid: &[u8]) -> String {
    match std::str::from_utf8(uid) {
        Ok(text) if uid.iter().all(u8::is_ascii_graphic) => text.to_owned(),
        _ => uid.escape_ascii().to_string(),
    }
}

/// Gives the second message with the same id a name of its own, so that none hides another.
fn tell_apart(entries: &mut [Entry], faults: &mut Faults) {
    let mut copies: HashMap<&str, u32> = HashMap::with_capacity(entries.len());
    let mut renamed = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let copy = copies.entry(&entry.uid).and_modify(|copy| *copy += 1).or_insert(1);
        if *copy > 1 {
            renamed.push((index, format!("{} #{copy}", entry.uid)));
        }
    }
    for (index, uid) in renamed {
        if let Some(entry) = entries.get_mut(index) {
            faults.add(|| {
                format!("Message {} has the id of another, “{}”.", entry.number, entry.uid)
            });
            entry.uid = uid;
        }
    }
}

/// Sentences about a listing, the first few of them.
#[derive(Default)]
struct Faults {
    told: Vec<String>,
    more: usize,
}

impl Faults {
    fn add(&mut self, sentence: impl FnOnce() -> String) {
        if self.told.len() < MOST_FAULTS {
            self.told.push(sentence());
        } else {
            self.more += 1;
        }
    }

    fn told(mut self) -> Vec<String> {
        if self.more > 0 {
            self.told.push(format!("And {} more of the kind.", self.more));
        }
        self.told
    }
}

fn show(line: &[u8]) -> String {
    line.iter().take(60).copied().collect::<Vec<_>>().escape_ascii().to_string()
}
