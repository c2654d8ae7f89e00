mod eml;
mod folders;
mod found;
mod labels;
mod maildir;
mod mbox;
mod open;
mod utf7;
mod zipped;

pub use found::Named;

use super::{TransferError, state::State};
use crate::{
    arrival::{self, Batch, Incoming},
    context::Context,
};
use folders::Folders;
use found::{Found, Message};
use labels::Labels;
use model::{ImportCounts, UserId};
use std::{collections::BTreeSet, path::PathBuf};
use store::Prepared;
use tokio::{sync::mpsc, task::spawn_blocking};

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReport {
    /// Messages found in the files.
    pub read: u64,
    /// Messages stored.
    pub stored: u64,
    /// Messages that the user had already.
    pub duplicates: u64,
    /// Messages over the size limit, left out.
    pub skipped: u64,
    /// Files that are no mail, left out.
    pub not_mail: Named,
    /// Files and folders that cannot be read, left out, each with the reason.
    pub unreadable: Named,
    /// Messages left out that were deleted where they come from.
    pub deleted: u64,
    /// Paths of folders that could not be made: their mail is in the nearest above, or in the
    /// inbox.
    pub unmade: BTreeSet<String>,
    /// Bytes of the messages stored.
    pub bytes: u64,
    /// How long it took.
    pub seconds: f64,
}

/// Takes what is found; an answer of `Err` ends the reading.
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
    let (found, mut finding) = mpsc::channel::<Box<Message>>(64);
    let (parsed, parsing) = mpsc::channel::<Vec<Prepared>>(1);
    let reading = spawn_blocking(move || {
        let mut beside = ImportReport::default();
        let read = paths.iter().try_for_each(|path| {
            open::path(path, limit, &mut |one| {
                match one {
                    Found::Message(message) => {
                        return found.blocking_send(message).map_err(|_| Stopped);
                    }
                    Found::NotMail(name) => beside.not_mail.add(name),
                    Found::Unreadable(name, why) => {
                        beside.unreadable.add(format!("{name} ({why})"));
                    }
                    Found::Deleted => beside.deleted += 1,
                }
                Ok(())
            })
        });
        (beside, read)
    });
    let mut report = ImportReport::default();
    let read_as = (limit, to.filtered);
    let parse = parse(context, user, (folders, labels), read_as, &mut finding, parsed);
    let (gathered, stored) = tokio::join!(parse, store(context, user, parsing, tell));
    drop(finding);
    (report.read, report.skipped, report.unmade) = gathered?;
    (report.stored, report.duplicates, report.bytes) = stored?;
    let (beside, read) = reading.await?;
    let (stored, duplicates, skipped) = (report.stored, report.duplicates, report.skipped);
    tell(ImportCounts { stored, duplicates, skipped, not_mail: beside.not_mail.count });
    (report.not_mail, report.unreadable) = (beside.not_mail, beside.unreadable);
    report.deleted = beside.deleted;
    match read {
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

/// Gathers batches and parses them; answers how many messages were read and how many skipped, and
/// folders that could not be made.
async fn parse(
    context: &Context,
    user: UserId,
    (mut folders, mut labels): (Folders<'_>, Labels<'_>),
    (limit, filtered): (u64, bool),
    finding: &mut mpsc::Receiver<Box<Message>>,
    parsed: mpsc::Sender<Vec<Prepared>>,
) -> Result<(u64, u64, BTreeSet<String>), TransferError> {
    let (mut batch, mut states, mut read, mut skipped) = (Batch::default(), Vec::new(), 0, 0);
    let now = context.clock.now();
    while let Some(found) = finding.recv().await {
        read += 1;
        if found.source.len() as u64 > limit {
            skipped += 1;
            continue;
        }
        states.push(found.state);
        let incoming = Incoming {
            folder: folders.key(found.folder.as_deref()).await?,
            unread: found.state.unread,
            starred: found.state.starred,
            labels: labels.ids(found.labels).await?,
            skip_duplicate: true,
            filtered,
            ..Incoming::inbox(user, found.source, found.received.unwrap_or(now))
        };
        if let Some(full) = batch.push(incoming) {
            let ready = prepare(context, full, &mut states).await?;
            if parsed.send(ready).await.is_err() {
                return Ok((read, skipped, folders.unmade()));
            }
        }
    }
    let rest = prepare(context, batch.take(), &mut states).await?;
    // Should nobody take it, the store has failed and says so.
    let _ = parsed.send(rest).await;
    Ok((read, skipped, folders.unmade()))
}

/// Prepares a batch, with what was done with its messages; takes these states.
async fn prepare(
    context: &Context,
    batch: Vec<Incoming>,
    states: &mut Vec<State>,
) -> Result<Vec<Prepared>, TransferError> {
    let ready = arrival::prepare(context, batch).await?.into_iter().zip(std::mem::take(states));
    Ok(ready.map(|(one, state)| one.done_with(state.answered, state.forwarded)).collect())
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
        if let Some(room) = context.space(user).await?.room()
            && room < sizes.iter().sum()
            // Only then is it worth knowing what of it is here already.
            && room < context.store.bytes_to_add(user, &arrivals).await?
        {
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
        tell(ImportCounts { stored, duplicates, ..ImportCounts::default() });
    }
    Ok((stored, duplicates, bytes))
}
