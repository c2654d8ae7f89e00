//! Short messages about what just happened, with "Undo" where it can be undone.

use crate::ApiError;
use leptos::prelude::*;
use model::{Done, UndoId};
use std::time::Duration;

/// How long a toast stays; the server can undo for at least as long.
const STAYS: Duration = Duration::from_secs(10);

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// What happened.
    pub sentence: String,
    /// Undoes it.
    pub undo: Option<UndoId>,
    /// Undoing takes back a sent message: go to its draft.
    pub sent: bool,
    /// Something went wrong.
    pub problem: bool,
}

impl Toast {
    /// A message without "Undo".
    pub fn said(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), undo: None, sent: false, problem: false }
    }

    /// A message that went out, and can be called back for a moment.
    pub fn sent(undo: UndoId) -> Self {
        Self { undo: Some(undo), sent: true, ..Self::said("Message sent.") }
    }
}

/// The toast on screen: the newest replaces the one before.
#[derive(Clone, Copy)]
pub struct Toasts {
    current: RwSignal<Option<Toast>>,
    shown: StoredValue<u32>,
}

impl Toasts {
    pub(super) fn new() -> Self {
        Self { current: RwSignal::new(None), shown: StoredValue::new(0) }
    }

    /// The toast to show.
    pub fn current(self) -> Option<Toast> {
        self.current.get()
    }

    /// Shows what was done.
    pub fn done(self, done: &Done) {
        self.show(Toast { undo: done.undo, ..Toast::said(done.sentence.clone()) });
    }

    /// Shows why something was not done.
    pub fn problem(self, error: &ApiError) {
        self.show(Toast { problem: true, ..Toast::said(error.to_string()) });
    }

    /// Shows a toast for a while. Only in the browser.
    pub fn show(self, toast: Toast) {
        self.shown.update_value(|shown| *shown += 1);
        let mine = self.shown.get_value();
        self.current.set(Some(toast));
        let hide = move || {
            if self.shown.try_get_value() == Some(mine) {
                self.current.set(None);
            }
        };
        set_timeout(hide, STAYS);
    }

    /// Shows no toast.
    pub fn hide(self) {
        self.current.set(None);
    }
}
