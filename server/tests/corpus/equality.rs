//! A slice of a mailing list's archive in a store over `SQLite` and in one over `PostgreSQL`, and
//! many queries to both: the answers are the same, in the same order, and they are those of a
//! plain look at every message, the words of attached files among them.

mod documents;
mod queries;
mod reference;

use crate::files;
use model::{Cursor, FolderKey, MessageId, Operation, Role, UserId, search};
use reference::Letter;
use server::{arrival, clock::Clock, config::Config, context::Context, transfer};
use std::{
    fs::{self, File},
    io::{BufReader, Read},
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use store::{NewUser, Store};
use testpeers::Postgres;

/// Bytes of the archive that are read; some eight hundred messages.
const SLICE: usize = 6 << 20;
/// 2026-11-23.
const NOW: i64 = 1_795_392_000_000;
/// Of a longer answer, the newest count.
const LONGEST: usize = 300;

#[tokio::test(flavor = "multi_thread")]
async fn both_engines_find_what_a_plain_look_at_every_message_finds() {
    let Some(archive) = files::archive("lists/openbmc.mbox.zst") else { return };
    let Some(postgres) = Postgres::shared(Path::new(env!("CARGO_TARGET_TMPDIR"))) else { return };
    let database = postgres.database();
    let folder = tempfile::tempdir().expect("a directory");
    let slice = folder.path().join("slice.mbox");
    let mut mail = read_slice(&archive);
    mail.extend(documents::letters());
    fs::write(&slice, mail).expect("a slice of the archive");

    let (one, ada) = filled(&folder.path().join("one"), None, &slice).await;
    let (other, same) = filled(&folder.path().join("other"), Some(&database.url), &slice).await;
    assert_eq!(ada, same);
    let letters = letters(&one.store, ada).await;
    assert!(letters.len() > 500, "only {} messages are in the slice", letters.len());

    let queries = queries::made_of(&letters);
    assert!(queries.len() >= 150, "only {} queries", queries.len());
    let (mut faults, mut times) = (Vec::new(), [Vec::new(), Vec::new()]);
    let mut found_something = 0;
    for text in &queries {
        let query = search::parse(text, NOW).query;
        let expected: Vec<MessageId> = letters
            .iter()
            .filter(|letter| letter.fits(&query))
            .map(|letter| letter.id)
            .take(LONGEST)
            .collect();
        found_something += usize::from(!expected.is_empty());
        for ((name, context), times) in
            [("SQLite", &one), ("PostgreSQL", &other)].into_iter().zip(&mut times)
        {
            let found = found(&context.store, ada, &query, times).await;
            if found != expected {
                let (found, expected) = (found.len(), expected.len());
                faults.push(format!("{name}: {text}: {found} found, or others, not {expected}"));
            }
        }
    }
    println!(
        "{} queries to {} messages, {found_something} of them with an answer",
        queries.len(),
        letters.len()
    );
    for (name, times) in ["SQLite", "PostgreSQL"].into_iter().zip(&mut times) {
        times.sort_unstable();
        let at = |percent: usize| times.get(times.len() * percent / 100).copied();
        println!("{name}: first page, half within {:?}, 95 % within {:?}", at(50), at(95));
    }
    for context in [one, other] {
        context.store.close().await;
    }
    assert!(found_something > 120, "{found_something} queries found something");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The archive's beginning, up to the end of a message.
fn read_slice(archive: &Path) -> Vec<u8> {
    let file = BufReader::new(File::open(archive).expect("the archive"));
    let mut slice = vec![0; SLICE];
    zstd::Decoder::with_buffer(file)
        .and_then(|mut decoder| decoder.read_exact(&mut slice))
        .expect("an archive that is longer than the slice");
    let end = slice.windows(7).rposition(|at| at == b"\n\nFrom ").expect("a message's end");
    slice.truncate(end + 1);
    slice
}

/// A server's context with a user who has imported the slice.
async fn filled(data: &Path, url: Option<&str>, slice: &Path) -> (Arc<Context>, UserId) {
    let mut config = Config { data: data.to_owned(), ..Config::default() };
    config.database.url = url.map(Into::into);
    let context = Context::open_at(config, Clock::manual(NOW)).await.expect("a context");
    let ada = NewUser {
        address: "ada@pillarbox.test".into(),
        name: "Ada".into(),
        password_hash: String::new(),
        admin: false,
    };
    let ada = context.store.add_user(ada, NOW).await.expect("a user");
    let paths = vec![slice.to_owned()];
    let to = transfer::ImportTo::default();
    transfer::import(&context, ada, paths, to, &|_| ()).await.expect("an import");
    documents::read(&context).await;
    organise(&context.store, ada).await;
    (context, ada)
}

/// Stars a few messages, reads most and archives some: of one state there are few messages to go
/// by when something is looked for, of another there are too many.
async fn organise(store: &Store, user: UserId) {
    let ids = store.message_ids(user, None, i64::MAX).await.expect("ids");
    let each = |n: usize| ids.iter().copied().step_by(n).collect::<Vec<_>>();
    let (starred, archived) = (each(37), each(5));
    let read: Vec<MessageId> = ids.iter().copied().take(ids.len() * 3 / 4).collect();
    for (ids, operation) in [
        (starred, Operation::Starred(true)),
        (read, Operation::Unread(false)),
        (archived, Operation::Move(FolderKey::Role(Role::Archive))),
    ] {
        for ids in ids.chunks(100) {
            store.change(user, ids, &operation, NOW).await.expect("a change");
        }
    }
}

/// All messages, newest arrival first.
async fn letters(store: &Store, user: UserId) -> Vec<Letter> {
    let mut letters = Vec::new();
    for id in store.message_ids(user, None, i64::MAX).await.expect("ids").into_iter().rev() {
        let source = store.source(user, id).await.expect("a source");
        let row = store.message_row(user, id).await.expect("a row");
        letters.push(Letter::new(&arrival::extract(&source), &documents::texts(&source), &row));
    }
    letters
}

/// What a query finds, page after page; notes how long the first page took.
async fn found(
    store: &Store,
    user: UserId,
    query: &search::Query,
    times: &mut Vec<Duration>,
) -> Vec<MessageId> {
    let mut found = Vec::new();
    let mut at: Option<Cursor> = None;
    while found.len() < LONGEST {
        let began = Instant::now();
        let page = store.search(user, query, at, 50).await.expect("an answer");
        if at.is_none() {
            times.push(began.elapsed());
        }
        found.extend(page.rows.iter().map(|row| row.id));
        at = page.older;
        if at.is_none() {
            break;
        }
    }
    found.truncate(LONGEST);
    found
}
