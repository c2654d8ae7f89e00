//! The store by itself on a large mailbox: `cargo xtask bench --only store` makes the mailbox,
//! says on standard input what to search for, and reads the times.
//!
//! Arguments: the data directory, the user's address and, where the mail is not in the directory,
//! the database's URL. Input: lines of a kind, how often, and
//! a query. Output: lines of a kind, how often, and the 50th and 99th percentile in
//! microseconds. Each field ends with a tab.

use model::{Cursor, Direction, FolderKey, MessageId, MessagePage, Operation, PAGE_SIZE, Role};
use std::{
    collections::BTreeMap,
    env, io,
    time::{Duration, Instant, SystemTime},
};
use store::{Options, Store};

type Error = Box<dyn std::error::Error>;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const INBOX: FolderKey = FolderKey::Role(Role::Inbox);
/// Changes of each kind.
const CHANGES: usize = 200;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let arguments: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    let [data, address, database @ ..] = &arguments[..] else {
        println!("give a data directory and an address, or call `cargo xtask bench`");
        return Ok(());
    };
    let database_url = database.first().map(|url| url.clone().into());
    let store = Store::open(Options { database_url, ..Options::new(data) }).await?;
    let user = store.user_by_address(address).await?.ok_or("no such user")?.id;
    let mailbox = Mailbox { store, user, now: now()? };
    let mut times = BTreeMap::new();
    mailbox.merge(&mut times).await?;
    mailbox.search(&mut times).await?;
    mailbox.list(&mut times).await?;
    mailbox.change(&mut times).await?;
    for (kind, mut each) in times {
        each.sort();
        let at = |percent: usize| each[(each.len() * percent).div_ceil(100) - 1].as_micros();
        println!("{kind}\t{}\t{}\t{}", each.len(), at(50), at(99));
    }
    mailbox.store.close().await;
    Ok(())
}

struct Mailbox {
    store: Store,
    user: model::UserId,
    now: model::UnixMillis,
}

/// How long each request took, by kind.
type Times = BTreeMap<String, Vec<Duration>>;

impl Mailbox {
    /// What the server does in the background after so much mail has come.
    async fn merge(&self, times: &mut Times) -> Result<(), Error> {
        let began = Instant::now();
        loop {
            let step = Instant::now();
            if !self.store.merge_index().await? {
                break;
            }
            times.entry("merge a little of the index".to_owned()).or_default().push(step.elapsed());
        }
        eprintln!("  index merged in {:?}", began.elapsed());
        Ok(())
    }

    async fn search(&self, times: &mut Times) -> Result<(), Error> {
        for line in io::stdin().lines() {
            let line = line?;
            let mut fields = line.splitn(3, '\t');
            let (Some(kind), Some(count), Some(text)) =
                (fields.next(), fields.next(), fields.next())
            else {
                return Err(format!("not a question: {line}").into());
            };
            let mut found = 0;
            for _ in 0..count.parse::<usize>()? {
                let began = Instant::now();
                let query = model::search::parse(text, self.now).query;
                let page = self.store.search(self.user, &query, None, PAGE_SIZE).await?;
                times.entry(kind.to_owned()).or_default().push(began.elapsed());
                found = page.rows.len();
            }
            let slowest = times.get(kind).and_then(|each| each.iter().rev().take(5).max().copied());
            eprintln!("  {kind}: {text}: {found} found, last five at most {slowest:?}");
        }
        Ok(())
    }

    async fn list(&self, times: &mut Times) -> Result<(), Error> {
        let first = self.page(None).await?;
        for _ in 0..CHANGES {
            let began = Instant::now();
            self.page(None).await?;
            times.entry("list, first page".to_owned()).or_default().push(began.elapsed());
        }
        let mut at = first.older;
        for _ in 0..CHANGES {
            let Some(cursor) = at else { break };
            let began = Instant::now();
            let page = self.page(Some(cursor)).await?;
            times.entry("list, page after page".to_owned()).or_default().push(began.elapsed());
            at = page.older;
        }
        let last = Cursor { direction: Direction::Newer, date: i64::MIN, id: MessageId(0) };
        let began = Instant::now();
        self.page(Some(last)).await?;
        times.entry("list, last page".to_owned()).or_default().push(began.elapsed());
        Ok(())
    }

    async fn page(&self, at: Option<Cursor>) -> Result<MessagePage, Error> {
        Ok(self.store.list_messages(self.user, &INBOX, at, PAGE_SIZE).await?.page)
    }

    /// Changes messages one at a time, as a reader does, and puts everything back.
    async fn change(&self, times: &mut Times) -> Result<(), Error> {
        let to = |role| Operation::Move(FolderKey::Role(role));
        let kinds = [
            ("change, star", Operation::Starred(true), Operation::Starred(false)),
            ("change, mark as read", Operation::Unread(false), Operation::Unread(true)),
            ("change, move to Archive", to(Role::Archive), to(Role::Inbox)),
            ("change, delete to Trash", to(Role::Trash), to(Role::Inbox)),
        ];
        let mut ids = Vec::new();
        let mut at = None;
        while ids.len() < CHANGES {
            let page = self.page(at).await?;
            ids.extend(page.rows.iter().map(|row| row.id));
            let Some(older) = page.older else { break };
            at = Some(older);
        }
        ids.truncate(CHANGES);
        for (kind, change, back) in kinds {
            for id in &ids {
                let began = Instant::now();
                self.store.change(self.user, &[*id], &change, self.now).await?;
                times.entry(kind.to_owned()).or_default().push(began.elapsed());
            }
            self.store.change(self.user, &ids, &back, self.now).await?;
        }
        Ok(())
    }
}

#[expect(clippy::disallowed_methods, reason = "a measurement has no clock to be given")]
fn now() -> Result<model::UnixMillis, Error> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(i64::try_from(since.as_millis())?)
}
