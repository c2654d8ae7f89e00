mod eml;
mod folders;
mod labels;
mod maildir;
mod mbox;
mod open;
mod status;
mod zipped;

use super::{TransferError, keywords};
use crate::{
    arrival::{self, Batch, Incoming},
    context::Context,
};
use folders::Folders;
use labels::Labels;
use model::{ImportCounts, UnixMillis, UserId};
use std::path::PathBuf;
use store::Prepared;
use tokio::{sync::mpsc, task::spawn_blocking};

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ImportReport {
    /// Messages found in the files.
    pub read: u64,
    /// Messages stored.
    pub stored: u64,
    /// Messages that the user had already.
    pub duplicates: u64,
    /// Messages over the size limit, left out.
    pub skipped: u64,
    /// Bytes of the messages stored.
    pub bytes: u64,
    /// How long it took.
    pub seconds: f64,
}

/// A message in a file.
struct Found {
    source: Vec<u8>,
    /// When it was received, if the file tells.
    received: Option<UnixMillis>,
    unread: bool,
    starred: bool,
    /// The Maildir folder it lies in; none for the top one and for other kinds of file.
    folder: Option<String>,
}

/// Takes messages as they are found; an answer of `Err` ends the reading.
type Emit<'a> = dyn FnMut(Found) -> Result<(), Stopped> + 'a;

/// Nobody takes messages any more: the store has failed, and says why.
struct Stopped;

/// Hears how far an import is, after each batch.
pub type Tell<'a> = dyn Fn(ImportCounts) + Sync + 'a;

/// Why reading ended early.
enum ReadError {
    Stopped,
    File(TransferError),
}

impl From<Stopped> for ReadError {
    fn from(Stopped: Stopped) -> Self {
        Self::Stopped
    }
}

/// How messages come in.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImportTo<'a> {
    /// Where they go, made if it is missing; none: into the inbox and the folders that a Maildir
    /// names.
    pub folder: Option<&'a str>,
    /// The user's filters are asked what happens to them.
    pub filtered: bool,
}

/// Reads messages from files and folders into a user's mail. What the user has
/// already is left out, so an import can be repeated. Reading, parsing and storing go on side
/// by side; `tell` hears how far it is. It may be dropped at any time: what is stored stays.
pub async fn import(
    context: &Context,
    user: UserId,
    paths: Vec<PathBuf>,
    to: ImportTo<'_>,
    tell: &Tell<'_>,
) -> Result<ImportReport, TransferError> {
    let began = context.clock.now();
    let folders = Folders::new(context, user, to.folder).await?;
    let labels = Labels::new(context, user).await?;
    let limit = context.config.limits.message;
    let (found, mut finding) = mpsc::channel::<Found>(64);
    let (parsed, parsing) = mpsc::channel::<Vec<Prepared>>(1);
    let reading = spawn_blocking(move || {
        paths.iter().try_for_each(|path| {
            open::path(path, limit, &mut |message| {
                found.blocking_send(message).map_err(|_| Stopped)
            })
        })
    });
    let mut report = ImportReport::default();
    let read_as = (limit, to.filtered);
    let parse = parse(context, user, (folders, labels), read_as, &mut finding, parsed);
    let (gathered, stored) = tokio::join!(parse, store(context, user, parsing, tell));
    drop(finding);
    let (read, skipped) = gathered?;
    (report.stored, report.duplicates, report.bytes) = stored?;
    (report.read, report.skipped) = (read, skipped);
    let (stored, duplicates) = (report.stored, report.duplicates);
    tell(ImportCounts { stored, duplicates, skipped });
    match reading.await? {
        Ok(()) | Err(ReadError::Stopped) => {}
        Err(ReadError::File(error)) => return Err(error),
    }
    if to.filtered {
        context.wake.outbox.notify_one();
    }
    arrival::tell(context, user, 0).await;
    #[expect(clippy::cast_precision_loss, reason = "an import takes less than 285,000 years")]
    let seconds = (context.clock.now() - began) as f64 / 1000.0;
    Ok(ImportReport { seconds, ..report })
}

/// Gathers batches and parses them; answers how many messages were read and how many skipped.
async fn parse(
    context: &Context,
    user: UserId,
    (mut folders, mut labels): (Folders<'_>, Labels<'_>),
    (limit, filtered): (u64, bool),
    finding: &mut mpsc::Receiver<Found>,
    parsed: mpsc::Sender<Vec<Prepared>>,
) -> Result<(u64, u64), TransferError> {
    let (mut batch, mut read, mut skipped) = (Batch::default(), 0, 0);
    let now = context.clock.now();
    while let Some(found) = finding.recv().await {
        read += 1;
        if found.source.len() as u64 > limit {
            skipped += 1;
            continue;
        }
        let (source, names) = keywords::take_off(found.source);
        let incoming = Incoming {
            folder: folders.key(found.folder.as_deref()).await?,
            unread: found.unread,
            starred: found.starred,
            labels: labels.ids(names).await?,
            skip_duplicate: true,
            filtered,
            ..Incoming::inbox(user, source, found.received.unwrap_or(now))
        };
        if let Some(full) = batch.push(incoming)
            && parsed.send(arrival::prepare(context, full).await?).await.is_err()
        {
            return Ok((read, skipped));
        }
    }
    let rest = arrival::prepare(context, batch.take()).await?;
    // Should nobody take it, the store has failed and says so.
    let _ = parsed.send(rest).await;
    Ok((read, skipped))
}

/// Stores batches; answers how many messages were stored, how many left out, and the bytes.
async fn store(
    context: &Context,
    user: UserId,
    mut parsing: mpsc::Receiver<Vec<Prepared>>,
    tell: &Tell<'_>,
) -> Result<(u64, u64, u64), TransferError> {
    let (mut stored, mut duplicates, mut bytes) = (0, 0, 0);
    while let Some(arrivals) = parsing.recv().await {
        let sizes: Vec<u64> = arrivals.iter().map(Prepared::size).collect();
        if context.space(user).await?.room().is_some_and(|room| room < sizes.iter().sum()) {
            return Err(TransferError::Full);
        }
        let delivered = context.store.deliver_prepared(arrivals, context.clock.now()).await?;
        for (delivered, size) in delivered.into_iter().zip(sizes) {
            if delivered.duplicate {
                duplicates += 1;
            } else {
                stored += 1;
                bytes += size;
            }
        }
        tell(ImportCounts { stored, duplicates, skipped: 0 });
    }
    Ok((stored, duplicates, bytes))
}
