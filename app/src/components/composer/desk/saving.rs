use super::Desk;
use crate::api::compose::{discard_draft, put_draft_away, save_draft};
use crate::components::composer::kept;
use leptos::{prelude::*, task::spawn_local};
use model::DraftFields;
use std::{mem::replace, time::Duration};

/// The server gets a draft when nothing was typed for this long.
const PAUSE: Duration = Duration::from_millis(1500);
/// Bytes of text that a browser still sends when its page is gone (64 KiB, with what is around).
const SHORT: usize = 48 * 1024;

impl Desk {
    /// One line about where the text is.
    pub fn state(self) -> &'static str {
        match (self.sending.get(), self.saved.get()) {
            (true, _) => "Sending…",
            (_, None) => "",
            (_, Some(false)) => "Saving…",
            (_, Some(true)) => "Saved.",
        }
    }

    /// Changes what is typed: kept here at once, on the server after a pause.
    pub fn edit(self, change: impl FnOnce(&mut DraftFields)) {
        self.fields.update(change);
        self.fields.with_untracked(|fields| kept::keep(self.id, fields));
        self.saved.set(Some(false));
        self.edits.update_value(|edits| *edits += 1);
        let mine = self.edits.get_value();
        let save = move || {
            if self.edits.try_get_value() == Some(mine) {
                self.save();
            }
        };
        set_timeout(save, PAUSE);
    }

    pub(super) fn save(self) {
        let (fields, edits) = (self.fields.get_untracked(), self.edits.get_value());
        spawn_local(async move {
            match save_draft(self.id, fields).await {
                Ok(()) if self.edits.try_get_value() == Some(edits) => {
                    kept::forget(self.id);
                    let before = self.listed.try_update_value(|listed| replace(listed, true));
                    if before == Some(false) {
                        self.mail.refresh();
                    }
                    self.saved.set(Some(true));
                    self.problem.set(None);
                }
                Ok(()) => {}
                Err(error) => self.fail(error),
            }
        });
    }

    /// Saves what waits to be saved; answers whether there was something.
    pub(super) fn save_now(self) -> bool {
        let (id, mail) = (self.id, self.mail);
        let waits = self.saved.try_get_untracked().flatten() == Some(false);
        let Some(fields) = self.fields.try_get_untracked().filter(|_| waits) else { return false };
        spawn_local(async move {
            let saved = if fields.body.len() < SHORT {
                put_draft_away(id, fields.clone()).await
            } else {
                save_draft(id, fields.clone()).await
            };
            if saved.is_ok() {
                if kept::kept(id).is_none_or(|kept| kept == fields) {
                    kept::forget(id);
                }
                mail.refresh();
            }
        });
        true
    }

    /// The desk is left: what is typed is saved now, and a new draft without a word is none.
    pub(super) fn put_away(self) {
        if self.gone.try_get_value() != Some(false) {
            return;
        }
        let (id, mail) = (self.id, self.mail);
        if !self.save_now() && self.is_untouched() {
            spawn_local(async move {
                // Else it lies in Drafts, which harms nobody.
                if discard_draft(id, String::new()).await.is_ok() {
                    mail.refresh();
                }
            });
        }
    }

    fn is_untouched(self) -> bool {
        let files = |count: Option<usize>| count.is_some_and(|count| count > 0);
        self.place.is_fresh
            && self.edits.try_get_value() == Some(0)
            && !files(self.transfers.try_with_untracked(Vec::len))
            && self.uploads.try_with_untracked(Vec::len) == Some(self.given)
    }
}
