//! Archives of mail that users upload to have them taken in, one after the other.
//!
//! Each lies in a directory of its own, `imports/USER/ID` below the data directory, until it is
//! taken in, so that a server that starts again goes on with it: an import may be repeated, and
//! takes nothing twice. Nothing of it is in the database; with several servers each has those that
//! came to it.

mod spool;

pub use spool::Spool;

use model::{ImportCounts, ImportId, ImportState, ImportView, UnixMillis, UserId};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

/// Archives of one user at a time, those included that are done and not dismissed.
pub const MOST: usize = 20;
/// After which one that could not go on is tried again, and at most after which.
const FIRST_PAUSE: Duration = Duration::from_mins(1);
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// What is to be known of an archive after a restart; beside it in its directory.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct About {
    /// The file's name, as the user's machine has it.
    name: String,
    /// The folder that all goes to; empty for what the archive says.
    folder: String,
}

/// The archives of all users.
#[derive(Debug, Default)]
pub struct Imports {
    root: PathBuf,
    all: Mutex<BTreeMap<(ImportId, UserId), Entry>>,
    /// One more is there.
    arrived: Notify,
}

#[derive(Debug)]
struct Entry {
    view: ImportView,
    folder: String,
    dismissed: CancellationToken,
    /// How often it could not go on, and when it is tried again.
    tries: u32,
    due: Option<Instant>,
}

impl Entry {
    fn waiting(id: ImportId, about: About, size: i64) -> Self {
        let view = waiting(id, about.name, size);
        let dismissed = CancellationToken::new();
        Self { view, folder: about.folder, dismissed, tries: 0, due: None }
    }

    fn is_due(&self, now: Instant) -> bool {
        match self.view.state {
            ImportState::Waiting => true,
            ImportState::Later(_) => self.due.is_none_or(|due| due <= now),
            ImportState::Running | ImportState::Done | ImportState::Failed(_) => false,
        }
    }
}

/// An archive whose turn it is.
#[derive(Debug)]
pub struct Turn {
    /// Whose mail it becomes.
    pub user: UserId,
    /// Which it is.
    pub id: ImportId,
    /// Its name.
    pub name: String,
    /// The folder that all goes to, if the user named one.
    pub folder: Option<String>,
    /// The file.
    pub path: PathBuf,
    /// The user does not want it any more.
    pub dismissed: CancellationToken,
}

impl Imports {
    /// Those that are to lie in `root`; nothing is looked at.
    pub fn new(root: PathBuf) -> Self {
        Self { root, ..Self::default() }
    }

    /// Takes up what a server before left, and removes what did not arrive whole. For the one
    /// server of the directory, before anything is uploaded: what is on its way is not whole.
    pub fn recover(&self) -> io::Result<()> {
        let mut all = self.lock();
        for (user, folder) in numbered(&self.root)? {
            for (id, place) in numbered(&folder)? {
                let Ok((about, size)) = spool::read(&place) else {
                    fs::remove_dir_all(&place)?;
                    continue;
                };
                let id = ImportId(id);
                all.insert((id, UserId(user)), Entry::waiting(id, about, size));
            }
        }
        Ok(())
    }

    /// A place for one more, unless the user has [`MOST`] already.
    pub fn begin(
        &self,
        user: UserId,
        name: String,
        folder: String,
        now: UnixMillis,
    ) -> io::Result<Option<Spool>> {
        if self.lock().keys().filter(|(_, whose)| *whose == user).count() >= MOST {
            return Ok(None);
        }
        Spool::make(&self.root.join(user.to_string()), now, About { name, folder }).map(Some)
    }

    /// It arrived whole, and waits for its turn.
    pub fn add(&self, user: UserId, spool: Spool) -> io::Result<()> {
        let (id, about, size) = spool.keep()?;
        self.lock().insert((id, user), Entry::waiting(id, about, size));
        self.arrived.notify_one();
        Ok(())
    }

    /// The user's, latest first.
    pub fn of(&self, user: UserId) -> Vec<ImportView> {
        let all = self.lock();
        let own = all.iter().rev().filter(|((_, whose), _)| *whose == user);
        own.map(|(_, entry)| entry.view.clone()).collect()
    }

    /// Takes one off the list, and ends its import; false where there is none.
    pub fn dismiss(&self, user: UserId, id: ImportId) -> bool {
        let Some(entry) = self.lock().remove(&(id, user)) else { return false };
        entry.dismissed.cancel();
        self.remove(user, id);
        true
    }

    /// The next one, once there is one.
    pub async fn next(&self) -> Turn {
        loop {
            let now = Instant::now();
            if let Some(turn) = self.take(now) {
                return turn;
            }
            let due = self.lock().values().filter_map(|entry| entry.due).min();
            tokio::select! {
                () = self.arrived.notified() => {}
                () = sleep_until(due.unwrap_or(now)), if due.is_some() => {}
            }
        }
    }

    fn take(&self, now: Instant) -> Option<Turn> {
        let mut all = self.lock();
        let ((id, user), entry) = all.iter_mut().find(|(_, entry)| entry.is_due(now))?;
        entry.due = None;
        entry.view.state = ImportState::Running;
        Some(Turn {
            user: *user,
            id: *id,
            name: entry.view.name.clone(),
            folder: Some(entry.folder.clone()).filter(|folder| !folder.is_empty()),
            path: spool::file_in(&place(&self.root, *user, *id)),
            dismissed: entry.dismissed.clone(),
        })
    }

    /// How far it is.
    pub fn tell(&self, turn: &Turn, counts: ImportCounts) {
        if let Some(entry) = self.lock().get_mut(&(turn.id, turn.user)) {
            entry.view.counts = counts;
        }
    }

    /// It cannot go on for now, as the sentence says: it is begun anew after a pause, which grows.
    pub fn postpone(&self, turn: &Turn, sentence: String) {
        if let Some(entry) = self.lock().get_mut(&(turn.id, turn.user)) {
            entry.view.state = ImportState::Later(sentence);
            let pause = FIRST_PAUSE * 2_u32.saturating_pow(entry.tries.min(10));
            entry.due = Some(Instant::now() + pause.min(LONGEST_PAUSE));
            entry.tries += 1;
        }
    }

    /// Nothing more is to come of it, so its file goes.
    pub fn end(&self, turn: &Turn, state: ImportState, remarks: Vec<String>) {
        if let Some(entry) = self.lock().get_mut(&(turn.id, turn.user)) {
            entry.view.state = state;
            entry.view.remarks = remarks;
        }
        self.remove(turn.user, turn.id);
    }

    fn remove(&self, user: UserId, id: ImportId) {
        let place = place(&self.root, user, id);
        if let Err(error) = fs::remove_dir_all(&place)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(path = %place.display(), %error, "an archive cannot be removed");
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<(ImportId, UserId), Entry>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn place(root: &Path, user: UserId, id: ImportId) -> PathBuf {
    root.join(user.to_string()).join(id.to_string())
}

fn waiting(id: ImportId, name: String, size: i64) -> ImportView {
    let counts = ImportCounts::default();
    ImportView { id, name, size, state: ImportState::Waiting, counts, remarks: Vec::new() }
}

/// The directories in `folder` whose names are numbers; none where there is no such folder.
fn numbered(folder: &Path) -> io::Result<Vec<(i64, PathBuf)>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let number = entry.file_name().to_str().and_then(|name| name.parse().ok());
        if let Some(number) = number.filter(|_| entry.path().is_dir()) {
            found.push((number, entry.path()));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
