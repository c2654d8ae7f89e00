mod maildir;
mod mbox;
mod zipped;

use super::{
    TransferError,
    notes::{self, Notes},
};
use crate::context::Context;
use model::{Branch, FolderKey, MessageId, MessageRow, UserId, branches};
use std::{
    path::{Path, PathBuf},
    str::FromStr,
};
use store::StoreError;
use tokio::{sync::mpsc, task::spawn_blocking};

/// What an export is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// One file, mboxrd (RFC 4155 with reversible quoting). Folders and marks are in lines before
    /// the header of each message.
    #[default]
    Mbox,
    /// A directory with a Maildir, its folders as Maildir++ names them, flags kept.
    Maildir,
    /// A zip archive with a folder for each folder and a `.eml` file for each message. One that was
    /// not simply read has lines before its header that say so.
    Zip,
}

impl FromStr for Format {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "mbox" => Ok(Self::Mbox),
            "maildir" => Ok(Self::Maildir),
            "zip" => Ok(Self::Zip),
            _ => Err("expected `mbox`, `maildir` or `zip`".to_owned()),
        }
    }
}

/// What an export did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportReport {
    /// Messages written; drafts are not messages yet.
    pub messages: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Messages that are not in it, because what is stored of them is damaged.
    pub missing: Vec<Missing>,
}

/// A message that an export could not write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Its id.
    pub id: MessageId,
    /// Its subject, as the list knows it.
    pub subject: String,
}

/// A message to write.
struct Exported {
    row: MessageRow,
    /// The names of its folder and of those that it lies in, from the top on.
    folder: Vec<String>,
    /// The names of its labels.
    labels: Vec<String>,
    source: Vec<u8>,
}

impl Exported {
    /// Its bytes as a file has them that says by itself all but what is in `notes`, and labels.
    fn noted(self, notes: Notes) -> Vec<u8> {
        notes::put_on(self.source, &Notes { labels: self.labels, ..notes })
    }
}

/// Writes messages as one format wants them.
trait Writer {
    fn write(&mut self, message: Exported) -> Result<(), TransferError>;
    fn finish(self: Box<Self>) -> Result<(), TransferError>;
}

/// Writes all of a user's messages to `out`, which must not be there yet.
pub async fn export(
    context: &Context,
    user: UserId,
    out: PathBuf,
    format: Format,
) -> Result<ExportReport, TransferError> {
    const AT_ONCE: i64 = 500;
    let (messages, writing) = mpsc::channel(8);
    let writer = spawn_blocking(move || write(&out, format, writing));
    let labels = context.store.labels(user).await?;
    let folders = branches(&context.store.folders(user).await?);
    let (mut after, mut missing) = (None, Vec::new());
    'all: loop {
        let ids = context.store.message_ids(user, after, AT_ONCE).await?;
        let Some(last) = ids.last() else { break };
        after = Some(*last);
        for id in ids {
            // Those erased meanwhile are not the user's any more.
            let Some(row) = here(context.store.message_row(user, id).await)? else { continue };
            let source = match here(context.store.source(user, id).await) {
                Err(StoreError::Damaged(..)) => {
                    missing.push(Missing { id, subject: row.subject_text() });
                    continue;
                }
                source => source?,
            };
            // A draft has none.
            let Some(source) = source.filter(|source| !source.is_empty()) else { continue };
            let names = labels.iter().filter(|label| row.labels.contains(&label.id));
            let labels = names.map(|label| label.name.clone()).collect();
            let folder = path(&folders, &row);
            if messages.send(Exported { row, folder, labels, source }).await.is_err() {
                // The writer has failed, and says why.
                break 'all;
            }
        }
    }
    drop(messages);
    Ok(ExportReport { missing, ..writer.await?? })
}

/// None for what is not there.
fn here<T>(found: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match found {
        Err(StoreError::NotFound(_)) => Ok(None),
        found => found.map(Some),
    }
}

/// The names that lead to a message's folder.
fn path(tree: &[Branch], row: &MessageRow) -> Vec<String> {
    let find = |key: &FolderKey| tree.iter().find(|branch| branch.folder.key() == *key);
    let up = |branch: &&Branch| branch.folder.parent.and_then(|id| find(&FolderKey::Own(id)));
    let mut names: Vec<String> =
        std::iter::successors(find(&row.folder), up).map(|one| one.folder.name.clone()).collect();
    names.reverse();
    names
}

fn write(
    out: &Path,
    format: Format,
    mut messages: mpsc::Receiver<Exported>,
) -> Result<ExportReport, TransferError> {
    let mut writer: Box<dyn Writer> = match format {
        Format::Mbox => Box::new(mbox::Mbox::create(out)?),
        Format::Maildir => Box::new(maildir::Maildir::create(out)?),
        Format::Zip => Box::new(zipped::Zip::create(out)?),
    };
    let mut report = ExportReport::default();
    while let Some(message) = messages.blocking_recv() {
        report.messages += 1;
        report.bytes += message.source.len() as u64;
        writer.write(message)?;
    }
    writer.finish()?;
    Ok(report)
}
