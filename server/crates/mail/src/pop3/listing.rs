use crate::pop3::{
    Connection, Entry, Pop3Error,
    connection::{Status, text},
    identify::identify,
    refusal::Refusal,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Lines of one listing, at most; a mailbox with more is a fault or an attack.
const MOST_ENTRIES: usize = 1_000_000;
/// Bytes of one listing, at most.
const MOST_BYTES: usize = 128 * 1024 * 1024;
/// Bytes that a listing counts for while it is under way, about.
const ANSWER: u64 = 64 * 1024;
/// Faults that are told one by one.
const MOST_FAULTS: usize = 20;

/// What a server lists.
#[derive(Debug)]
pub(super) struct Listing {
    /// In the order of their numbers.
    pub entries: Vec<Entry>,
    /// A sentence about each line that could not be used, and about what else is odd.
    pub faults: Vec<String>,
    /// A message may be there that is not among the entries.
    pub incomplete: bool,
    /// The ids are the server's own.
    pub uidl: bool,
}

/// UIDL joined with LIST; where ids are missing or mean several messages, with TOP.
pub(super) async fn listing(connection: &mut Connection) -> Result<Listing, Pop3Error> {
    let mut faults = Faults::default();
    let pipelining = connection.ahead.pipelines();
    connection.send(if pipelining { b"UIDL\r\nLIST\r\n" } else { b"UIDL\r\n" }).await;
    connection.ahead.asked(ANSWER);
    if pipelining {
        connection.ahead.asked(ANSWER);
    }
    let ids = ids(connection, &mut faults).await?;
    connection.ahead.answered(ANSWER);
    if !pipelining {
        connection.send(b"LIST\r\n").await;
        connection.ahead.asked(ANSWER);
    }
    let sizes = sizes(connection, &mut faults).await?;
    connection.ahead.answered(ANSWER);

    let (mut entries, nameless, refusal) = match ids {
        Ok(mut entries) => {
            add_sizes(&mut entries, &sizes, &mut faults);
            let mut shared = shared_ids(&entries, &mut faults);
            let before = |entry: &&Entry| connection.naming.shared.contains(&entry.uid);
            shared.extend(entries.iter().filter(before).map(|entry| entry.number));
            (entries, shared, None)
        }
        Err(said) if sizes.is_empty() => {
            // Nothing is there, as far as anybody can see.
            if faults.any() {
                return Err(connection.blame.no_uidl(&said));
            }
            let faults = Vec::new();
            return Ok(Listing { entries: Vec::new(), faults, incomplete: false, uidl: false });
        }
        Err(said) => {
            let unnamed = |(&number, &size)| Entry { number, uid: String::new(), size };
            let entries: Vec<Entry> = sizes.iter().map(unnamed).collect();
            (entries, sizes.into_keys().collect(), Some(said))
        }
    };
    if !nameless.is_empty() {
        let hidden = identify(connection, &mut entries, &nameless).await?;
        let is_blind = entries.is_empty() && connection.naming.passed_over.is_empty();
        if let Some(said) = refusal.as_ref().filter(|_| is_blind) {
            return Err(connection.blame.no_uidl(said));
        }
        for (number, reason) in hidden {
            faults.miss(|| {
                format!("Message {number} cannot be told from others: “{reason}”; it stays there.")
            });
        }
        number_copies(&mut entries);
    }
    let incomplete = faults.missed;
    Ok(Listing { entries, faults: faults.told(), incomplete, uidl: refusal.is_none() })
}

/// The answer to UIDL, or why there is none.
async fn ids(
    connection: &mut Connection,
    faults: &mut Faults,
) -> Result<Result<Vec<Entry>, String>, Pop3Error> {
    if let Status::Err(said) = connection.status().await? {
        let said = text(said);
        // A server with a fault may have ids when it has mended.
        return match Refusal::coded(&said) {
            Refusal::Unsaid | Refusal::Authentication => Ok(Err(said)),
            _ => Err(connection.blame.no_uidl(&said)),
        };
    }
    let mut entries: Vec<Entry> = Vec::new();
    each_line(connection, |line| match numbered(line) {
        Some((number, uid)) => {
            entries.push(Entry { number, uid: readable(uid), size: 0 });
        }
        None => faults.miss(|| format!("A line of the listing makes no sense: “{}”.", show(line))),
    })
    .await?;
    entries.sort_by_key(|entry| entry.number);
    entries.dedup_by(|later, earlier| {
        let same = later.number == earlier.number;
        if same {
            faults.miss(|| format!("Message {} is listed twice.", later.number));
        }
        same
    });
    Ok(Ok(entries))
}

/// The answer to LIST, by number.
async fn sizes(
    connection: &mut Connection,
    faults: &mut Faults,
) -> Result<BTreeMap<u32, u64>, Pop3Error> {
    let mut sizes = BTreeMap::new();
    if let Status::Err(said) = connection.status().await? {
        let said = text(said);
        faults.add(|| format!("The server does not tell sizes: “{said}”."));
        return Ok(sizes);
    }
    each_line(connection, |line| {
        let size = numbered(line).and_then(|(number, rest)| {
            let digits = rest.split(|byte| *byte == b' ').next()?;
            Some((number, std::str::from_utf8(digits).ok()?.parse::<u64>().ok()?))
        });
        match size {
            Some((number, size)) => {
                sizes.insert(number, size);
            }
            None => faults.add(|| format!("A line of the sizes makes no sense: “{}”.", show(line))),
        }
    })
    .await?;
    Ok(sizes)
}

fn add_sizes(entries: &mut [Entry], sizes: &BTreeMap<u32, u64>, faults: &mut Faults) {
    for (number, size) in sizes {
        let found = entries.binary_search_by_key(number, |entry| entry.number);
        match found.ok().and_then(|index| entries.get_mut(index)) {
            Some(entry) => entry.size = *size,
            None => faults.miss(|| format!("Message {number} has no id; it stays there.")),
        }
    }
}

/// Calls `take` with each line up to the one with the lone dot. One that is too long comes
/// without its end, and without what could be understood.
async fn each_line(
    connection: &mut Connection,
    mut take: impl FnMut(&[u8]),
) -> Result<(), Pop3Error> {
    let mut bytes = 0_usize;
    for _ in 0..=MOST_ENTRIES {
        let (line, whole) = connection.listed().await?;
        bytes = bytes.saturating_add(line.len());
        if bytes > MOST_BYTES {
            break;
        }
        match line.trim_ascii_end() {
            b"." if whole => return Ok(()),
            line if whole => take(line.strip_prefix(b".").unwrap_or(line)),
            line => take(&[b"too long: ", line].concat()),
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

/// Bytes of an id that are kept, more than the 70 of RFC 1939. Stores index ids, and cannot index
/// pages.
const LONGEST_ID: usize = 500;

/// The id as text: as it is when it keeps to RFC 1939, with escapes for the bytes that do not; of
/// one that is far too long the beginning, with a hash of all of it.
fn readable(uid: &[u8]) -> String {
    if let Some((beginning, _)) =
        uid.split_at_checked(LONGEST_ID).filter(|(_, rest)| !rest.is_empty())
    {
        let hash = blake3::hash(uid).to_hex();
        return format!("{} blake3:{hash}", readable(beginning));
    }
    match std::str::from_utf8(uid) {
        Ok(text) if uid.iter().all(u8::is_ascii_graphic) => text.to_owned(),
        _ => uid.escape_ascii().to_string(),
    }
}

/// Messages whose id is also another's. Which of them is which, the id cannot tell in the next
/// session, when one of them may be gone.
fn shared_ids(entries: &[Entry], faults: &mut Faults) -> BTreeSet<u32> {
    let mut first: HashMap<&str, u32> = HashMap::with_capacity(entries.len());
    let mut shared = BTreeSet::new();
    for Entry { number, uid, .. } in entries {
        if let Some(other) = first.get(uid.as_str()) {
            faults.add(|| format!("Message {number} has the id of another, “{uid}”."));
            shared.extend([*other, *number]);
        } else {
            first.insert(uid, *number);
        }
    }
    shared
}

/// Tells apart what is the same to the last header: it does not matter which is which, but all
/// are to be collected.
fn number_copies(entries: &mut [Entry]) {
    let mut copies: HashMap<String, u32> = HashMap::new();
    for entry in entries {
        let copy = copies.entry(entry.uid.clone()).and_modify(|copy| *copy += 1).or_insert(1);
        if *copy > 1 {
            entry.uid = format!("{} #{copy}", entry.uid);
        }
    }
}

/// Sentences about a listing, the first few of them.
#[derive(Default)]
struct Faults {
    told: Vec<String>,
    more: usize,
    /// One of them hides a message.
    missed: bool,
}

impl Faults {
    fn add(&mut self, sentence: impl FnOnce() -> String) {
        if self.told.len() < MOST_FAULTS {
            self.told.push(sentence());
        } else {
            self.more += 1;
        }
    }

    fn miss(&mut self, sentence: impl FnOnce() -> String) {
        self.missed = true;
        self.add(sentence);
    }

    fn any(&self) -> bool {
        !self.told.is_empty()
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
