//! Changing mail without waiting: the view changes first, the server is told, and a failure
//! puts the view back and says why.

use super::{opened::Opened, toasts::Toasts};
use crate::ApiError;
use crate::api::{
    jobs::change_all,
    messages::{change_messages, undo_change},
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Done, LabelId, MessageId, MessageRow, Operation, Rows, UndoId};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::{HashMap, HashSet};

/// What the view shows of a message before lists come from the server again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Patch {
    unread: Option<bool>,
    starred: Option<bool>,
    /// Put on or taken off, each label once.
    labels: Vec<(LabelId, bool)>,
    gone: bool,
    /// The server has done it: lists that are asked for as of this version are right without the
    /// patch.
    confirmed: Option<u32>,
}

impl Patch {
    /// A list of this version was asked for when the server had done it.
    fn is_in(&self, version: u32) -> bool {
        self.confirmed.is_some_and(|confirmed| confirmed <= version)
    }

    fn apply(&mut self, operation: &Operation) {
        self.confirmed = None;
        match operation {
            Operation::Unread(unread) => self.unread = Some(*unread),
            Operation::Starred(starred) => self.starred = Some(*starred),
            Operation::Move(_) | Operation::Rescue | Operation::Snooze(_) | Operation::Erase => {
                self.gone = true;
            }
            Operation::Label { on, off } => {
                let changed = on.iter().map(|id| (*id, true));
                let changed: Vec<_> = changed.chain(off.iter().map(|id| (*id, false))).collect();
                self.labels.retain(|(id, _)| changed.iter().all(|(new, _)| new != id));
                self.labels.extend(changed);
            }
        }
    }

    /// What a message that has these labels has now.
    fn labelled(&self, mut labels: Vec<LabelId>) -> Vec<LabelId> {
        labels.retain(|id| !self.labels.iter().any(|(changed, _)| changed == id));
        labels.extend(self.labels.iter().filter(|(_, on)| *on).map(|(id, _)| *id));
        labels
    }
}

/// The open lists' shared state.
#[derive(Clone, Copy)]
pub struct Mail {
    /// Counts up whenever lists and counts are out of date; resources depend on it.
    pub version: RwSignal<u32>,
    /// The ticked rows.
    pub selected: RwSignal<HashSet<MessageId>>,
    patches: RwSignal<HashMap<MessageId, Patch>>,
    /// The version of the list that came last.
    latest: RwSignal<u32>,
    /// The version when the open conversation came: it is not asked for again.
    reading: RwSignal<u32>,
    /// Counts up whenever something was undone; an open conversation is asked for again.
    pub undone: RwSignal<u32>,
    /// Counts up whenever the page itself may have begun a job.
    pub begun: RwSignal<u32>,
    toasts: Toasts,
}

impl Mail {
    pub(super) fn new(toasts: Toasts) -> Self {
        Self {
            version: RwSignal::new(0),
            selected: RwSignal::new(HashSet::new()),
            patches: RwSignal::new(HashMap::new()),
            latest: RwSignal::new(0),
            reading: RwSignal::new(u32::MAX),
            undone: RwSignal::new(0),
            begun: RwSignal::new(0),
            toasts,
        }
    }

    /// Lists and counts are out of date.
    pub fn refresh(self) {
        self.version.update(|version| *version += 1);
    }

    /// A list, asked for by its key: anew with each key, and whenever it is out of date. It is
    /// asked for after what was opened before has counted as read.
    pub fn list<K, T, Asked>(
        self,
        opened: Opened,
        key: impl Fn() -> K + Send + Sync + 'static,
        ask: impl Fn(K) -> Asked + Send + Sync + 'static,
    ) -> Resource<Result<T, ApiError>>
    where
        K: PartialEq + Clone + Send + Sync + 'static,
        T: Serialize + DeserializeOwned + Send + Sync + 'static,
        Asked: Future<Output = Result<T, ApiError>> + Send + 'static,
    {
        Resource::new(
            move || (key(), self.version.get()),
            move |(key, version)| {
                let asked = ask(key);
                async move {
                    opened.counted().await;
                    let list = asked.await;
                    self.came(version);
                    list
                }
            },
        )
    }

    /// Nothing is ticked any more once the list is another; `key` tracks which it is.
    pub fn untick_with(self, key: impl Fn() + 'static) {
        Effect::new(move |_| {
            key();
            self.selected.update(HashSet::clear);
        });
    }

    /// Whether the row, of a list of version `as_of`, is unread after what was just done to it.
    pub fn unread(self, row: &MessageRow, as_of: u32) -> bool {
        self.patch(row.id, as_of).and_then(|patch| patch.unread).unwrap_or(row.unread)
    }

    /// Whether the row, of a list of version `as_of`, is starred after what was just done to it.
    pub fn starred(self, row: &MessageRow, as_of: u32) -> bool {
        self.patch(row.id, as_of).and_then(|patch| patch.starred).unwrap_or(row.starred)
    }

    /// The labels of the row, of a list of version `as_of`, after what was just done to it.
    pub fn labels(self, row: &MessageRow, as_of: u32) -> Vec<LabelId> {
        let labels = row.labels.clone();
        match self.patch(row.id, as_of) {
            Some(patch) => patch.labelled(labels),
            None => labels,
        }
    }

    /// Whether the row of a list of version `as_of` was just moved away.
    pub fn gone(self, id: MessageId, as_of: u32) -> bool {
        self.patch(id, as_of).is_some_and(|patch| patch.gone)
    }

    /// What was done and is not in a list of version `as_of`. Asked of each list by itself: while
    /// a new one takes the place of an old one, neither must show what was before.
    fn patch(self, id: MessageId, as_of: u32) -> Option<Patch> {
        let patch = self.patches.with(|patches| patches.get(&id).cloned())?;
        (!patch.is_in(as_of)).then_some(patch)
    }

    /// Lets go of what both the shown list and the open conversation have.
    fn settle(self, patches: &mut HashMap<MessageId, Patch>) {
        let shown = self.latest().min(self.reading.get_untracked());
        patches.retain(|_, patch| !patch.is_in(shown));
    }

    /// The list that was asked for when lists had this version has come.
    pub fn came(self, version: u32) {
        // The server shows one list, and changes nothing in it.
        if cfg!(not(feature = "ssr")) {
            self.latest.set(version);
        }
    }

    /// The version of the list that came last, for who shows it.
    pub fn latest(self) -> u32 {
        self.latest.get_untracked()
    }

    /// The version of the first list that will show what the server has done by now.
    fn next(self) -> u32 {
        self.version.get_untracked() + 1
    }

    /// The message was opened: it is read, here and on the server.
    pub fn opened(self, id: MessageId) {
        self.reading.set(self.version.get_untracked());
        self.patches.update(|patches| {
            self.settle(patches);
            let patch = patches.entry(id).or_default();
            patch.unread = Some(false);
            patch.confirmed = Some(self.next());
        });
        self.refresh();
    }

    /// Changes messages now, and tells the server; `word` is one of [`Operation::from_word`],
    /// or `word@ID`. Where the rows of a list are conversations, the messages stand for all that
    /// this query `found` of them.
    pub fn change(self, ids: Vec<MessageId>, word: &str, found: Option<String>) {
        let (plain, ids, found) = match word.split_once('@') {
            Some((plain, id)) => (plain, id.parse().map(|id| vec![id]).unwrap_or_default(), None),
            None => (word, ids, found),
        };
        if let Some(operation) = Operation::from_word(plain) {
            self.apply(ids, operation, plain, found);
        }
    }

    /// Puts labels on messages now and takes others off, and tells the server; `found` as for
    /// [`Self::change`].
    pub fn label(
        self,
        ids: Vec<MessageId>,
        on: Vec<LabelId>,
        off: Vec<LabelId>,
        found: Option<String>,
    ) {
        if !(ids.is_empty() || on.is_empty() && off.is_empty()) {
            self.apply(ids, Operation::Label { on, off }, "labels", found);
        }
    }

    fn apply(self, ids: Vec<MessageId>, operation: Operation, word: &str, found: Option<String>) {
        let before = self.show(&ids, &operation);
        let quiet = matches!(operation, Operation::Starred(_));
        let word = word.to_owned();
        let (on, shown) = match operation {
            Operation::Label { on, off } => (on.clone(), [on, off].concat()),
            _ => Default::default(),
        };
        let rows = if found.is_some() { Rows::Conversations } else { Rows::Messages };
        let (rows, query) = (rows.as_str().to_owned(), found.unwrap_or_default());
        let told = change_messages(ids.clone(), word, on, shown, rows, query, String::new());
        self.settle_by(told, ids, before, move |_| !quiet);
    }

    /// Changes all of a folder, or all that a query finds; `shown` are those on the page. How far
    /// many of them are, a bar shows ([`Jobs`](super::jobs::Jobs)).
    pub fn change_all(self, shown: Vec<MessageId>, folder: String, query: String, word: &str) {
        let Some(operation) = Operation::from_word(word) else { return };
        let before = self.show(&shown, &operation);
        let told = change_all(folder, query, word.to_owned(), String::new());
        self.settle_by(told, shown, before, move |done| !self.heed(done));
    }

    /// Whether what was asked for goes on as a job, which then is to be listed.
    pub fn heed(self, done: &Done) -> bool {
        let is_job = done.ids.is_empty();
        if is_job {
            self.begun.update(|begun| *begun += 1);
        }
        is_job
    }

    /// Waits for what the server says to a change that is shown already: it stays, and a toast
    /// speaks of it if it `speaks`; or the view is put back as it was before.
    fn settle_by(
        self,
        told: impl Future<Output = Result<Done, ApiError>> + 'static,
        ids: Vec<MessageId>,
        before: HashMap<MessageId, Patch>,
        speaks: impl FnOnce(&Done) -> bool + 'static,
    ) {
        spawn_local(async move {
            match told.await {
                Ok(done) => {
                    self.confirm(&ids);
                    if speaks(&done) {
                        self.toasts.done(&done);
                    }
                }
                Err(error) => {
                    self.put_back(&ids, &before);
                    self.toasts.problem(&error);
                }
            }
        });
    }

    /// Shows a change before the server has done it; answers how it was shown before.
    fn show(self, ids: &[MessageId], operation: &Operation) -> HashMap<MessageId, Patch> {
        let before = self.patches.get_untracked();
        self.patches.update(|patches| {
            self.settle(patches);
            for id in ids {
                patches.entry(*id).or_default().apply(operation);
            }
        });
        self.selected.update(HashSet::clear);
        before
    }

    /// The server has done it.
    fn confirm(self, ids: &[MessageId]) {
        self.patches.update(|patches| {
            for id in ids {
                patches.entry(*id).or_default().confirmed = Some(self.next());
            }
        });
        self.refresh();
    }

    /// The server has not done it.
    fn put_back(self, ids: &[MessageId], before: &HashMap<MessageId, Patch>) {
        self.patches.update(|patches| {
            for id in ids {
                match before.get(id) {
                    Some(patch) => patches.insert(*id, patch.clone()),
                    None => patches.remove(id),
                };
            }
        });
    }

    /// Undoes what a toast spoke of. A recalled message is a draft again, shown by `open`.
    pub fn undo(self, id: UndoId, sent: bool, open: impl Fn(MessageId) + 'static) {
        self.toasts.hide();
        spawn_local(async move {
            match undo_change(id, sent, String::new()).await {
                Ok(done) => {
                    self.patches.update(|patches| {
                        for id in &done.ids {
                            patches.remove(id);
                        }
                    });
                    self.undone.update(|undone| *undone += 1);
                    self.heed(&done);
                    self.refresh();
                    match done.ids.first().filter(|_| sent) {
                        Some(draft) => open(*draft),
                        None => self.toasts.done(&done),
                    }
                }
                Err(error) => self.toasts.problem(&error),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{FolderKey, Role};

    #[test]
    fn a_patch_adds_up_what_was_done_and_waits_for_the_server() {
        let mut patch = Patch { confirmed: Some(1), ..Patch::default() };
        assert!(patch.is_in(1) && patch.is_in(2) && !patch.is_in(0));
        patch.apply(&Operation::Starred(true));
        assert!(!patch.is_in(2));
        patch.apply(&Operation::Unread(false));
        patch.apply(&Operation::Move(FolderKey::Role(Role::Archive)));
        assert_eq!(
            patch,
            Patch { unread: Some(false), starred: Some(true), gone: true, ..Patch::default() }
        );
    }

    #[test]
    fn labels_add_up_too_and_the_last_word_counts() {
        let [one, two, three] = [1, 2, 3].map(LabelId);
        let mut patch = Patch::default();
        patch.apply(&Operation::Label { on: vec![one], off: vec![two] });
        assert_eq!(patch.labelled(vec![two, three]), [three, one]);
        patch.apply(&Operation::Label { on: vec![two], off: vec![one] });
        assert_eq!(patch.labelled(vec![two, three]), [three, two]);
    }
}
